import { existsSync, statSync } from 'node:fs';
import { type DatabaseFindings, examineDatabase, tryWriting } from '../../store/sqlite/examine.ts';
import { databaseFile } from '../../store/sqlite/open.ts';
import { sizeWords } from '../backup/words.ts';
import { plainReason } from '../user-error.ts';
import { type Check, type Finding, failed, fine, skipped } from './check.ts';

const restoreAdvice = 'Keep a copy of the folder as it is, then restore the last backup: repartee restore FILE.';

/** The embedded database can be read, is sound, fits this version, and can be written. */
export const embeddedDatabaseCheck: Check = {
  name: 'embedded database',
  run({ dataDir, databaseUrl }) {
    const file = databaseFile(dataDir);
    if (databaseUrl !== undefined) return skipped('not used: DATABASE_URL is set');
    if (!existsSync(file)) return skipped('does not exist yet; the first start makes it');
    let findings: DatabaseFindings;
    try {
      findings = examineDatabase(file);
    } catch (error) {
      return failed(`reading ${file}: ${plainReason(error)}`, restoreAdvice);
    }
    const problem = problemOf(findings);
    if (problem) return problem;
    try {
      tryWriting(file);
    } catch (error) {
      return failed(
        `writing to ${file}: ${plainReason(error)}`,
        'The user of the server needs the right to write it; no other program may keep it locked.',
      );
    }
    return fine(summary(findings, statSync(file).size), findings.kind === 'ours' ? upgradeAdvice(findings) : undefined);
  },
};

/** What is wrong with a database that could be read. */
export function problemOf({ damages, kind, unknownChanges }: DatabaseFindings): Finding | undefined {
  const [damage] = damages;
  if (damage) return failed(`integrity: ${damage}`, restoreAdvice);
  if (kind === 'foreign') return failed('tables: they are those of another program', 'Choose another DATA_DIR.');
  const [change] = unknownChanges;
  if (change) {
    return failed(
      `tables: a newer version of Repartee made the change "${change}"`,
      'Start that version or a later one, or restore a backup from before the upgrade.',
    );
  }
  return undefined;
}

function upgradeAdvice({ missingChanges }: DatabaseFindings): string | undefined {
  if (missingChanges.length === 0) return undefined;
  return `The next start brings its tables up to date (${missingChanges.join(', ')}): make a backup before.`;
}

function summary({ kind, counts, journalMode, logSize }: DatabaseFindings, size: number): string {
  if (kind === 'new') return 'still empty; the next start makes its tables';
  const { bots, sessions, results } = counts;
  const rows = `bots ${bots}, sessions ${sessions}, results ${results}`;
  // A copy that was restored has no log of its own yet.
  const log = journalMode === 'wal' ? `${sizeWords(logSize)} of log` : 'a log from the next start on';
  return `sound and can be written; ${sizeWords(size)} and ${log}; ${rows}`;
}

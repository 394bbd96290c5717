import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isCorrupt } from './failures.ts';
import { migrations } from './migrations.ts';

/** How long a lock of another process is waited for, in ms. */
const busyTimeoutMs = 1_000;
/** Tables whose rows are counted for people. */
const counted = ['bots', 'sessions', 'results'] as const;

/** What is in an embedded database, by reading alone. */
export interface DatabaseFindings {
  /** What is damaged, in the words of the database; empty when it is sound. */
  readonly damages: readonly string[];
  /** `new`: there are no tables yet, or damages hide them. `foreign`: the tables are those of another program. */
  readonly kind: 'ours' | 'new' | 'foreign';
  /** Changes that this server does not know: a newer version made them. */
  readonly unknownChanges: readonly string[];
  /** Changes that the next start will make. */
  readonly missingChanges: readonly string[];
  readonly journalMode: string;
  /** Bytes of the write-ahead log. */
  readonly logSize: number;
  /** Rows; 0 where the table does not exist. */
  readonly counts: Readonly<Record<(typeof counted)[number], number>>;
}

/** Examines a database without changing it. Throws when the file is missing or no database. */
export function examineDatabase(file: string): DatabaseFindings {
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
  try {
    const texts = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => String(Object.values(row)[0]));
    const damages = damagesOf(texts);
    // What is damaged is not asked any further: it would only fail.
    const tables = damages.length > 0 ? [] : texts("SELECT name FROM sqlite_schema WHERE type = 'table'");
    const isOurs = tables.includes('migrations');
    const changes = isOurs ? texts('SELECT name FROM migrations ORDER BY name') : [];
    const known = Object.keys(migrations);
    const count = (table: string) => (tables.includes(table) ? Number(texts(`SELECT count(*) FROM ${table}`)[0]) : 0);
    return {
      damages,
      kind: isOurs ? 'ours' : tables.length === 0 ? 'new' : 'foreign',
      unknownChanges: changes.filter((name) => !known.includes(name)),
      missingChanges: known.filter((name) => !changes.includes(name)),
      journalMode: texts('PRAGMA journal_mode')[0] ?? '',
      logSize: logSize(file),
      counts: { bots: count('bots'), sessions: count('sessions'), results: count('results') },
    };
  } finally {
    database.close();
  }
}

/**
 * Makes a table in a transaction and takes it back. Throws when the database cannot be written. The files stay as they
 * are, also a log that a crash left.
 */
export function tryWriting(file: string): void {
  const reader = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs });
  const writer = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    reader.exec('SELECT 1 FROM sqlite_schema');
    writer.exec('BEGIN IMMEDIATE; CREATE TABLE writing_test (a); ROLLBACK');
  } finally {
    // The last one to close tidies up if it can: a log with content is not for us to move, an empty one is our own.
    const order = logSize(file) > 0 ? [writer, reader] : [reader, writer];
    for (const database of order) database.close();
  }
}

function damagesOf(texts: (sql: string) => string[]): string[] {
  try {
    return texts('PRAGMA quick_check').filter((line) => line !== 'ok');
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return [error instanceof Error ? error.message : String(error)];
  }
}

function logSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

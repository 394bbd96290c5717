import type { PostgresFindings } from '../../store/postgres/examine.ts';
import { plainReason } from '../user-error.ts';
import { type Check, type Finding, failed, fine, skipped } from './check.ts';

/** First version that is supported, as the server numbers it. */
const oldestVersion = 140_000;
/** Clocks further apart make times in results hard to compare, in ms. */
const clockToleranceMs = 2_000;

/** The PostgreSQL database can be reached and keeps what it confirms. */
export const postgresCheck: Check = {
  name: 'PostgreSQL',
  async run({ databaseUrl }) {
    if (databaseUrl === undefined) return skipped('not used: DATABASE_URL is not set');
    const { examinePostgres } = await import('../../store/postgres/examine.ts');
    const place = placeOf(databaseUrl);
    try {
      return judged(place, await examinePostgres(databaseUrl));
    } catch (error) {
      return failed(
        `connecting to ${place}: ${plainReason(error)}`,
        'Check that the database runs and that host, port, user, password and name in DATABASE_URL are right.',
      );
    }
  },
};

/**
 * Host, port and name of a database, without user and password.
 *
 * @example placeOf('postgres://me:secret@db:5432/bots?sslmode=require') // 'db:5432/bots'
 */
export function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

/** What the answers of the server mean. */
export function judged(place: string, findings: PostgresFindings): Finding {
  const { versionNumber, version, isReadOnly, mayCreateTables, fsync, synchronousCommit, clockAheadMs } = findings;
  if (versionNumber < oldestVersion) return failed(`version ${version} is too old`, 'Upgrade it to 14 or newer.');
  if (isReadOnly) return failed(`${place} is read-only`, 'Name the primary server in DATABASE_URL, not a standby.');
  if (!mayCreateTables) {
    return failed('the user may not create tables', 'GRANT CREATE ON SCHEMA public to the user in DATABASE_URL.');
  }
  if (fsync !== 'on' || synchronousCommit === 'off') {
    return failed(
      `a crash can lose confirmed turns: fsync is ${fsync}, synchronous_commit is ${synchronousCommit}`,
      'Turn both on in the settings of the database, or for its user.',
    );
  }
  if (Math.abs(clockAheadMs) > clockToleranceMs) {
    const seconds = (Math.abs(clockAheadMs) / 1000).toFixed(1);
    const direction = clockAheadMs > 0 ? 'ahead of' : 'behind';
    return failed(`its clock is ${seconds} s ${direction} ours`, 'Let both machines set their clocks by NTP.');
  }
  return fine(`version ${version} at ${place}; clocks differ by ${Math.abs(clockAheadMs)} ms`);
}

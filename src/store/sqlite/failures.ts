import { ReparteeError } from '../../errors/errors.ts';

/** Primary result codes of SQLite that say that the statement is at fault, and not the database. */
const faultOfStatement: ReadonlySet<number> = new Set([
  1, // SQLITE_ERROR
  18, // SQLITE_TOOBIG
  19, // SQLITE_CONSTRAINT
  20, // SQLITE_MISMATCH
  21, // SQLITE_MISUSE
  25, // SQLITE_RANGE
]);

const uniqueViolation = 2067;
const busy = 5;
const corrupt = 11;

/** What Node throws when SQLite refuses. */
interface SqliteFailure extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  /** Extended result code; its low byte is the primary one. */
  readonly errcode: number;
}

function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/**
 * The error that callers of the store get: `storeUnavailable` when the database refused (full, locked, broken, closed),
 * where trying again may help; anything else is a fault of the server or an answer on purpose and stays as it is.
 */
export function toStoreError(error: unknown): unknown {
  const isClosed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
  const isRefused = isSqliteFailure(error) && !faultOfStatement.has(error.errcode & 0xff);
  return isClosed || isRefused ? new ReparteeError('storeUnavailable', { cause: error }) : error;
}

/** Why the database refused, in its own words: `database or disk is full`. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof ReparteeError ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** True when another process holds a lock that was needed. */
export function isBusy(error: unknown): boolean {
  return isSqliteFailure(error) && (error.errcode & 0xff) === busy;
}

/** True when the database found its own file damaged. */
export function isCorrupt(error: unknown): boolean {
  return isSqliteFailure(error) && (error.errcode & 0xff) === corrupt;
}

/** True when a row would have repeated a value of a unique column, named as `table.column`. */
export function isTaken(error: unknown, column: string): boolean {
  return isSqliteFailure(error) && error.errcode === uniqueViolation && error.message.endsWith(`: ${column}`);
}

import pg from 'pg';
import { ReparteeError } from '../../errors/errors.ts';

/**
 * Classes of SQLSTATE that say that the database is at fault, and not the statement: the connection broke, no room,
 * shutting down, the disk failed, two transactions got in each other's way, a lock was not to be had, a standby that
 * takes no writes, no access, broken files.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const faultOfDatabase: ReadonlySet<string> = new Set(['08', '25', '28', '3D', '40', '53', '55', '57', '58', 'XX']);

/** Codes of errors after which a database says no more: the connection broke, or its server process was ended. */
const lostConnection = /^(08|57P)/;

const uniqueViolation = '23505';
const notNullViolation = '23502';
/** Serialization failure and deadlock: the same statement may well succeed the next time. */
const transient: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

/**
 * The error that callers of the store get for one that `pg` threw: `storeUnavailable` when the database refused or could
 * not be reached, where trying again may help; a fault of the statement stays as it is.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof ReparteeError || isFaultOfStatement(error)) return error;
  return new ReparteeError('storeUnavailable', { cause: error });
}

/** True when the database is well and refused the statement for what it says; nothing was stored then. */
export function isFaultOfStatement(error: unknown): boolean {
  // These come from this server itself; whatever else is thrown is about the connection.
  if (error instanceof TypeError || error instanceof RangeError) return true;
  return error instanceof pg.DatabaseError && !faultOfDatabase.has(error.code?.slice(0, 2) ?? '');
}

/**
 * The error for a statement that writes: `outcomeUnknown` when the connection broke while it ran, since the database may
 * have carried it out without being able to say so.
 */
export function toWriteError(error: unknown): unknown {
  const isLost = error instanceof pg.DatabaseError ? lostConnection.test(error.code ?? '') : !isFaultOfStatement(error);
  return isLost ? new ReparteeError('outcomeUnknown', { cause: error }) : error;
}

/** True when two transactions got in each other's way and the loser, of which nothing was stored, may try again. */
export function isTransient(error: unknown): boolean {
  return error instanceof pg.DatabaseError && transient.has(error.code);
}

/** True when a row would have repeated the values of a unique constraint. */
export function isTaken(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === uniqueViolation && error.constraint === constraint;
}

/** True when a row would have had no value in a column that needs one. */
export function isMissing(error: unknown, table: string, column: string): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === notNullViolation &&
    error.table === table &&
    error.column === column
  );
}

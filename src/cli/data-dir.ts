import { NewerDatabaseError } from '../store/newer-database.ts';
import { databaseFile, openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { UnusableDatabaseError } from '../store/unusable-database.ts';
import { plainReason, UserError } from './user-error.ts';

/** Where a server keeps its data. */
export interface DataPlace {
  readonly dataDir: string;
  /** PostgreSQL database in place of the embedded one in the data folder. */
  readonly databaseUrl: string | undefined;
}

/** Opens the store that a server would use. Throws `UserError` when the data folder or the database cannot be used. */
export async function openStore({ dataDir, databaseUrl }: DataPlace): Promise<Store> {
  return usingDataDir(dataDir, async () => {
    if (databaseUrl === undefined) return openSqliteStore({ file: databaseFile(dataDir) });
    const { openPostgresStore } = await import('../store/postgres/open.ts');
    return openPostgresStore({ url: databaseUrl });
  });
}

/**
 * Does something that opens the data folder and the database; what the system or the database refuses becomes a
 * `UserError`.
 */
export async function usingDataDir<T>(dataDir: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (cause instanceof NewerDatabaseError) throw new UserError(cause.message, { cause });
    if (cause instanceof UnusableDatabaseError) {
      const reason = plainReason(cause.cause);
      throw new UserError(`The database ${cause.database} cannot be used: ${reason}.`, { cause });
    }
    if (cause instanceof Error && isRefusal(cause)) {
      throw new UserError(`The data folder ${dataDir} cannot be used: ${plainReason(cause)}.`, { cause });
    }
    throw cause;
  }
}

/** Errors of the system carry the call that failed, those of the database a code, on themselves or on their cause. */
function isRefusal(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined || code === 'ERR_SQLITE_ERROR') return true;
  return error.cause instanceof Error && isRefusal(error.cause);
}

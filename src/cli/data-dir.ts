import { NewerDatabaseError } from '../store/newer-database.ts';
import { databaseFile, openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { plainReason, UserError } from './user-error.ts';

/** Opens the embedded store of a data folder. Throws `UserError` when the folder or the database cannot be used. */
export async function openStore(dataDir: string): Promise<Store> {
  return usingDataDir(dataDir, () => openSqliteStore({ file: databaseFile(dataDir) }));
}

/** Does something that opens the data folder; what the system or the database refuses becomes a `UserError`. */
export async function usingDataDir<T>(dataDir: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof NewerDatabaseError) throw new UserError(cause.message, { cause });
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

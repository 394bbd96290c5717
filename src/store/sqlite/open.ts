import path from 'node:path';
import { sharedStores } from '../registry.ts';
import type { CommitObserver, Store } from '../store.ts';
import { type Connection, openConnection } from './connection.ts';
import { sqliteDatabase } from './database.ts';
import { sqliteSessions } from './sessions.ts';

/** Path of the embedded database in a data folder. */
export function databaseFile(dataDir: string): string {
  return path.join(dataDir, 'repartee.db');
}

/** Where the embedded database is, and the time that it goes by. */
export interface SqliteOptions {
  /** Path of the file, made with its folder when it is missing, or `:memory:`. */
  readonly file: string;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  readonly onCommit?: CommitObserver | undefined;
}

/**
 * Opens the embedded store and brings its tables up to date. Rejects with NewerDatabaseError when a later version of
 * this server has used the file, and with an Error that names the file when it cannot be opened.
 *
 * @example
 * const store = await openSqliteStore({ file: 'data/repartee.db' });
 */
export async function openSqliteStore({ file, now = Date.now, onCommit }: SqliteOptions): Promise<Store> {
  return sqliteStore(await openConnection(file, onCommit), now);
}

/** The store on a connection that is open; closing the store closes it. */
export function sqliteStore(connection: Connection, now: () => number): Store {
  return {
    ...sharedStores(sqliteDatabase(connection)),
    sessions: sqliteSessions(connection, now),
    ping: () => connection.ping(),
    gauges: () => ({ pending_writes: connection.pendingWrites }),
    close: () => connection.read(() => connection.close()),
  };
}

import { randomBytes } from 'node:crypto';
import { NewerDatabaseError } from '../newer-database.ts';
import { sharedStores } from '../registry.ts';
import type { CommitObserver, Store } from '../store.ts';
import type { TurnPlaces } from '../turn-entrance.ts';
import { shownDatabase, UnusableDatabaseError } from '../unusable-database.ts';
import { Connection } from './connection.ts';
import { postgresDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { defaultLeaseTimes, Leases, type LeaseTimes } from './leases.ts';
import { migrate } from './migrations.ts';
import { findIdempotentAnswer, postgresSessions, turnPlaces } from './sessions.ts';

/** Where the database is, and the time that the store goes by. */
export interface PostgresOptions {
  /** `postgres://…` */
  readonly url: string;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  readonly leaseTimes?: LeaseTimes;
  readonly onCommit?: CommitObserver | undefined;
}

/**
 * Opens the store on a PostgreSQL database and brings its tables up to date. Rejects with NewerDatabaseError when a
 * later version of this server has used the database, and with UnusableDatabaseError when it cannot be reached or used.
 *
 * @example
 * const store = await openPostgresStore({ url: 'postgres://repartee:secret@db.example.com/repartee' });
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  return (await openPostgres(options)).store;
}

/** The same with the places that its turns take. */
export async function openPostgres(options: PostgresOptions): Promise<{ store: Store; places: TurnPlaces }> {
  const { url, now = Date.now, leaseTimes = defaultLeaseTimes, onCommit } = options;
  try {
    await migrate(url);
  } catch (error) {
    throw error instanceof NewerDatabaseError ? error : new UnusableDatabaseError(shownDatabase(url), error);
  }
  const connection = new Connection(url);
  const owner = randomBytes(9).toString('base64url');
  const idempotentAnswer = (scope: string, key: string, at: number) => findIdempotentAnswer(connection, scope, key, at);
  const leases = new Leases(connection, { owner, idempotentAnswer, ...leaseTimes });
  const commits = new GroupCommit(connection, owner, onCommit);
  const places = turnPlaces(leases, commits);
  const store: Store = {
    ...sharedStores(postgresDatabase(connection)),
    sessions: postgresSessions({ connection, places, now }),
    ping: async () => void (await connection.run({ text: 'SELECT 1' })),
    gauges: () => ({ pending_writes: commits.pending, ...connection.use() }),
    async close() {
      leases.close();
      await commits.close();
      await connection.close();
    },
  };
  return { store, places };
}

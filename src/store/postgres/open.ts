import { randomBytes } from 'node:crypto';
import { NewerDatabaseError } from '../newer-database.ts';
import { sharedStores } from '../registry.ts';
import type { CommitObserver, Store } from '../store.ts';
import { shownDatabase, UnusableDatabaseError } from '../unusable-database.ts';
import { Connection } from './connection.ts';
import { postgresDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { defaultLeaseTimes, Leases, type LeaseTimes } from './leases.ts';
import { migrate } from './migrations.ts';
import { findIdempotentAnswer, postgresSessions } from './sessions.ts';

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
  return {
    ...sharedStores(postgresDatabase(connection)),
    sessions: postgresSessions({ connection, leases, commits, now }),
    ping: async () => void (await connection.run({ text: 'SELECT 1' })),
    gauges: () => ({ pending_writes: commits.pending, ...connection.use() }),
    async close() {
      leases.close();
      await commits.close();
      await connection.close();
    },
  };
}

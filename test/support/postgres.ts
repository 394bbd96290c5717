import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { describe, inject } from 'vitest';
import { postgresBinaries } from './postgres-binaries.ts';

/** Time for the server of this run to get ready, in ms. */
const patienceMs = 60_000;

/** Describes tests that need PostgreSQL; without one they are skipped, and the start of the run says so. */
export const describeWithPostgres = describe.skipIf(inject('postgresUrl') === undefined);

/** Describes tests that stop and start a PostgreSQL server of their own. */
export const describeWithPostgresBinaries = describe.skipIf(postgresBinaries() === undefined);

/** A database of its own for some tests. */
export interface TestDatabase {
  readonly url: string;
  /** Rows of a statement, on a connection beside those of the store. */
  rows(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Deletes every row. */
  clear(): Promise<void>;
  /** Ends every connection but this one. */
  cutConnections(): Promise<void>;
  drop(): Promise<void>;
}

let databases = 0;

/** Makes an empty database. */
export async function createDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  if (server === undefined) throw new Error('There is no PostgreSQL server.');
  // Threads share the process and may share this module or not: the time tells them apart.
  const name = `test_${process.pid}_${process.hrtime.bigint()}_${databases++}`;
  const url = withDatabase(server, name);
  const admin = await connected(server);
  await admin.query(`CREATE DATABASE ${name}`);
  const client = await connected(url);
  return {
    url,
    rows: async (text, values = []) => (await client.query(text, [...values])).rows,
    async clear() {
      const { rows } = await client.query(
        `SELECT format('DELETE FROM %I', relname) AS statement FROM pg_stat_user_tables WHERE relname NOT LIKE 'migrations%'`,
      );
      await client.query(rows.map(({ statement }) => statement).join(';'));
    },
    async cutConnections() {
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
        [name],
      );
    },
    async drop() {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The server may still be getting ready. */
async function connected(connectionString: string): Promise<pg.Client> {
  for (const until = Date.now() + patienceMs; ; ) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end();
      if (Date.now() > until) throw error;
      await setTimeout(20);
    }
  }
}

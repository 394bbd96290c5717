import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { RunningPostgres } from './postgres.ts';
import { usageOf } from './process-usage.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const storeNames = ['embedded', 'postgres'] as const;
export type StoreName = (typeof storeNames)[number];

/** A row of any table, as the driver of the database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Where a measured server keeps its data; empty at first. */
export interface BenchStore {
  /** Settings of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Every row of every table, by the name of the table; empty when the server does not use this store. */
  rows(): Promise<Map<string, readonly Row[]>>;
  /**
   * Bytes written so far, for differences.
   *
   * @param pid the server
   * @param sent bytes that the server has sent to clients since the last call
   */
  bytesWritten(pid: number, sent: number): Promise<number>;
  /** Removes the data. */
  close(): Promise<void>;
}

/** The embedded database in a temporary folder. */
export function embeddedStore(): BenchStore {
  const folder = temporaryFolder();
  const file = path.join(folder, 'repartee.db');
  return {
    env: { DATA_DIR: folder },
    async rows() {
      if (!existsSync(file)) return new Map();
      const database = new DatabaseSync(file, { readOnly: true });
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
        name: string;
      }[];
      const rows = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()] as const);
      database.close();
      return new Map(rows);
    },
    // What the process wrote and did not send went to the log of the database or, at checkpoints, to its file.
    bytesWritten: async (pid, sent) => usageOf(pid).writtenBytes - sent,
    async close() {
      rmSync(folder, { recursive: true });
    },
  };
}

/** A database of its own in a running PostgreSQL; uploads and keys are in a temporary folder. */
export async function postgresStore({ url }: RunningPostgres): Promise<BenchStore> {
  const folder = temporaryFolder();
  const name = `bench_${Date.now()}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = name;
  const client = new pg.Client({ connectionString: own.href });
  await client.connect();
  return {
    env: { DATA_DIR: folder, DATABASE_URL: own.href },
    async rows() {
      const tables = await client.query<{ schema: string; table: string }>(
        `SELECT schemaname AS schema, tablename AS "table" FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'`,
      );
      const rows = new Map<string, readonly Row[]>();
      for (const { schema, table } of tables.rows) {
        rows.set(table, (await client.query<Row>(`SELECT * FROM "${schema}"."${table}"`)).rows);
      }
      return rows;
    },
    async bytesWritten() {
      const position = await client.query<{ bytes: string }>("SELECT pg_current_wal_lsn() - '0/0' AS bytes");
      return Number(position.rows[0]?.bytes);
    },
    async close() {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

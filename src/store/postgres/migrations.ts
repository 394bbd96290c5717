import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { refuseNewer } from '../newer-database.ts';
import { migrationsOf } from '../registry.ts';
import { connectionSettings } from './connection.ts';
import { conversations } from './migrations/0001-conversations.ts';
import { claimedIds } from './migrations/0002-claimed-ids.ts';
import { uploads } from './migrations/0003-uploads.ts';
import { hoursRoundedDown } from './migrations/0004-hours-rounded-down.ts';
import { jobs } from './migrations/0005-jobs.ts';

const tableOfMigrations = 'migrations';

/** Any number that no other program takes: processes that start at once change the tables one after the other. */
const lockOfMigrations = 7_236_509_114_382;

/** What this database changed in a way of its own, until changes were written once; `registry.ts` goes on from here. */
export const ownMigrations: Readonly<Record<string, Migration>> = {
  '0001_conversations': conversations,
  '0002_claimed_ids': claimedIds,
  '0003_uploads': uploads,
  '0004_hours_rounded_down': hoursRoundedDown,
  '0005_jobs': jobs,
};

/** Every change of the tables in order of its name. */
export const migrations = migrationsOf(ownMigrations, { whole: 'bigint', ending: '' });

/**
 * Brings the tables up to date in one transaction, in the schema that the connection's search path begins with. Rejects
 * with NewerDatabaseError, leaving the database as it is.
 *
 * @param url `postgres://…`
 */
export async function migrate(url: string, known: Readonly<Record<string, Migration>> = migrations): Promise<void> {
  // One connection, which holds the lock; it waits for as long as another process needs.
  const pool = new pg.Pool({ ...connectionSettings(url), max: 1, idleTimeoutMillis: 0 });
  const lost = new Promise<never>((_, reject) => {
    pool.on('error', reject);
    pool.on('connect', (client) => client.on('error', reject));
  });
  lost.catch(() => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await Promise.race([bringUpToDate(db, known), lost]);
  } finally {
    await db.destroy();
  }
}

async function bringUpToDate(db: Kysely<unknown>, known: Readonly<Record<string, Migration>>): Promise<void> {
  if (isUpToDate(await appliedTo(db), known)) return;
  // Kysely's own lock does not cover the tables that it makes for itself. The connection's end gives the lock back.
  await sql`select pg_advisory_lock(${sql.lit(lockOfMigrations)})`.execute(db);
  const { schema } = await one<{ schema: string | null }>(db, sql`select current_schema() as schema`);
  if (schema === null) throw new Error('The search path of the database user names no schema that exists.');
  if (isUpToDate(await appliedTo(db), known)) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    migrationTableSchema: schema,
    migrationTableName: tableOfMigrations,
    migrationLockTableName: `${tableOfMigrations}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Throws NewerDatabaseError. */
function isUpToDate(applied: readonly string[], known: Readonly<Record<string, Migration>>): boolean {
  refuseNewer(applied, known);
  return applied.length === Object.keys(known).length;
}

async function appliedTo(db: Kysely<unknown>): Promise<readonly string[]> {
  const { found } = await one<{ found: boolean }>(
    db,
    sql`select to_regclass(${tableOfMigrations}) is not null as found`,
  );
  if (!found) return [];
  const names = sql<{ name: string }>`select name from ${sql.table(tableOfMigrations)} order by name`;
  return (await names.execute(db)).rows.map(({ name }) => name);
}

async function one<Row>(db: Kysely<unknown>, query: ReturnType<typeof sql>): Promise<Row> {
  const [row] = (await query.execute(db)).rows;
  return row as Row;
}

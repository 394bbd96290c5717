import type { DatabaseSync } from 'node:sqlite';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { refuseNewer } from '../newer-database.ts';
import { migrationsOf } from '../registry.ts';
import { conversations } from './migrations/0001-conversations.ts';
import { fewerPagesPerTurn } from './migrations/0002-fewer-pages-per-turn.ts';
import { uploads } from './migrations/0003-uploads.ts';
import { jobs } from './migrations/0004-jobs.ts';

const tableOfMigrations = 'migrations';

/** What this database changed in a way of its own, until changes were written once; `registry.ts` goes on from here. */
export const ownMigrations: Readonly<Record<string, Migration>> = {
  '0001_conversations': conversations,
  '0002_fewer_pages_per_turn': fewerPagesPerTurn,
  '0003_uploads': uploads,
  '0004_jobs': jobs,
};

/** Every change of the tables in order of its name. */
export const migrations = migrationsOf(ownMigrations, { whole: 'integer', ending: 'strict' });

/**
 * Brings the tables up to date in one transaction; another process that opens the same file waits for it. Rejects with
 * NewerDatabaseError, leaving the database as it is.
 */
export async function migrate(
  database: DatabaseSync,
  db: Kysely<unknown>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  // Kysely takes no lock of its own on SQLite.
  database.exec('BEGIN IMMEDIATE');
  try {
    refuseNewer(await appliedTo(db), known);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => known },
      migrationTableName: tableOfMigrations,
      migrationLockTableName: `${tableOfMigrations}_lock`,
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

async function appliedTo(db: Kysely<unknown>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === tableOfMigrations)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(tableOfMigrations)} order by name`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

import type { DatabaseSync } from 'node:sqlite';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { refuseNewer } from '../newer-database.ts';
import { fewerPagesPerTurn } from './fewer-pages.ts';

const tableOfMigrations = 'migrations';

/** Every change of the tables in order of its name. A change that was released is never edited: add the next one. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_conversations': {
    async up(db) {
      await createAccounts(db);
      await createBots(db);
      await createSessions(db);
      await createResults(db);
    },
  },
  '0002_fewer_pages_per_turn': { up: fewerPagesPerTurn },
  '0003_uploads': { up: createUploads },
};

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

/** SQLite checks types of columns in strict tables only. */
const strict = sql`strict`;
/** Small rows that are found by their key alone need no second index. */
const strictByKey = sql`strict, without rowid`;

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema
    .createTable('workspaces')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('icon', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema
    .createTable('members')
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('members_key', ['user_id', 'workspace_id'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('api_tokens_of_user').on('api_tokens').column('user_id').execute();
}

async function createBots(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bots')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('icon', 'text')
    .addColumn('folder_id', 'text')
    .addColumn('public_id', 'text', (column) => column.unique())
    .addColumn('is_closed', 'integer', (column) => column.notNull())
    .addColumn('is_archived', 'integer', (column) => column.notNull())
    .addColumn('published_version_id', 'text')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('bots_of_workspace').on('bots').columns(['workspace_id', 'created_at']).execute();
  await db.schema
    .createTable('bot_versions')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('versions_of_bot', ['bot_id', 'number'])
    .modifyEnd(strict)
    .execute();
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('result_id', 'text')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('is_waiting', 'integer', (column) => column.notNull())
    // Last, so that reading the small columns never walks the pages of a large state.
    .addColumn('state', 'text', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute();
  await sql`
    create index waiting_previews on sessions (bot_id, created_at) where is_waiting = 1 and result_id is null
  `.execute(db);
  await db.schema
    .createTable('gone_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('gone_at', 'integer', (column) => column.notNull())
    .modifyEnd(strictByKey)
    .execute();
  await db.schema.createIndex('gone_sessions_by_time').on('gone_sessions').column('gone_at').execute();
  await db.schema
    .createTable('kept_answers')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('kept_answers_key', ['scope', 'key'])
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('kept_answers_by_expiry').on('kept_answers').column('expires_at').execute();
  await db.schema
    .createTable('timeline')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('result_id', 'text')
    .addColumn('at', 'integer', (column) => column.notNull())
    .addColumn('entries', 'text', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('timeline_of_session').on('timeline').column('session_id').execute();
  await db.schema.createIndex('timeline_of_result').on('timeline').column('result_id').execute();
}

async function createUploads(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('uploads')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('result_id', 'text')
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('announced_at', 'integer', (column) => column.notNull())
    .addColumn('due_at', 'integer', (column) => column.notNull())
    .modifyEnd(strictByKey)
    .execute();
  await db.schema.createIndex('uploads_of_session').on('uploads').column('session_id').execute();
  await db.schema.createIndex('uploads_by_time').on('uploads').column('due_at').execute();
}

async function createResults(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('results')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('variables', 'text', (column) => column.notNull())
    .addColumn('has_started', 'integer', (column) => column.notNull())
    .addColumn('is_completed', 'integer', (column) => column.notNull())
    .addColumn('is_archived', 'integer', (column) => column.notNull())
    .addColumn('last_session_id', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('results_of_bot').on('results').columns(['bot_id', 'created_at', 'id']).execute();
  await db.schema
    .createTable('answers')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('block_id', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('attached_file_urls', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('answers_of_block', ['result_id', 'block_id', 'attempt'])
    .modifyEnd(strict)
    .execute();
  await db.schema
    .createTable('set_variable_history')
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('block_sequence', 'integer', (column) => column.notNull())
    .addColumn('block_id', 'text', (column) => column.notNull())
    .addColumn('variable_id', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('set_variable_history_key', ['result_id', 'sequence'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('visited_edges')
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('edge_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('visited_edges_key', ['result_id', 'sequence'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('logs')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('details', 'text')
    .addColumn('context', 'text')
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(strict)
    .execute();
  await db.schema.createIndex('logs_of_result').on('logs').column('result_id').execute();
}

import { type Kysely, type Migration, sql } from 'kysely';

/** People, bots, conversations and results. */
export const conversations: Migration = {
  async up(db) {
    await createAccounts(db);
    await createBots(db);
    await createSessions(db);
    await createLines(db);
    await createResults(db);
  },
};

/**
 * A turn changes the rows of its session and its result in place when there is room for the new version on the same
 * page; no index is touched then. This part of each page is filled with rows at first, in percent.
 */
const changedByEveryTurn = sql`with (fillfactor = 60)`;

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('workspaces')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('icon', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('members')
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('workspace_id', 'text', (column) => column.notNull().references('workspaces.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('members_key', ['user_id', 'workspace_id'])
    .execute();
  await db.schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('api_tokens_of_user').on('api_tokens').column('user_id').execute();
}

async function createBots(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bots')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('icon', 'text')
    .addColumn('folder_id', 'text')
    .addColumn('public_id', 'text')
    .addColumn('is_closed', 'smallint', (column) => column.notNull())
    .addColumn('is_archived', 'smallint', (column) => column.notNull())
    .addColumn('published_version_id', 'text')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('bots_by_public_id', ['public_id'])
    .execute();
  await db.schema.createIndex('bots_of_workspace').on('bots').columns(['workspace_id', 'created_at']).execute();
  await db.schema
    .createTable('bot_versions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('workspace_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('versions_of_bot', ['bot_id', 'number'])
    .execute();
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('result_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('is_waiting', 'smallint', (column) => column.notNull())
    // What every turn changes stands together: the log of PostgreSQL holds a changed row from its first difference to
    // its last.
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'timestamptz')
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_hour', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .modifyEnd(changedByEveryTurn)
    .execute();
  await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_hour').execute();
  await sql`
    create index waiting_previews on sessions (bot_id, created_at) where is_waiting = 1 and result_id is null
  `.execute(db);
  await db.schema
    .createTable('gone_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('gone_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('gone_sessions_by_time').on('gone_sessions').column('gone_at').execute();
  await db.schema
    .createTable('kept_answers')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('kept_answers_key', ['scope', 'key'])
    .execute();
  await db.schema.createIndex('kept_answers_by_expiry').on('kept_answers').column('expires_at').execute();
  await db.schema
    .createTable('timeline')
    .addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('result_id', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('entries', 'text', (column) => column.notNull())
    .execute();
  // A row is looked for by its result, and by its session when it is one of a preview: it is in one index, not in two.
  await sql`create index timeline_of_result on timeline (result_id) where result_id is not null`.execute(db);
  await sql`create index timeline_of_preview on timeline (session_id) where result_id is null`.execute(db);
}

/** Waiting is forgotten when the database crashes, as are the processes that waited: its table needs no log. */
async function createLines(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table waiting_turns (
      session_id text not null,
      id bigint generated always as identity,
      owner text not null,
      until timestamptz not null,
      primary key (session_id, id)
    )
  `.execute(db);
}

async function createResults(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('results')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('bot_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_session_id', 'text')
    .addColumn('is_archived', 'smallint', (column) => column.notNull())
    .addColumn('has_started', 'smallint', (column) => column.notNull())
    .addColumn('is_completed', 'smallint', (column) => column.notNull())
    .addColumn('variables', 'text', (column) => column.notNull())
    .modifyEnd(changedByEveryTurn)
    .execute();
  await db.schema.createIndex('results_of_bot').on('results').columns(['bot_id', 'created_at', 'id']).execute();
  // The identity tells the order alone; answers are found by their result.
  await db.schema
    .createTable('answers')
    .addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity())
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('block_id', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('attached_file_urls', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('answers_of_block', ['result_id', 'block_id', 'attempt'])
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
    .execute();
  await db.schema
    .createTable('visited_edges')
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('edge_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('visited_edges_key', ['result_id', 'sequence'])
    .execute();
  await db.schema
    .createTable('logs')
    .addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn('result_id', 'text', (column) => column.notNull().references('results.id').onDelete('cascade'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('details', 'text')
    .addColumn('context', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('logs_of_result').on('logs').column('result_id').execute();
}

import { type Migration, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { NewerDatabaseError } from '../newer-database.ts';
import { turn } from '../samples.suite.ts';
import { migrate, migrations, ownMigrations } from './migrations.ts';
import { openPostgresStore } from './open.ts';

describeWithPostgres('migrations on PostgreSQL', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase();
  });
  afterEach(() => database.drop());

  const tables = async (schema = 'public') => {
    const rows = await database.rows('SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1', [schema]);
    return rows.map(({ tablename }) => tablename);
  };

  function creating(table: string): Migration {
    return { up: (kysely) => kysely.schema.createTable(table).addColumn('id', 'text').execute() };
  }

  it('make the tables, then those that are the same in every database, once, when processes start at once', async () => {
    await Promise.all([1, 2, 3].map(() => migrate(database.url, ownMigrations)));
    expect(await tables()).toEqual([
      'answers',
      'api_tokens',
      'bot_versions',
      'bots',
      'claimed_ids',
      'gone_sessions',
      'jobs',
      'kept_answers',
      'logs',
      'members',
      'migrations',
      'migrations_lock',
      'results',
      'sessions',
      'set_variable_history',
      'timeline',
      'uploads',
      'users',
      'visited_edges',
      'waiting_turns',
      'workspaces',
    ]);
    await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    expect(await database.rows('SELECT name FROM migrations')).toEqual(
      Object.keys(migrations).map((name) => ({ name })),
    );
  });

  it('add what is missing', async () => {
    await migrate(database.url, { '1': creating('one') });
    await migrate(database.url, { '2': creating('two'), '1': creating('one'), '3': creating('three') });
    expect(await tables()).toEqual(['migrations', 'migrations_lock', 'one', 'three', 'two']);
  });

  it('refuse a database that is newer than the server and leave it alone', async () => {
    await migrate(database.url, { ...migrations, '9999_future': creating('future') });
    const before = await tables();
    const opening = openPostgresStore({ url: database.url });
    await expect(opening).rejects.toThrow(NewerDatabaseError);
    await expect(opening).rejects.toThrow(/newer version of Repartee \(it has the change "9999_future"\)/);
    expect(await tables()).toEqual(before);
  });

  it('undo all changes when one fails', async () => {
    const failing: Migration = { up: (kysely) => sql`nonsense`.execute(kysely).then(() => {}) };
    await expect(migrate(database.url, { '1': creating('one'), '2': failing })).rejects.toThrow('nonsense');
    expect(await tables()).not.toContain('one');
    await migrate(database.url, { '1': creating('one') });
    expect(await tables()).toContain('one');
  });

  it('keep to the schema of the search path, beside tables of the same names', async () => {
    await database.rows('CREATE SCHEMA apart');
    await database.rows('CREATE TABLE migrations (other text)');
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=apart');
    const store = await openPostgresStore({ url: url.href });
    await store.sessions.commit(turn('s1'));
    await store.close();
    expect(await database.rows('SELECT id FROM apart.sessions')).toEqual([{ id: 's1' }]);
    expect(await tables()).toEqual(['migrations']);
  });

  it('say so when the search path leads nowhere', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=nowhere');
    const cause = expect.objectContaining({ message: expect.stringContaining('names no schema that exists') });
    await expect(openPostgresStore({ url: url.href })).rejects.toMatchObject({ name: 'UnusableDatabaseError', cause });
  });
});

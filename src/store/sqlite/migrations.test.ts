import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Migration, sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { NewerDatabaseError } from '../newer-database.ts';
import { kyselyDialect } from './kysely-dialect.ts';
import { migrate, migrations, ownMigrations } from './migrations.ts';

let database: DatabaseSync;
let db: Kysely<unknown>;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  db = new Kysely({ dialect: kyselyDialect(database) });
});

const tables = () =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .all()
    .map(({ name }) => name);

function creating(table: string): Migration {
  return { up: (kysely) => kysely.schema.createTable(table).addColumn('id', 'text').execute() };
}

describe('migrate', () => {
  it('makes the tables, then those that are the same in every database', async () => {
    await migrate(database, db, ownMigrations);
    expect(tables()).toEqual([
      'answers',
      'api_tokens',
      'bot_versions',
      'bots',
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
      'workspaces',
    ]);
    expect(database.isTransaction).toBe(false);
    await migrate(database, db);
    const names = database.prepare('SELECT name FROM migrations ORDER BY name').all();
    expect(names).toEqual(Object.keys(migrations).map((name) => ({ name })));
  });

  it('does nothing the second time', async () => {
    await migrate(database, db);
    database.exec(`INSERT INTO users VALUES ('u1', 'a@b.c', NULL, 1)`);
    await migrate(database, db);
    expect(database.prepare('SELECT count(*) AS users FROM users').get()).toEqual({ users: 1 });
  });

  it('adds what is missing, in the order of the names', async () => {
    await migrate(database, db, { '1': creating('one') });
    await migrate(database, db, { '3': creating('three'), '1': creating('one'), '2': creating('two') });
    expect(tables()).toEqual(['migrations', 'migrations_lock', 'one', 'three', 'two']);
    const order = database.prepare('SELECT name FROM migrations ORDER BY rowid').all();
    expect(order.map(({ name }) => name)).toEqual(['1', '2', '3']);
  });

  it('refuses a database that is newer than the server and leaves it alone', async () => {
    await migrate(database, db, { ...migrations, '9999_future': creating('future') });
    const before = tables();
    const opening = migrate(database, db);
    await expect(opening).rejects.toThrow(NewerDatabaseError);
    await expect(opening).rejects.toThrow(/newer version of Repartee \(it has the change "9999_future"\)/);
    expect(tables()).toEqual(before);
    expect(database.isTransaction).toBe(false);
  });

  it('undoes all changes when one fails', async () => {
    const failing: Migration = { up: (kysely) => sql`nonsense`.execute(kysely).then(() => {}) };
    await expect(migrate(database, db, { '1': creating('one'), '2': failing })).rejects.toThrow('nonsense');
    expect(tables()).toEqual([]);
    await migrate(database, db, { '1': creating('one') });
    expect(tables()).toContain('one');
  });

  it.each([
    [
      'sessions by expiry',
      'SELECT id FROM sessions WHERE expires_hour <= 1 AND expires_at <= 1 ORDER BY expires_hour, expires_at',
      'sessions_by_expiry',
    ],
    [
      'waiting previews',
      `SELECT * FROM sessions WHERE bot_id = 'b' AND is_waiting = 1 AND result_id IS NULL ORDER BY created_at DESC`,
      'waiting_previews',
    ],
    [
      'the timeline of a preview',
      `SELECT entries FROM timeline WHERE session_id = 's' AND result_id IS NULL ORDER BY id`,
      'timeline_of_preview',
    ],
    ['a timeline', `SELECT entries FROM timeline WHERE result_id = 'r' ORDER BY id`, 'timeline_of_result'],
    ['answers', `SELECT * FROM answers WHERE result_id = 'r' ORDER BY id`, 'autoindex_answers'],
    ['logs', `SELECT * FROM logs WHERE result_id = 'r' ORDER BY id`, 'logs_of_result'],
    ['results', `SELECT * FROM results WHERE bot_id = 'b' ORDER BY created_at DESC, id DESC`, 'results_of_bot'],
    ['a public id', `SELECT id FROM bots WHERE public_id = 'p'`, 'autoindex_bots'],
  ])('has an index for %s', async (_, query, index) => {
    await migrate(database, db);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${query}`).all();
    expect(plan[0]?.detail).toContain(index);
  });
});

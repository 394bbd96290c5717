import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Makes a turn change fewer pages of the file. The time at which a session expires moves on with every turn, so its index
 * holds the hour only. Tables that only grow count their rows by themselves: a counter that never gives a number twice
 * would be one more page per turn. In the timeline only previews are looked up by their session.
 */
export const fewerPagesPerTurn: Migration = {
  async up(db) {
    await sql`alter table sessions add column expires_hour integer not null default 0`.execute(db);
    await sql`update sessions set expires_hour = expires_at / 3600000`.execute(db);
    await db.schema.dropIndex('sessions_by_expiry').execute();
    await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_hour').execute();
    await rebuild(
      db,
      'timeline',
      'id integer primary key, session_id text not null, result_id text, at integer not null, entries text not null',
      [
        'timeline_of_preview on timeline (session_id) where result_id is null',
        'timeline_of_result on timeline (result_id)',
      ],
    );
    const ofResult = 'result_id text not null references results (id) on delete cascade';
    await rebuild(
      db,
      'answers',
      `id integer primary key, ${ofResult}, block_id text not null, attempt integer not null, content text not null,
     attached_file_urls text, created_at integer not null,
     constraint answers_of_block unique (result_id, block_id, attempt)`,
      [],
    );
    await rebuild(
      db,
      'logs',
      `id integer primary key, ${ofResult}, status text not null, description text not null, details text, context text,
     created_at integer not null`,
      ['logs_of_result on logs (result_id)'],
    );
  },
};

/** SQLite cannot change a table in such ways, so a new one takes its rows and its name. */
async function rebuild(db: Kysely<unknown>, table: string, columns: string, indexes: readonly string[]): Promise<void> {
  const steps = [
    `create table new_${table} (${columns}) strict`,
    `insert into new_${table} select * from ${table}`,
    `drop table ${table}`,
    `alter table new_${table} rename to ${table}`,
    ...indexes.map((index) => `create index ${index}`),
  ];
  for (const step of steps) await sql.raw(step).execute(db);
}

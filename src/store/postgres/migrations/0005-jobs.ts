import { type Migration, sql } from 'kysely';

/** Work that is to be done at some time. */
export const jobs: Migration = {
  async up(db) {
    await db.schema
      .createTable('jobs')
      .addColumn('id', 'bigserial', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('key', 'text')
      .addColumn('lane', 'text')
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('owner', 'text')
      .addColumn('claimed_until', 'bigint')
      .addColumn('failed_at', 'bigint')
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await sql`create unique index jobs_by_key on jobs (kind, key)`.execute(db);
    await sql`create index jobs_by_due on jobs (kind, due_at) where failed_at is null`.execute(db);
    await sql`create index jobs_of_lane on jobs (lane, id) where lane is not null and failed_at is null`.execute(db);
    await sql`create index failed_jobs on jobs (failed_at) where failed_at is not null`.execute(db);
  },
};

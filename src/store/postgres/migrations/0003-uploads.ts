import type { Migration } from 'kysely';

/** Files that people may send or have sent. */
export const uploads: Migration = {
  async up(db) {
    await db.schema
      .createTable('uploads')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('result_id', 'text')
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('announced_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('uploads_of_session').on('uploads').column('session_id').execute();
    await db.schema.createIndex('uploads_by_time').on('uploads').column('due_at').execute();
  },
};

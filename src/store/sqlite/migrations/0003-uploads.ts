import { type Migration, sql } from 'kysely';

/** Files that people may send or have sent. */
export const uploads: Migration = {
  async up(db) {
    await db.schema
      .createTable('uploads')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('result_id', 'text')
      .addColumn('bytes', 'integer', (column) => column.notNull())
      .addColumn('announced_at', 'integer', (column) => column.notNull())
      .addColumn('due_at', 'integer', (column) => column.notNull())
      .modifyEnd(sql`strict, without rowid`)
      .execute();
    await db.schema.createIndex('uploads_of_session').on('uploads').column('session_id').execute();
    await db.schema.createIndex('uploads_by_time').on('uploads').column('due_at').execute();
  },
};

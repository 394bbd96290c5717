import { sql } from 'kysely';
import type { MigrationOf } from './table-types.ts';

/** What services outside are asked with. */
export const credentials: MigrationOf = ({ whole, ending }) => ({
  async up(db) {
    await db.schema
      .createTable('credentials')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('workspace_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('key_name', 'text')
      .addColumn('iv', 'text', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addColumn('created_at', whole, (column) => column.notNull())
      .addColumn('updated_at', whole, (column) => column.notNull())
      .modifyEnd(sql.raw(ending))
      .execute();
    await db.schema
      .createIndex('credentials_of_workspace')
      .on('credentials')
      .columns(['workspace_id', 'type'])
      .execute();
    await db.schema.createIndex('credentials_by_name').on('credentials').columns(['type', 'name']).execute();
  },
});

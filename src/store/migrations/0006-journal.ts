import { sql } from 'kysely';
import type { MigrationOf } from './table-types.ts';

/** Calls of turns that are not stored yet. */
export const journal: MigrationOf = ({ whole, ending }) => ({
  async up(db) {
    await db.schema
      .createTable('journal')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('key_hash', 'text')
      .addColumn('outcome', 'text')
      .addColumn('at', whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('journal_key', ['scope', 'id'])
      .modifyEnd(sql.raw(ending))
      .execute();
  },
});

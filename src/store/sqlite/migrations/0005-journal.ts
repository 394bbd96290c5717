import { type Migration, sql } from 'kysely';

/** Calls of turns that are not stored yet. */
export const journal: Migration = {
  async up(db) {
    await db.schema
      .createTable('journal')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('key_hash', 'text')
      .addColumn('outcome', 'text')
      .addColumn('at', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('journal_key', ['scope', 'id'])
      .modifyEnd(sql`strict`)
      .execute();
  },
};

import type { Migration } from 'kysely';

/** Calls of turns that are not stored yet. */
export const journal: Migration = {
  async up(db) {
    await db.schema
      .createTable('journal')
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('key_hash', 'text')
      .addColumn('outcome', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('journal_key', ['scope', 'id'])
      .execute();
  },
};

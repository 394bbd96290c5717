import { type Kysely, type Migration, sql } from 'kysely';

/** Ids without a session that a process runs a first turn for. A claim is worth nothing after a crash of the database. */
export const claimedIds: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create unlogged table claimed_ids (
        id text primary key,
        owner text not null,
        until timestamptz not null
      )
    `.execute(db);
  },
};

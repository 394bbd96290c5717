import { type Migration, sql } from 'kysely';

/** The hour in which a session expires is rounded down, as in the embedded database. */
export const hoursRoundedDown: Migration = {
  async up(db) {
    await sql`update sessions set expires_hour = expires_at / 3600000`.execute(db);
  },
};

import { sql } from 'kysely';
import type { MigrationOf } from './table-types.ts';

/** The session that a job is about, so that both end together. */
export const jobsOfSessions: MigrationOf = () => ({
  async up(db) {
    await db.schema.alterTable('jobs').addColumn('session_id', 'text').execute();
    await sql`create index jobs_of_session on jobs (session_id) where failed_at is null`.execute(db);
  },
});

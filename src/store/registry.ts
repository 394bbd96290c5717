import type { Migration } from 'kysely';
import { accountStore } from './accounts.ts';
import { botStore } from './bots.ts';
import { credentialStore } from './credentials.ts';
import type { Database } from './database.ts';
import { jobStore } from './jobs.ts';
import { journalStore } from './journal.ts';
import { journal } from './migrations/0006-journal.ts';
import { jobsOfSessions } from './migrations/0007-jobs-of-sessions.ts';
import { credentials } from './migrations/0008-credentials.ts';
import type { MigrationOf, TableTypes } from './migrations/table-types.ts';
import { resultStore } from './results.ts';
import { uploadStore } from './uploads.ts';

/** The parts of the store that are written once for every database. */
export type SharedStores = ReturnType<typeof sharedStores>;

export function sharedStores(database: Database) {
  return {
    accounts: accountStore(database),
    bots: botStore(database),
    results: resultStore(database),
    uploads: uploadStore(database),
    jobs: jobStore(database),
    journal: journalStore(database),
    credentials: credentialStore(database),
  };
}

/**
 * Changes of the tables that are the same in every database; they come after those of each database's own. One that was
 * released is never edited: add the next one, numbered on.
 */
const shared: Readonly<Record<string, MigrationOf>> = {
  '0006_journal': journal,
  '0007_jobs_of_sessions': jobsOfSessions,
  '0008_credentials': credentials,
};

/** All changes of the tables of one database in order of their names: first its own, then the shared ones. */
export function migrationsOf(own: Readonly<Record<string, Migration>>, types: TableTypes): Record<string, Migration> {
  return { ...own, ...Object.fromEntries(Object.entries(shared).map(([name, change]) => [name, change(types)])) };
}

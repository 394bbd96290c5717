import type { TestProject } from 'vitest/node';
import { postgresBinaries } from './postgres-binaries.ts';
import { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a PostgreSQL server that tests may make databases in; undefined when there is none. */
    readonly postgresUrl: string | undefined;
  }
}

const howToGetIt =
  'Install PostgreSQL (14 or newer), or set TEST_DATABASE_URL to the address of a server where databases may be created.';

/** Starts a PostgreSQL server for a run of the tests; it gets ready while the first ones run. */
export default function setup({ provide }: TestProject): (() => Promise<void>) | undefined {
  const given = process.env.TEST_DATABASE_URL;
  const programs = given ? undefined : postgresBinaries();
  if (programs === undefined) {
    if (!given && process.env.CI) throw new Error(`PostgreSQL is missing. ${howToGetIt}`);
    if (!given) console.warn(`The tests on PostgreSQL are skipped. ${howToGetIt}`);
    provide('postgresUrl', given || undefined);
    return undefined;
  }
  const server = new PostgresServer(programs);
  const opening = server.open().catch((error) => console.error('PostgreSQL for the tests did not start:', error));
  provide('postgresUrl', server.url());
  return async () => {
    await opening;
    await server.remove();
  };
}

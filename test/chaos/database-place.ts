import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { Store } from '../../src/store/store.ts';
import { postgresBinaries } from '../support/postgres-binaries.ts';
import { PostgresServer } from '../support/postgres-server.ts';

/** A database server that a scenario may stop and start, and the store on it. */
export interface DatabasePlace {
  readonly server: PostgresServer;
  readonly openStore: () => Promise<Store>;
}

/** A PostgreSQL server of its own, not yet made; undefined where there is no PostgreSQL. */
export function databasePlace(): DatabasePlace | undefined {
  const programs = postgresBinaries();
  if (programs === undefined) return undefined;
  const server = new PostgresServer(programs);
  return { server, openStore: () => openPostgresStore({ url: server.url() }) };
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Store } from '../../src/store/store.ts';

/** A database server that a scenario may stop and start. */
export interface DatabaseServer {
  /** Address of a database. */
  url(): string;
  /** Makes and starts it. */
  open(): Promise<void>;
  start(): Promise<void>;
  /** Ends it at once, with all its connections. */
  stop(): Promise<void>;
  /** Ends it and removes everything of it. */
  remove(): Promise<void>;
}

/** A database server and the store on it. */
export interface DatabasePlace {
  readonly server: DatabaseServer;
  readonly openStore: () => Promise<Store>;
}

interface ServerModule {
  postgresPrograms(): string | undefined;
  readonly PostgresServer: new (programs: string) => DatabaseServer;
}

interface StoreModule {
  openPostgresStore(options: { readonly url: string }): Promise<Store>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** A PostgreSQL server of its own, not yet made; undefined where there is no PostgreSQL. */
export async function databasePlace(): Promise<DatabasePlace | undefined> {
  const serverFile = path.join(root, 'test/support/postgres-server.ts');
  const storeFile = path.join(root, 'src/store/postgres/open.ts');
  if (!existsSync(serverFile) || !existsSync(storeFile)) return undefined;
  const { PostgresServer, postgresPrograms }: ServerModule = await import(pathToFileURL(serverFile).href);
  const { openPostgresStore }: StoreModule = await import(pathToFileURL(storeFile).href);
  const programs = postgresPrograms();
  if (programs === undefined) return undefined;
  const server = new PostgresServer(programs);
  return { server, openStore: () => openPostgresStore({ url: server.url() }) };
}

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

interface ProgramsModule {
  postgresPrograms(): string | undefined;
}

interface ServerModule {
  readonly PostgresServer: new (programs: string) => DatabaseServer;
}

interface StoreModule {
  openPostgresStore(options: { readonly url: string }): Promise<Store>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** A PostgreSQL server of its own, not yet made; undefined where there is no PostgreSQL. */
export async function databasePlace(): Promise<DatabasePlace | undefined> {
  if (!existsSync(path.join(root, 'src/store/postgres/open.ts'))) return undefined;
  const load = (file: string) => import(pathToFileURL(path.join(root, file)).href);
  const { postgresPrograms }: ProgramsModule = await load('test/support/postgres-programs.ts');
  const { PostgresServer }: ServerModule = await load('test/support/postgres-server.ts');
  const { openPostgresStore }: StoreModule = await load('src/store/postgres/open.ts');
  const programs = postgresPrograms();
  if (programs === undefined) return undefined;
  const server = new PostgresServer(programs);
  return { server, openStore: () => openPostgresStore({ url: server.url() }) };
}

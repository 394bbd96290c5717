import type { FastifyInstance } from 'fastify';
import { ProgramCache } from './bots/program-cache.ts';
import { type Clock, systemClock } from './conversation/clock.ts';
import { Conversations } from './conversation/conversations.ts';
import type { TurnWorld } from './conversation/turn-effects.ts';
import { Uploads } from './conversation/uploads.ts';
import { createHttpClient } from './effects/http/client.ts';
import { parseAllowList } from './effects/http/guard.ts';
import { requestEffect } from './effects/http/request-effect.ts';
import { sandboxFetch } from './effects/http/script-fetch.ts';
import { defaultLimits, type TurnLimits } from './engine/guards.ts';
import { openFiles } from './files/open.ts';
import { createApp } from './http/app.ts';
import type { HttpSettings, Services } from './http/services.ts';
import { createScriptEngine } from './sandbox/engine.ts';
import { databaseFile, openSqliteStore } from './store/sqlite/open.ts';
import type { Store } from './store/store.ts';

/** How a server is set up; everything has a default (design §8). */
export interface ServerOptions {
  /** Folder of the embedded database and of uploads; `:memory:` keeps everything in memory. */
  readonly dataDir: string;
  /** PostgreSQL database in place of the embedded one: `postgres://…`. */
  readonly databaseUrl?: string | undefined;
  readonly http: HttpSettings;
  readonly limits?: Partial<TurnLimits>;
  readonly clock?: Clock;
  readonly log?: Services['log'];
  /** Comma list of hosts that outgoing requests may reach although they are not public. */
  readonly allowPrivateHosts: string;
  /** What keys are derived from; without it one is made and kept in the data folder. */
  readonly encryptionSecret?: string | undefined;
}

/** A server that is ready to listen, or to be sent requests directly. */
export interface Server {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly conversations: Conversations;
  readonly clock: Clock;
  /** Stops accepting, finishes turns in flight, writes everything and lets go. */
  close(): Promise<void>;
}

const hour = 60 * 60 * 1000;
const sweepEveryMs = 10 * 60 * 1000;
const cachedPrograms = 500;

/**
 * Puts a server together: store, scripts, conversations and routes.
 *
 * @example
 * const server = await createServer({ dataDir: './data', http, allowPrivateHosts: '' })
 * await server.app.listen({ port: 3000 })
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { dataDir, http, clock = systemClock, log = false } = options;
  const publicUrl = new URL(http.publicUrl);
  const httpClient = createHttpClient({ allow: parseAllowList(options.allowPrivateHosts) });
  const scripts = await createScriptEngine({ fetch: sandboxFetch(httpClient) });
  const store = await openStore(options, () => clock.now());
  const programs = new ProgramCache(store.bots, cachedPrograms);
  const world: TurnWorld = {
    store,
    programs,
    scripts,
    clock,
    ownHosts: [publicUrl.hostname],
    request: requestEffect(httpClient),
    // No payment provider is connected yet; the block answers as if its account did not exist.
    createPayment: async () => ({ refusal: 'unknown credentials' }),
  };
  const conversations = new Conversations(world, {
    limits: { ...defaultLimits, ...options.limits },
    sessionLifeMs: 48 * hour,
    waitingLifeMs: 30 * 24 * hour,
    queueWaitMs: 30_000,
    ownOrigins: [publicUrl.origin],
  });
  const files = await openFiles(dataDir, options.encryptionSecret);
  const uploads = new Uploads({ conversations, programs, clock, ...files });
  const app = await createApp({ store, conversations, programs, clock, uploads, settings: http, log });
  const sweep = setInterval(() => {
    conversations.sweep().catch((error) => app.log.error({ err: error }, 'old sessions could not be removed'));
  }, sweepEveryMs);
  sweep.unref();
  return {
    app,
    store,
    conversations,
    clock,
    async close() {
      clearInterval(sweep);
      await app.close();
      await conversations.idle();
      await scripts.close();
      await httpClient.close();
      await uploads.close();
      await store.close();
    },
  };
}

async function openStore({ dataDir, databaseUrl }: ServerOptions, now: () => number): Promise<Store> {
  if (databaseUrl === undefined) {
    return openSqliteStore({ file: dataDir === ':memory:' ? dataDir : databaseFile(dataDir), now });
  }
  const { openPostgresStore } = await import('./store/postgres/open.ts');
  return openPostgresStore({ url: databaseUrl, now });
}

import { Credentials } from '../../src/accounts/credentials/credentials.ts';
import { Vault } from '../../src/accounts/credentials/vault.ts';
import { hashToken } from '../../src/accounts/tokens.ts';
import { type OutgoingRequest, type RequestOutcome, requestService } from '../../src/blocks/shared/request-service.ts';
import { ProgramCache } from '../../src/bots/program-cache.ts';
import { type ConversationSettings, Conversations } from '../../src/conversation/conversations.ts';
import type { ScriptRunner, TurnScripts, TurnWorld } from '../../src/conversation/turn-effects.ts';
import { Uploads } from '../../src/conversation/uploads.ts';
import { defaultLimits } from '../../src/engine/guards.ts';
import { callOf, provide } from '../../src/engine/service.ts';
import type { FileStore } from '../../src/files/files.ts';
import { openFiles } from '../../src/files/open.ts';
import { temporarySecret } from '../../src/files/secret.ts';
import { createApp } from '../../src/http/app.ts';
import { BotLimits } from '../../src/http/chat-api/bot-limits.ts';
import type { Operations } from '../../src/http/services.ts';
import { newId } from '../../src/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { ChatServer } from './chat.ts';
import { runTrusted } from './running-flow.ts';
import { SimulatedClock } from './simulated-clock.ts';

/** A server whose world is in the hands of the test: simulated time, scripts in this process, no network. */
export interface SmallServer extends ChatServer {
  readonly clock: SimulatedClock;
  readonly conversations: Conversations;
  readonly credentials: Credentials;
  readonly uploads: Uploads;
  readonly files: FileStore;
  close(): Promise<void>;
}

/** What of that world a test may replace. */
export interface SmallServerOptions extends Partial<ConversationSettings> {
  readonly runScripts?: TurnScripts['run'];
  /** Answers the requests of blocks; other services are not available. */
  readonly request?: (request: OutgoingRequest) => Promise<RequestOutcome>;
  readonly observer?: TurnWorld['observer'];
  readonly operations?: Operations;
}

/** Opens such a server in memory. Close it after the tests. */
export async function openSmallServer({
  runScripts,
  request = async () => ({ kind: 'failed', message: 'no network' }),
  observer,
  operations = {},
  ...settings
}: SmallServerOptions = {}): Promise<SmallServer> {
  const clock = new SimulatedClock();
  const store = await openSqliteStore({ file: ':memory:', now: () => clock.now() });
  const programs = new ProgramCache(store.bots, 10_000_000);
  const scripts: ScriptRunner = {
    openTurn: () => ({ run: runScripts ?? runTrusted, testPattern: async () => 'invalid', close: () => {} }),
  };
  const world: TurnWorld = {
    store,
    programs,
    scripts,
    clock,
    ownHosts: ['127.0.0.1'],
    call: callOf([provide(requestService, request)]),
    observer,
  };
  const hour = 60 * 60 * 1000;
  const conversations = new Conversations(world, {
    limits: defaultLimits,
    sessionLifeMs: 48 * hour,
    waitingLifeMs: 30 * 24 * hour,
    queueWaitMs: 30_000,
    ownOrigins: [],
    ...settings,
  });
  const http = { publicUrl: 'http://127.0.0.1:3000', rateLimits: {}, trustProxy: [] };
  const opened = await openFiles(':memory:');
  const uploads = new Uploads({ conversations, programs, clock, store, sessionMegabytes: 20, ...opened });
  const vault = new Vault({ current: { secret: temporarySecret(), isChosen: false } });
  const credentials = new Credentials({ store: store.credentials, vault, clock });
  const app = await createApp({
    store,
    conversations,
    programs,
    clock,
    uploads,
    credentials,
    settings: http,
    log: false,
    operations,
    botLimits: new BotLimits({}, () => {}),
  });
  const owner = await addOwner(store, clock.now());
  return {
    app,
    store,
    clock,
    conversations,
    credentials,
    uploads,
    files: opened.files,
    ...owner,
    async close() {
      await app.close();
      await conversations.idle();
      await uploads.close();
      await store.close();
    },
  };
}

async function addOwner({ accounts }: ChatServer['store'], createdAt: number) {
  const token = 'test-token';
  const user = { id: newId(), email: 'owner@example.com', name: null, createdAt };
  const workspace = { id: newId(), name: 'Test workspace', icon: null, createdAt };
  await accounts.createOwner(user, workspace);
  await accounts.addToken({ id: newId(), userId: user.id, name: 'test', hash: hashToken(token), createdAt });
  return { token, workspaceId: workspace.id };
}

import { hashToken } from '../../src/accounts/tokens.ts';
import type { Clock } from '../../src/conversation/clock.ts';
import type { TurnLimits } from '../../src/engine/guards.ts';
import type { HttpSettings } from '../../src/http/settings.ts';
import { newId } from '../../src/ids.ts';
import { createServer, type Server, type ServerOptions } from '../../src/server.ts';

/** A server with an owner, and the owner's token. */
export interface TestServer extends Server {
  readonly token: string;
  readonly workspaceId: string;
}

export interface TestServerOptions {
  /** Folder of a database that outlives the server; without one everything is in memory. */
  readonly dataDir?: string;
  /** PostgreSQL database in place of the embedded one. */
  readonly databaseUrl?: string | undefined;
  readonly clock?: Clock;
  readonly limits?: Partial<TurnLimits>;
  readonly http?: Partial<HttpSettings>;
  /** Hosts that outgoing requests may reach although they are not public. */
  readonly allowPrivateHosts?: string;
  readonly metrics?: ServerOptions['metrics'];
  readonly tracing?: ServerOptions['tracing'];
  readonly log?: ServerOptions['log'];
  readonly shutdownGraceMs?: number;
  readonly retention?: ServerOptions['retention'];
}

/** Opens a server without listening. Close it after the tests. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await createServer({
    dataDir: options.dataDir ?? ':memory:',
    databaseUrl: options.databaseUrl,
    http: { publicUrl: 'http://127.0.0.1:3000', rateLimits: {}, trustProxy: [], ...options.http },
    allowPrivateHosts: options.allowPrivateHosts ?? '',
    metrics: options.metrics,
    tracing: options.tracing,
    shutdownGraceMs: options.shutdownGraceMs,
    retention: options.retention,
    ...(options.log && { log: options.log }),
    ...(options.clock && { clock: options.clock }),
    ...(options.limits && { limits: options.limits }),
  });
  const token = 'test-token';
  const now = server.clock.now();
  const user = { id: newId(), email: 'owner@example.com', name: null, createdAt: now };
  const workspace = { id: newId(), name: 'Test workspace', icon: null, createdAt: now };
  const { accounts } = server.store;
  if (await accounts.createOwner(user, workspace)) {
    await accounts.addToken({ id: newId(), userId: user.id, name: 'test', hash: hashToken(token), createdAt: now });
  }
  const owner = await accounts.owner();
  const [first] = await accounts.workspacesOf(owner!.id);
  return { ...server, token, workspaceId: first!.id };
}

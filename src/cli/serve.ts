import { type Logger, pino } from 'pino';
import type { Config } from '../config/config.ts';
import { createServer, type Server } from '../server.ts';
import { shownDatabase } from '../store/unusable-database.ts';
import { usingDataDir } from './data-dir.ts';
import { addDemoBot, demoPublicId } from './demo-bot.ts';
import { ensureOwner } from './owner.ts';
import { plainReason, UserError } from './user-error.ts';

/** A server that listens. */
export interface RunningServer {
  /** Stops accepting, finishes turns in flight, writes everything and lets go. */
  close(): Promise<void>;
}

/**
 * Starts the server and says where it listens; at the first start also the owner's token and how to try the demo bot.
 *
 * @param write takes the lines for people; the log goes to the error output as JSON
 * @throws UserError when the data folder, the database or the port cannot be used
 */
export async function serve(config: Config, write: (line: string) => void): Promise<RunningServer> {
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const server = await usingDataDir(config.dataDir, () => open(config, log));
  try {
    await prepare(server, config, write);
    await listen(server, config);
  } catch (error) {
    await server.close();
    throw error;
  }
  write((await readyLines(server, config)).join('\n'));
  return {
    async close() {
      await server.close();
      write('Stopped: everything is stored.');
    },
  };
}

function open(config: Config, log: Logger): Promise<Server> {
  const { dataDir, databaseUrl, publicUrl, rateLimits, trustProxy } = config;
  const { chatApiTimeoutMs, allowPrivateHosts, encryptionSecret } = config;
  return createServer({
    dataDir,
    databaseUrl,
    http: { publicUrl, rateLimits, trustProxy },
    allowPrivateHosts: allowPrivateHosts.join(','),
    encryptionSecret,
    log,
    ...(chatApiTimeoutMs !== undefined && { limits: { refuseAfterMs: chatApiTimeoutMs } }),
  });
}

async function prepare(server: Server, { adminToken }: Config, write: (line: string) => void): Promise<void> {
  const now = server.clock.now();
  const { accounts, bots } = server.store;
  const { isNew, newToken, workspaceId } = await ensureOwner(accounts, adminToken, now);
  // Written before anything else can fail: it cannot be shown again.
  if (newToken) write(`API token of the owner, shown only once: ${newToken}`);
  if (isNew) await addDemoBot(bots, workspaceId, now);
}

async function listen({ app }: Server, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    const { syscall } = cause as NodeJS.ErrnoException;
    if (syscall !== 'listen' && syscall !== 'getaddrinfo') throw cause;
    const advice = 'Choose another one with --port or --host.';
    throw new UserError(`Port ${port} of ${host} cannot be used: ${plainReason(cause)}. ${advice}`, { cause });
  }
}

async function readyLines({ store }: Server, { publicUrl, dataDir, databaseUrl }: Config): Promise<string[]> {
  const place = databaseUrl === undefined ? dataDir : `${shownDatabase(databaseUrl)}, uploads in ${dataDir}`;
  const lines = [`Repartee listens on ${publicUrl} and keeps its data in ${place}. Ctrl-C stops it.`];
  const demo = await store.bots.headByPublicId(demoPublicId);
  if (!demo?.publishedVersionId) return lines;
  const url = `${publicUrl}/api/v1/typebots/${demoPublicId}/startChat`;
  return [
    ...lines,
    'Say hello to the demo bot:',
    '',
    `  curl -X POST ${url} -H 'content-type: application/json' -d '{"textBubbleContentFormat":"markdown"}'`,
    '',
  ];
}

import { type Logger, pino } from 'pino';
import { ensureOwner } from '../accounts/owner.ts';
import type { Config } from '../config/config.ts';
import { createServer, type Server } from '../server.ts';
import { type FolderLock, lockFolder } from '../store/sqlite/folder-lock.ts';
import { shownDatabase } from '../store/unusable-database.ts';
import { isTracingWanted, openTracing, type Tracing } from '../telemetry/tracing.ts';
import { usingDataDir } from './data-dir.ts';
import { addDemoBot, demoPublicId } from './demo-bot.ts';
import { plainReason, UserError } from './user-error.ts';

/** Longest time that a line of the log stays in memory, in ms. */
const logDelayMs = 1000;

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
  const log = openLog(config);
  const lock = await usingDataDir(config.dataDir, async () => lockData(config));
  try {
    const server = await start(config, log, write);
    write((await readyLines(server, config)).join('\n'));
    return {
      async close() {
        await server.close();
        lock?.release();
        write('Stopped: everything is stored.');
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** One server at a time works on an embedded database; several may share one in PostgreSQL. */
function lockData({ dataDir, databaseUrl }: Config): FolderLock | undefined {
  if (databaseUrl !== undefined) return undefined;
  const lock = lockFolder(dataDir);
  if (lock) return lock;
  throw new UserError(
    `Another server uses the data folder ${dataDir}. Stop it, or choose another one with --data-dir.`,
  );
}

async function start(config: Config, log: Logger, write: (line: string) => void): Promise<Server> {
  const tracing = isTracingWanted(process.env) ? await traces(log) : undefined;
  const server = await usingDataDir(config.dataDir, () => open(config, log, tracing));
  try {
    await prepare(server, config, write);
    await listen(server, config);
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

/**
 * The log goes to the error output in the background, so that no turn waits for it; what is still in memory is written
 * when the process ends.
 */
function openLog({ logLevel }: Config): Logger {
  const destination = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: logDelayMs });
  return pino({ level: logLevel }, destination);
}

async function traces(log: Logger): Promise<Tracing> {
  try {
    return await openTracing(process.env, (problem) => log.warn({ problem }, 'spans could not be sent'));
  } catch (cause) {
    if (cause instanceof Error) throw new UserError(cause.message, { cause });
    throw cause;
  }
}

function open(config: Config, log: Logger, tracing: Tracing | undefined): Promise<Server> {
  const { dataDir, databaseUrl, publicUrl, rateLimits, trustProxy } = config;
  const { bodyLimit, requestTimeoutMs, maxConnections } = config;
  const { chatApiTimeoutMs, allowPrivateHosts, encryptionSecret, encryptionSecretOld: oldEncryptionSecret } = config;
  return createServer({
    dataDir,
    databaseUrl,
    http: { publicUrl, rateLimits, trustProxy, bodyLimit, requestTimeoutMs, maxConnections },
    allowPrivateHosts: allowPrivateHosts.join(','),
    encryptionSecret,
    oldEncryptionSecret,
    log,
    tracing,
    retention: config.retention,
    uploadsPerConversation: config.uploadsPerConversation,
    turnWaitMs: config.turnWaitMs,
    shutdownGraceMs: config.shutdownGraceMs,
    metrics: config.hasMetrics ? { token: config.metricsToken } : undefined,
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

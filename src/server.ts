import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Credentials } from './accounts/credentials/credentials.ts';
import { Vault } from './accounts/credentials/vault.ts';
import { ProgramCache } from './bots/program-cache.ts';
import { type Clock, systemClock } from './conversation/clock.ts';
import { Conversations } from './conversation/conversations.ts';
import { measuredCall, measuredScripts } from './conversation/measured-world.ts';
import { Retention, type RetentionRun, type RetentionSettings } from './conversation/retention.ts';
import type { TurnWorld } from './conversation/turn-effects.ts';
import { Uploads } from './conversation/uploads.ts';
import { createHttpClient } from './effects/http/client.ts';
import { parseAllowList } from './effects/http/guard.ts';
import { sandboxFetch } from './effects/http/script-fetch.ts';
import { providedServices } from './effects/registry.ts';
import { defaultLimits, type TurnLimits } from './engine/guards.ts';
import { callOf } from './engine/service.ts';
import { openFiles } from './files/open.ts';
import { openSecret } from './files/secret.ts';
import { createApp } from './http/app.ts';
import { BotLimits } from './http/chat-api/bot-limits.ts';
import { finishRequests } from './http/operations/closing.ts';
import type { Operations, Services } from './http/services.ts';
import type { HttpSettings } from './http/settings.ts';
import type { JobKind } from './jobs/job-kind.ts';
import { type JobObserver, JobRunner } from './jobs/job-runner.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { databaseFile, openSqliteStore, type SqliteOptions } from './store/sqlite/open.ts';
import type { Store } from './store/store.ts';
import type { JobNumbers, Metrics } from './telemetry/metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';
import { TurnObserver } from './telemetry/turn-observer.ts';

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
  /** What it was before: what is stored under it can still be read. */
  readonly oldEncryptionSecret?: string | undefined;
  /** Absent: nothing is counted. */
  readonly metrics?: { readonly token?: string | undefined } | undefined;
  /** Collects spans of turns; closed with the server. */
  readonly tracing?: Tracing | undefined;
  /** Most MB of files that one conversation may hold. Default 100. */
  readonly uploadsPerConversation?: number | undefined;
  /** How long a message waits for the turns before it, in ms. Default 30 s. */
  readonly turnWaitMs?: number | undefined;
  /** How long turns in flight may go on when the server is closed, in ms. Default 30 s. */
  readonly shutdownGraceMs?: number | undefined;
  /** How long things are kept, in ms; Infinity is for good. Default: see `Config`. */
  readonly retention?: (RetentionSettings & { readonly sessionsMs: number }) | undefined;
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
/** So long that nobody sees its end. */
const foreverMs = 100 * 365 * 24 * hour;
/** A job that was due so many ms ago is late. */
const lateMs = 60_000;
/** How long the numbers of jobs may take to come, in ms. */
const jobNumbersMs = 2_000;
/** Memory for compiled versions, in bytes: about two thousand flows of fifty blocks. */
const programBytes = 64 * 1024 * 1024;

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
  const { tracing } = options;
  // Loaded only where somebody may read them.
  const metrics = options.metrics && new (await import('./telemetry/metrics.ts')).Metrics();
  const httpClient = createHttpClient({ allow: parseAllowList(options.allowPrivateHosts) });
  const scripts = await createSandbox({
    fetch: sandboxFetch(httpClient),
    lazy: true,
    onProblem: (problem) => app.log.error({ problem }, 'scripts are off'),
  });
  const store = await openStore(options, { now: () => clock.now(), onCommit: metrics?.commit.bind(metrics) });
  const programs = new ProgramCache(store.bots, programBytes);
  const call = callOf(providedServices(httpClient));
  const observer = new TurnObserver({ metrics, tracing, log: log || undefined });
  const world: TurnWorld = {
    store,
    programs,
    scripts: metrics ? measuredScripts(scripts, metrics) : scripts,
    clock,
    ownHosts: [publicUrl.hostname],
    call: metrics ? measuredCall(call, metrics) : call,
    observer,
  };
  const kept = options.retention ?? { sessionsMs: 48 * hour, logsMs: 90 * 24 * hour, intervalMs: hour / 6 };
  const sessionLifeMs = Math.min(kept.sessionsMs, foreverMs);
  const conversations = new Conversations(world, {
    limits: { ...defaultLimits, ...options.limits },
    sessionLifeMs,
    waitingLifeMs: Math.max(30 * 24 * hour, sessionLifeMs),
    queueWaitMs: options.turnWaitMs ?? 30_000,
    ownOrigins: [publicUrl.origin],
  });
  if (metrics) addReadings(metrics, { observer, conversations, programs, scripts, store });
  const opened = await openFiles(dataDir, options.encryptionSecret);
  const vault = new Vault({
    current: { secret: await openSecret(dataDir, options.encryptionSecret), isChosen: !!options.encryptionSecret },
    old: options.oldEncryptionSecret,
  });
  const credentials = new Credentials({ store: store.credentials, vault, clock });
  const sessionMegabytes = options.uploadsPerConversation ?? 100;
  const uploads = new Uploads({ conversations, programs, clock, store, sessionMegabytes, ...opened });
  const { jobs, journal } = store;
  const retention = new Retention(
    { conversations, uploads, files: opened.files, jobs, journal, clock },
    kept,
    (run) => {
      metrics?.retention(run.counts && { ...run.counts });
      noteRetention(app.log, run);
    },
  );
  const kinds = Number.isFinite(kept.intervalMs) ? [retention] : [];
  const jobObserver = observeJobs(metrics, () => app.log);
  const runner = new JobRunner({ jobs, now: () => clock.now(), observer: jobObserver }, kinds);
  metrics?.addJobReadings(() => jobNumbers(store, kinds, clock.now()));
  let isClosing = false;
  const operations: Operations = {
    metrics,
    metricsToken: options.metrics?.token,
    isClosing: () => isClosing,
    // Known only after the first script has been asked for.
    get scriptProblem() {
      return scripts.problem;
    },
    retention: kinds.length > 0 ? retention : undefined,
  };
  const app = await createApp({
    store,
    conversations,
    programs,
    clock,
    uploads,
    credentials,
    settings: http,
    log,
    operations,
    botLimits: new BotLimits(http.rateLimits, () => metrics?.rateLimited('bot')),
  });
  try {
    if (options.databaseUrl === undefined) await jobs.freeAll();
    await runner.add(...kinds.map((kind) => kind.firstJob()));
  } catch (error) {
    // A full disk keeps no server from starting: /readyz tells of it, and an earlier start has planned the jobs.
    app.log.error({ err: error }, 'jobs could not be planned');
  }
  runner.start();
  return {
    app,
    store,
    conversations,
    clock,
    async close() {
      isClosing = true;
      await runner.stop();
      await finishRequests(app, options.shutdownGraceMs ?? 30_000, async () => {
        conversations.stop();
        // What turns wait for ends now, and so do they.
        await Promise.all([httpClient.close(), scripts.close()]);
        await conversations.idle();
      });
      await conversations.idle();
      await scripts.close();
      await httpClient.close();
      await uploads.close();
      await store.close();
      await tracing?.close();
    },
  };
}

function noteRetention(log: FastifyBaseLogger, { counts, error, ms, nextAt }: RetentionRun): void {
  const next = new Date(nextAt).toISOString();
  if (counts) log.info({ removed: counts, ms: Math.round(ms), next }, 'retention');
  else log.error({ err: error, next }, 'retention failed');
}

/** Notes what becomes of jobs; the log is there only when the first of them runs. */
function observeJobs(metrics: Metrics | undefined, log: () => FastifyBaseLogger): JobObserver {
  return {
    ran({ kind, id, attempt }, { error, isGivenUp }) {
      metrics?.job(kind, isGivenUp ? 'given_up' : error === undefined ? 'ok' : 'failed');
      if (isGivenUp) log().error({ err: error, kind, job: id, attempt }, 'job given up');
      else if (error !== undefined) log().warn({ err: error, kind, job: id, attempt }, 'job failed, to be tried again');
    },
    failed: (error) => log().error({ err: error }, 'jobs cannot be read or noted'),
  };
}

/** Jobs of the kinds that this server runs; others wait for nobody here. */
async function jobNumbers({ jobs }: Store, kinds: readonly JobKind[], now: number): Promise<readonly JobNumbers[]> {
  // A database that hangs keeps nobody from reading the other numbers.
  const counts = await Promise.race([jobs.counts(now - lateMs), pause(jobNumbersMs, undefined, { ref: false })]);
  if (!counts) return [];
  return kinds.map(
    ({ name }) => counts.find(({ kind }) => kind === name) ?? { kind: name, waiting: 0, late: 0, failed: 0 },
  );
}

interface ReadParts {
  readonly observer: TurnObserver;
  readonly conversations: Conversations;
  readonly programs: ProgramCache;
  readonly scripts: Sandbox;
  readonly store: Store;
}

/** What the parts know of themselves; it is only looked up when somebody reads the metrics. */
function addReadings(metrics: Metrics, { observer, conversations, programs, scripts, store }: ReadParts): void {
  const turns = 'repartee_turns';
  const cache = 'repartee_program_cache';
  const sandbox = 'repartee_script_threads';
  metrics.addReadings([
    { name: `${turns}_in_flight`, help: 'Turns that run or wait.', read: () => observer.open },
    { name: `${turns}_waiting`, help: 'Turns that wait for the one before.', read: () => conversations.waiting },
    { name: `${cache}_size`, help: 'Compiled versions in memory.', read: () => programs.use().size },
    { name: `${cache}_bytes`, help: 'Memory of those.', read: () => programs.use().bytes },
    { name: `${cache}_hits_total`, type: 'counter', help: 'Versions found there.', read: () => programs.use().hits },
    { name: `${cache}_misses_total`, type: 'counter', help: 'Versions not there.', read: () => programs.use().misses },
    { name: sandbox, help: 'Threads for scripts.', read: () => scripts.load().threads },
    { name: `${sandbox}_busy`, help: 'Threads that run scripts now.', read: () => scripts.load().busy },
    { name: 'repartee_scripts_waiting', help: 'Batches that wait for a thread.', read: () => scripts.load().waiting },
    { name: 'repartee_scripts_parked', help: 'Batches that wait for an answer.', read: () => scripts.load().parked },
  ]);
  metrics.addNamedReadings('repartee_database', 'What the store tells of itself.', () => store.gauges?.() ?? {});
}

async function openStore(
  { dataDir, databaseUrl }: ServerOptions,
  world: Pick<SqliteOptions, 'now' | 'onCommit'>,
): Promise<Store> {
  if (databaseUrl === undefined) {
    return openSqliteStore({ file: dataDir === ':memory:' ? dataDir : databaseFile(dataDir), ...world });
  }
  const { openPostgresStore } = await import('./store/postgres/open.ts');
  return openPostgresStore({ url: databaseUrl, ...world });
}

import { setTimeout as pause } from 'node:timers/promises';
import type { FileStore } from '../files/files.ts';
import type { SweepCounts } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Conversations } from './conversations.ts';
import type { Uploads } from './uploads.ts';

/** What retention works with. */
export interface RetentionWorld {
  readonly conversations: Conversations;
  readonly uploads: Pick<Uploads, 'sweep'>;
  readonly files: FileStore;
  readonly clock: Clock;
  /** Calls back after so many ms; gives what cancels that. Default: a timer that keeps no process alive. */
  readonly schedule?: Schedule;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export type Schedule = (ms: number, run: () => void) => () => void;

/** How long things are kept; Infinity keeps them for good. */
export interface RetentionSettings {
  /** Logs of results, in ms. */
  readonly logsMs: number;
  /** Time between two runs, in ms; Infinity: there are none. */
  readonly intervalMs: number;
}

/** How many of each kind a run removed. */
export interface RetentionCounts extends SweepCounts {
  /** Files that no answer names. */
  readonly uploads: number;
  readonly previewFiles: number;
}

/** A run that is over. Without counts it failed. */
export interface RetentionRun {
  readonly counts?: RetentionCounts;
  readonly error?: unknown;
  readonly ms: number;
  /** When the next run begins, in ms since 1970 UTC. */
  readonly nextAt: number;
}

/** When retention ran last and runs next, in ms since 1970 UTC; undefined = never. */
export interface RetentionStatus {
  readonly lastAt: number | undefined;
  readonly nextAt: number | undefined;
}

/** Most rows of each kind that go at once: turns wait no longer than their removal takes. */
const batchSize = 100;
/** Time for turns between two batches, in ms. */
const breathMs = 20;
/** How long files of previews are kept, in ms. Previews have no results, so nothing is left that names the files. */
const previewFilesMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes what is over its time, again and again. A run begins some time after the one before it has ended, so two
 * never overlap; the time is spread by a tenth, so that processes that were started together do not run together.
 */
export class Retention {
  readonly #world: RetentionWorld;
  readonly #settings: RetentionSettings;
  readonly #onRun: (run: RetentionRun) => void;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #lastAt: number | undefined;
  #nextAt: number | undefined;

  /** @param onRun is told of every run */
  constructor(world: RetentionWorld, settings: RetentionSettings, onRun: (run: RetentionRun) => void) {
    this.#world = world;
    this.#settings = settings;
    this.#onRun = onRun;
  }

  get status(): RetentionStatus {
    return { lastAt: this.#lastAt, nextAt: this.#nextAt };
  }

  /** Plans the first run. */
  start(): void {
    if (Number.isFinite(this.#settings.intervalMs)) this.#plan();
  }

  /** Plans no more runs; resolves when a running one has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#running;
  }

  /** Removes everything that is over its time, in small parts with time for turns in between. */
  async sweep(): Promise<RetentionCounts> {
    const { conversations, uploads, files, clock } = this.#world;
    const { logsMs } = this.#settings;
    const now = clock.now();
    const logsBefore = Number.isFinite(logsMs) ? now - logsMs : undefined;
    let total: SweepCounts = { sessions: 0, keptAnswers: 0, goneSessions: 0, logs: 0 };
    await this.#inParts(async () => {
      const counts = await conversations.sweep(batchSize, logsBefore);
      total = sum(total, counts);
      return Object.values(counts).some((count) => count >= batchSize);
    });
    let unnamed = 0;
    await this.#inParts(async () => {
      const { looked, removed } = await uploads.sweep(batchSize);
      unnamed += removed;
      return looked >= batchSize;
    });
    return { ...total, uploads: unnamed, previewFiles: await files.deleteOlder('public/tmp', now - previewFilesMs) };
  }

  /** Removes part after part, until there is no more or retention is stopped. */
  async #inParts(removePart: () => Promise<boolean>): Promise<void> {
    while (!this.#isStopped && (await removePart())) await pause(breathMs);
  }

  #plan(): void {
    if (this.#isStopped) return;
    const { random = Math.random, schedule = timer, clock } = this.#world;
    const ms = this.#settings.intervalMs * (0.9 + 0.2 * random());
    this.#nextAt = clock.now() + ms;
    this.#cancel = schedule(ms, () => {
      this.#running = this.#run();
    });
  }

  async #run(): Promise<void> {
    const { clock } = this.#world;
    const from = clock.monotonic();
    const outcome = await this.sweep().then(
      (counts) => ({ counts }),
      (error: unknown) => ({ error }),
    );
    this.#lastAt = clock.now();
    this.#plan();
    this.#onRun({ ...outcome, ms: clock.monotonic() - from, nextAt: this.#nextAt ?? this.#lastAt });
  }
}

const timer: Schedule = (ms, run) => {
  const timeout = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
  timeout.unref();
  return () => clearTimeout(timeout);
};

function sum(a: SweepCounts, b: SweepCounts): SweepCounts {
  return {
    sessions: a.sessions + b.sessions,
    keptAnswers: a.keptAnswers + b.keptAnswers,
    goneSessions: a.goneSessions + b.goneSessions,
    logs: a.logs + b.logs,
  };
}

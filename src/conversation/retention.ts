import { setTimeout as pause } from 'node:timers/promises';
import type { FileStore } from '../files/files.ts';
import type { JobKind, JobOutcome } from '../jobs/job-kind.ts';
import type { ClaimedJob, JobStore, NewJob } from '../store/jobs.ts';
import type { JournalStore } from '../store/journal.ts';
import type { SweepCounts } from '../store/sessions.ts';
import type { Clock } from './clock.ts';
import type { Conversations } from './conversations.ts';
import type { Uploads } from './uploads.ts';

/** What retention works with. */
export interface RetentionWorld {
  readonly conversations: Conversations;
  readonly uploads: Pick<Uploads, 'sweep'>;
  readonly files: FileStore;
  readonly jobs: Pick<JobStore, 'nextDue' | 'removeFailed'>;
  readonly journal: Pick<JournalStore, 'removeOld'>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/** How long things are kept; Infinity keeps them for good. */
export interface RetentionSettings {
  /** Logs of results, in ms. */
  readonly logsMs: number;
  /** Time between two runs, in ms; with Infinity the job is for no runner. */
  readonly intervalMs: number;
}

/** How many of each kind a run removed. */
export interface RetentionCounts extends SweepCounts {
  /** Files that no answer names. */
  readonly uploads: number;
  readonly previewFiles: number;
  readonly failedJobs: number;
  /** Calls of turns that never ran again. */
  readonly calls: number;
}

/** A run that is over. Without counts it failed. */
export interface RetentionRun {
  readonly counts?: RetentionCounts;
  readonly error?: unknown;
  readonly ms: number;
  /** When the next run begins, in ms since 1970 UTC. */
  readonly nextAt: number;
}

/** When retention ran last in this process, and runs next in any, in ms since 1970 UTC; undefined = never. */
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
/** How long jobs that were given up can be looked at, in ms. */
const failedJobsMs = 7 * 24 * 60 * 60 * 1000;
/** How long a turn that was not stored finds its calls when it runs again, in ms: as long as answers are kept. */
const callsMs = 24 * 60 * 60 * 1000;

/**
 * The job that removes what is over its time, again and again, in one of the processes that share a database. A run
 * begins some time after the one before it has ended; the time is spread by a tenth, so that servers which were started
 * together do not put their load on the machine together.
 */
export class Retention implements JobKind {
  readonly name = 'retention';
  readonly concurrency = 1;
  readonly #world: RetentionWorld;
  readonly #settings: RetentionSettings;
  readonly #onRun: (run: RetentionRun) => void;
  #lastAt: number | undefined;
  #nextAt: number | undefined;

  /** @param onRun is told of every run */
  constructor(world: RetentionWorld, settings: RetentionSettings, onRun: (run: RetentionRun) => void) {
    this.#world = world;
    this.#settings = settings;
    this.#onRun = onRun;
  }

  /** As far as this process knows; see `refresh`. */
  get status(): RetentionStatus {
    return { lastAt: this.#lastAt, nextAt: this.#nextAt };
  }

  /** Looks up when the next run is: another process may have planned it. Rejects with ReparteeError('storeUnavailable'). */
  async refresh(): Promise<void> {
    this.#nextAt = (await this.#world.jobs.nextDue([this.name], this.#world.clock.now())) ?? this.#nextAt;
  }

  /** To be added whenever a server starts; one that is planned already stays as it is. */
  firstJob(): NewJob {
    return { kind: this.name, key: this.name, payload: null, dueAt: this.#plan() };
  }

  /** Removes everything that is over its time. */
  async run(_job: ClaimedJob, signal: AbortSignal): Promise<JobOutcome> {
    const { clock } = this.#world;
    const from = clock.monotonic();
    const end = (outcome: Pick<RetentionRun, 'counts' | 'error'>) => {
      this.#lastAt = clock.now();
      const nextAt = this.#plan();
      this.#onRun({ ...outcome, ms: clock.monotonic() - from, nextAt });
      return nextAt;
    };
    try {
      return { againAt: end({ counts: await this.#sweep(signal) }) };
    } catch (error) {
      end({ error });
      throw error;
    }
  }

  /** The time until the run that was planned when one failed: there is always another. */
  retryAfterMs(): number {
    const now = this.#world.clock.now();
    return Math.max((this.#nextAt ?? now) - now, 0);
  }

  /** Removes in small parts, with time for turns in between. */
  async #sweep(signal: AbortSignal): Promise<RetentionCounts> {
    const { conversations, uploads, files, jobs, journal, clock } = this.#world;
    const { logsMs } = this.#settings;
    const now = clock.now();
    const logsBefore = Number.isFinite(logsMs) ? now - logsMs : undefined;
    let total: SweepCounts = { sessions: 0, keptAnswers: 0, goneSessions: 0, logs: 0 };
    await inParts(signal, async () => {
      const counts = await conversations.sweep(batchSize, logsBefore);
      total = sum(total, counts);
      return Object.values(counts).some((count) => count >= batchSize);
    });
    let unnamed = 0;
    await inParts(signal, async () => {
      const { looked, removed } = await uploads.sweep(batchSize);
      unnamed += removed;
      return looked >= batchSize;
    });
    let failedJobs = 0;
    await inParts(signal, async () => {
      const removed = await jobs.removeFailed(now - failedJobsMs, batchSize);
      failedJobs += removed;
      return removed >= batchSize;
    });
    let calls = 0;
    await inParts(signal, async () => {
      const removed = await journal.removeOld(now - callsMs, batchSize);
      calls += removed;
      return removed >= batchSize;
    });
    const previewFiles = await files.deleteOlder('public/tmp', now - previewFilesMs);
    return { ...total, uploads: unnamed, previewFiles, failedJobs, calls };
  }

  #plan(): number {
    const { random = Math.random, clock } = this.#world;
    this.#nextAt = clock.now() + Math.round(this.#settings.intervalMs * (0.9 + 0.2 * random()));
    return this.#nextAt;
  }
}

/** Removes part after part, until there is no more or the server stops. */
async function inParts(signal: AbortSignal, removePart: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted && (await removePart())) await pause(breathMs);
}

function sum(a: SweepCounts, b: SweepCounts): SweepCounts {
  return {
    sessions: a.sessions + b.sessions,
    keptAnswers: a.keptAnswers + b.keptAnswers,
    goneSessions: a.goneSessions + b.goneSessions,
    logs: a.logs + b.logs,
  };
}

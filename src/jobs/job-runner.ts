import { newId } from '../ids.ts';
import type { ClaimedJob, JobStore, NewJob } from '../store/jobs.ts';
import type { JobKind } from './job-kind.ts';

/** Calls back after so many ms; gives what cancels that. */
export type Schedule = (ms: number, run: () => void) => () => void;

/** What a runner works with. */
export interface JobWorld {
  readonly jobs: JobStore;
  /** Milliseconds since 1970 UTC. May jump. */
  readonly now: () => number;
  /** Default: a timer that keeps no process alive. */
  readonly schedule?: Schedule;
  readonly observer?: JobObserver | undefined;
}

/** Is told of what happens to jobs. */
export interface JobObserver {
  /** A job is over for now; with an error that attempt failed, and `isGivenUp` says that it was the last. */
  ran?(job: ClaimedJob, ended: { readonly error?: unknown; readonly isGivenUp: boolean }): void;
  /** The store could not be asked; it is asked again soon. */
  failed?(error: unknown): void;
}

/** How long a job belongs to a process that says nothing more, in ms. */
const claimMs = 30_000;
/** Time between two renewals of what runs, in ms. */
const renewMs = claimMs / 3;
/** Longest time between two looks at the store, in ms: another process may have died, and clocks jump. */
const longestRestMs = 5_000;
/** Longest text of an error that is stored, in UTF-16 units. */
const errorLength = 1_000;

/**
 * Runs jobs when they are due. Each is taken by one process at a time and run again until it succeeds or its kind gives
 * up, so a kind has to bear that a job is run twice: a process may die between the work and the note of its end.
 */
export class JobRunner {
  readonly #world: Required<Pick<JobWorld, 'schedule'>> & JobWorld;
  readonly #kinds: readonly JobKind[];
  readonly #owner = newId();
  readonly #running = new Map<number, { readonly kind: string; readonly end: Promise<void> }>();
  readonly #stop = new AbortController();
  #cancelRest: (() => void) | undefined;
  #cancelRenewal: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  /** Somebody asked for a look while one was under way. */
  #isAwaited = false;

  constructor(world: JobWorld, kinds: readonly JobKind[]) {
    this.#world = { schedule: timer, ...world };
    this.#kinds = kinds;
  }

  /** Jobs that run at the moment. */
  get running(): number {
    return this.#running.size;
  }

  /** Begins to take jobs. */
  start(): void {
    this.wake();
    this.#planRenewal();
  }

  /** Adds jobs and takes them at once if they are due. */
  async add(...jobs: readonly NewJob[]): Promise<void> {
    await this.#world.jobs.add(jobs, this.#world.now());
    this.wake();
  }

  /** Looks for jobs now: somebody else has stored some. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#looking) {
      this.#isAwaited = true;
      return;
    }
    this.#cancelRest?.();
    this.#looking = this.#look().then((restMs) => {
      this.#looking = undefined;
      if (this.#stop.signal.aborted) return;
      if (this.#isAwaited) {
        this.#isAwaited = false;
        this.wake();
      } else this.#cancelRest = this.#world.schedule(restMs, () => this.wake());
    });
  }

  /** Takes no more jobs, and resolves when those that run have ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelRest?.();
    await this.#looking;
    await Promise.all(Array.from(this.#running.values(), ({ end }) => end));
    this.#cancelRenewal?.();
  }

  /** Takes what is due; gives the time until the next look, in ms. */
  async #look(): Promise<number> {
    const { observer } = this.#world;
    try {
      let restMs = await this.#untilNext();
      if (restMs <= 0) {
        for (const kind of this.#kinds) await this.#take(kind);
        restMs = await this.#untilNext();
      }
      return Math.min(Math.max(restMs, 0), longestRestMs);
    } catch (error) {
      observer?.failed?.(error);
      return longestRestMs;
    }
  }

  /** Time until a job is due that this process has a hand free for, in ms. Only reads: most looks find nothing to take. */
  async #untilNext(): Promise<number> {
    const { jobs, now } = this.#world;
    // A kind with all its hands full looks again when one of them is free.
    const free = this.#kinds.filter((kind) => this.#runningOf(kind) < kind.concurrency);
    const next = await jobs.nextDue(
      free.map(({ name }) => name),
      now(),
    );
    return (next ?? Number.POSITIVE_INFINITY) - now();
  }

  async #take(kind: JobKind): Promise<void> {
    const { jobs, now } = this.#world;
    const limit = kind.concurrency - this.#runningOf(kind);
    if (limit <= 0) return;
    const at = now();
    const claim = { kind: kind.name, limit, now: at, owner: this.#owner, until: at + claimMs };
    for (const job of await jobs.claim(claim)) {
      const end = this.#run(kind, job).finally(() => {
        this.#running.delete(job.id);
        this.wake();
      });
      this.#running.set(job.id, { kind: kind.name, end });
    }
  }

  #runningOf({ name }: JobKind): number {
    return [...this.#running.values()].filter(({ kind }) => kind === name).length;
  }

  async #run(kind: JobKind, job: ClaimedJob): Promise<void> {
    const { jobs, observer } = this.#world;
    try {
      const outcome = await kind.run(job, this.#stop.signal);
      if (outcome === 'done') await jobs.done(job.id, this.#owner);
      else await jobs.again(job.id, this.#owner, { dueAt: outcome.againAt });
      observer?.ran?.(job, { isGivenUp: false });
    } catch (error) {
      await this.#fail(kind, job, error);
    }
  }

  async #fail(kind: JobKind, job: ClaimedJob, error: unknown): Promise<void> {
    const { jobs, now, observer } = this.#world;
    const waitMs = kind.retryAfterMs(job.attempt);
    const text = (error instanceof Error ? error.message : String(error)).slice(0, errorLength);
    try {
      if (waitMs === undefined) await jobs.giveUp(job.id, this.#owner, { at: now(), error: text });
      else await jobs.again(job.id, this.#owner, { dueAt: now() + waitMs, error: text });
    } catch (cause) {
      // It stays with this process until its claim is over, and is run again then.
      observer?.failed?.(cause);
    }
    observer?.ran?.(job, { error, isGivenUp: waitMs === undefined });
  }

  #planRenewal(): void {
    this.#cancelRenewal = this.#world.schedule(renewMs, async () => {
      const { jobs, now, observer } = this.#world;
      try {
        // Where nothing runs there is nothing to write.
        if (this.#running.size > 0) await jobs.renew([...this.#running.keys()], this.#owner, now() + claimMs);
      } catch (error) {
        observer?.failed?.(error);
      }
      if (!this.#stop.signal.aborted || this.#running.size > 0) this.#planRenewal();
    });
  }
}

const timer: Schedule = (ms, run) => {
  const timeout = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
  timeout.unref();
  return () => clearTimeout(timeout);
};

import type { ClaimedJob } from '../store/jobs.ts';

/** What a run of a job comes to: it is done, or it is to be run again at a moment (ms since 1970 UTC). */
export type JobOutcome = 'done' | { readonly againAt: number };

/** A kind of work, declared by the part that it belongs to. */
export interface JobKind {
  /** Name in the store; never changed once jobs of it are stored. */
  readonly name: string;
  /** Most jobs of the kind that run at once in a process. */
  readonly concurrency: number;
  /**
   * Does the work. What it throws is a failure; the job is then run again.
   *
   * @param signal aborts when the server stops: what can be broken off then should be
   */
  run(job: ClaimedJob, signal: AbortSignal): Promise<JobOutcome>;
  /** Time before the next attempt in ms, after so many that failed; undefined gives the job up. */
  retryAfterMs(attempts: number): number | undefined;
}

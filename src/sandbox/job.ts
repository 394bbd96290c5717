import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { Answer, Parked } from './messages.ts';

/** Longest time that is ever looked at: what timers can take, and some more, fits in. */
const maxDelayMs = 2 ** 30;

/** Body and HTTP status of what a script fetched. */
export interface Fetched {
  readonly text: string;
  readonly status: number;
}

/** Fetches a page for a script, under all rules for outgoing requests; rejects with a plain message. */
export type ScriptFetch = (url: string, init: unknown, signal: AbortSignal) => Promise<Fetched>;

/** Scripts of one turn that run one after the other. */
export interface Batch {
  readonly id: number;
  readonly turn: number;
  /** Whose scripts they are: bots share the threads fairly. */
  readonly bot: string;
  readonly requests: readonly ScriptRequest[];
  /** Time that one script may compute, in ms. */
  readonly cpuMs: number;
  /** Moment of `performance.now()` at which the whole batch has to be over. */
  readonly endsAt: number;
  readonly fetch: ScriptFetch;
}

/**
 * A batch on its way: how far it is, and what its present script asked for. It goes from the queue to a thread, from
 * there aside while its script waits for an answer, and back to the queue.
 */
export class Job {
  readonly batch: Batch;
  /** Outcomes of the scripts that ended, in order. */
  readonly outcomes: ScriptOutcome[] = [];
  /** The present script, while it is on no thread. */
  parked: Parked | undefined;
  /** Called after each answer to the present script. */
  onAnswer: () => void = () => {};
  readonly #answers: Answer[] = [];
  #abort = new AbortController();
  readonly #done = Promise.withResolvers<ScriptOutcome[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(batch: Batch) {
    this.batch = batch;
  }

  get bot(): string {
    return this.batch.bot;
  }

  /** One outcome for each script, once all have ended. */
  get done(): Promise<ScriptOutcome[]> {
    return this.#done.promise;
  }

  /** The scripts that have not ended yet, the present one first. */
  get remaining(): readonly ScriptRequest[] {
    return this.batch.requests.slice(this.outcomes.length);
  }

  /** Time that is left for all of them, in ms, at most what a timer can take. */
  get leftMs(): number {
    return Math.min(Math.max(this.batch.endsAt - performance.now(), 0), maxDelayMs);
  }

  get hasAnswers(): boolean {
    return this.#answers.length > 0;
  }

  /** Calls back when the time is up, unless the job has ended by then. */
  whenTimeIsUp(callback: () => void): void {
    this.#timer = setTimeout(callback, this.leftMs);
  }

  /** The present script ended. */
  record(outcome: ScriptOutcome): void {
    this.outcomes.push(outcome);
    this.#answers.length = 0;
  }

  /** Sends a request of the present script. */
  async request(call: number, url: string, init: unknown): Promise<void> {
    const index = this.outcomes.length;
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(Math.floor(this.leftMs))]);
    const answer = await this.batch.fetch(url, init, signal).then(
      ({ text, status }) => ({ ok: true, text, status }),
      (error: unknown) => ({ ok: false, text: error instanceof Error ? error.message : 'fetch failed', status: 0 }),
    );
    // When the time is up the script ends for that: what it waited for did not fail.
    if (signal.aborted) return;
    // A script need not wait for its request: by now it may be over.
    if (this.outcomes.length !== index) return;
    this.#answers.push({ call, ...answer });
    this.onAnswer();
  }

  /** The answers that the present script has not got yet. */
  takeAnswers(): Answer[] {
    return this.#answers.splice(0);
  }

  /** Ends the requests that are under way. */
  abort(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** The job is over: scripts that have not ended get this outcome. */
  settle(rest: ScriptOutcome): void {
    clearTimeout(this.#timer);
    while (this.outcomes.length < this.batch.requests.length) this.record(rest);
    this.#done.resolve(this.outcomes);
  }
}

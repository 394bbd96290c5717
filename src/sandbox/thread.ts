import { Worker } from 'node:worker_threads';
import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { killed, outOfMemory } from './outcomes.ts';

/** Time that a script may overrun its limit before its thread is ended from outside. */
const graceMs = 250;
/** Longest delay that a timer can take. */
const maxDelayMs = 2 ** 31 - 1;
/** The engine's recursion runs on the thread's own stack; with less, deep nesting crashes instead of failing. */
const stackSizeMb = 4;
/** Bounds what the thread itself may hold beside the memories of its instances. */
const maxOldGenerationSizeMb = 256;

/** Fetches the text of a page for a script, under all rules for outgoing requests; rejects with a plain message. */
export type ScriptFetch = (url: string, init: unknown, signal: AbortSignal) => Promise<string>;

/** Scripts that run one after the other on one thread. */
export interface Batch {
  readonly id: number;
  readonly turn: number;
  readonly requests: readonly ScriptRequest[];
  readonly cpuMs: number;
  /** Moment of `performance.now()` at which the whole batch has to be over. */
  readonly endsAt: number;
  readonly fetch: ScriptFetch;
}

/** Outcomes of the scripts that ran, in order; fewer than requests if the thread was lost under way. */
export type BatchResult = readonly ScriptOutcome[];

interface Running {
  readonly batch: Batch;
  readonly outcomes: ScriptOutcome[];
  readonly abort: AbortController;
  readonly resolve: (outcomes: BatchResult) => void;
  /** Answers of `fetch` given to the present script. */
  answers: number;
  cpuLeftMs: number;
}

/** A worker thread, seen from outside: runs one batch at a time and is watched while it does. */
export class ScriptThread {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  #running: Running | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #alive = true;
  #broken = false;
  #evaluations = 0;
  #lastTurn: number | undefined;

  constructor(url: URL, settings: WorkerSettings) {
    this.#worker = new Worker(url, {
      workerData: settings,
      env: {},
      execArgv: [],
      resourceLimits: { stackSizeMb, maxOldGenerationSizeMb },
    });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#lose(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory : killed, error);
    });
    this.#worker.on('exit', () => this.#lose(killed, new Error('The script worker ended')));
    this.#ready.promise.catch(() => {});
    this.#worker.unref();
  }

  /** Settles when the thread can take work, or could not start. */
  get ready(): Promise<void> {
    this.#worker.ref();
    return this.#ready.promise.finally(() => {
      if (!this.#running) this.#worker.unref();
    });
  }

  /** Whether the thread can take another batch, now or later. */
  get usable(): boolean {
    return this.#alive && !this.#broken;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Scripts run so far. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /** The turn whose scripts ran last. */
  get lastTurn(): number | undefined {
    return this.#lastTurn;
  }

  /** Runs a batch; only when not busy. Rejects if the globals cannot be copied. */
  run(batch: Batch): Promise<BatchResult> {
    const { id, turn, requests, cpuMs, endsAt } = batch;
    this.#send({ type: 'batch', batch: id, turn, requests, cpuMs, totalMs: endsAt - performance.now() });
    this.#lastTurn = turn;
    this.#worker.ref();
    const { promise, resolve } = Promise.withResolvers<BatchResult>();
    this.#running = { batch, outcomes: [], abort: new AbortController(), resolve, answers: 0, cpuLeftMs: cpuMs };
    this.#watch(cpuMs);
    return promise;
  }

  /** Ends the thread, whatever it does. */
  async end(): Promise<void> {
    this.#lose(killed, new Error('The script worker was ended'));
    await this.#worker.terminate();
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #watch(cpuMs: number): void {
    clearTimeout(this.#watchdog);
    const running = this.#running as Running;
    const delay = Math.min(cpuMs, running.batch.endsAt - performance.now(), maxDelayMs - graceMs);
    this.#watchdog = setTimeout(() => void this.end(), Math.max(delay, 0) + graceMs);
  }

  #receive(message: FromWorker): void {
    const running = this.#running;
    if (message.type === 'ready') this.#ready.resolve();
    // What an earlier script of the thread still sends is of no interest.
    else if (!running || running.batch.id !== message.batch || running.outcomes.length !== message.index) return;
    else if (message.type === 'fetch') void this.#fetch(running, message);
    else if (message.type === 'waiting') {
      if (message.answered !== running.answers) return;
      running.cpuLeftMs = message.cpuLeftMs;
      this.#watch(Number.POSITIVE_INFINITY);
    } else this.#record(running, message);
  }

  #record(running: Running, { outcome, broken }: Extract<FromWorker, { type: 'outcome' }>): void {
    this.#evaluations += 1;
    this.#broken ||= broken;
    running.outcomes.push(outcome);
    running.answers = 0;
    running.cpuLeftMs = running.batch.cpuMs;
    if (this.#broken || running.outcomes.length === running.batch.requests.length) this.#finish(running);
    else this.#watch(running.cpuLeftMs);
  }

  async #fetch(running: Running, { index, call, url, init }: Extract<FromWorker, { type: 'fetch' }>): Promise<void> {
    const { id, endsAt, fetch } = running.batch;
    const left = Math.min(Math.max(endsAt - performance.now(), 0), maxDelayMs);
    const signal = AbortSignal.any([running.abort.signal, AbortSignal.timeout(Math.floor(left))]);
    const [ok, text] = await fetch(url, init, signal).then(
      (body) => [true, body] as const,
      (error: unknown) => [false, error instanceof Error ? error.message : 'fetch failed'] as const,
    );
    // The time of the batch is up, which ends the script for itself: what it waited for did not fail.
    if (signal.aborted) return;
    // A script need not wait for its request: by now it may be over.
    if (this.#running !== running || running.outcomes.length !== index) return;
    running.answers += 1;
    this.#watch(running.cpuLeftMs);
    this.#send({ type: 'answer', batch: id, index, call, ok, text });
  }

  #finish(running: Running): void {
    clearTimeout(this.#watchdog);
    this.#running = undefined;
    this.#worker.unref();
    running.resolve(running.outcomes);
  }

  #lose(outcome: ScriptOutcome, error: Error): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#ready.reject(error);
    const running = this.#running;
    if (!running) return;
    running.abort.abort();
    running.outcomes.push(outcome);
    this.#finish(running);
  }
}

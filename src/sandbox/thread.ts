import { Worker } from 'node:worker_threads';
import type { ScriptOutcome } from '../engine/scripts.ts';
import type { Job } from './job.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { killed, outOfMemory } from './outcomes.ts';

/** Time that a script may overrun its limit before its thread is ended from outside. */
const graceMs = 250;
/** QuickJS's recursion runs on the thread's own stack; with less, deep nesting crashes instead of failing. */
const stackSizeMb = 4;
/** Bounds what the thread itself may hold beside the memories of its instances. */
const maxOldGenerationSizeMb = 256;

interface Running {
  readonly job: Job;
  /** Outcomes that the job had when it came. */
  readonly from: number;
  /** Called when the thread is free again, or lost. */
  readonly done: () => void;
  cpuLeftMs: number;
  /** The present script waits on the thread for answers. */
  isWaiting: boolean;
}

/** A worker thread, seen from outside: runs one job at a time and is watched while it does. */
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
      // While it is being ended the process has to wait for it.
      if (this.#alive && !this.#running) this.#worker.unref();
    });
  }

  /** Whether the thread can take another job, now or later. */
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

  /**
   * Runs a job, only when not busy, and resolves when it has no more use for the thread: its scripts ended, one of them
   * was parked, or the thread was lost. Rejects if the globals cannot be copied.
   *
   * @param mayPark whether a script that waits is to make room for others
   */
  run(job: Job, mayPark: boolean): Promise<void> {
    const { id, turn, cpuMs } = job.batch;
    const { parked, remaining: requests, leftMs: totalMs } = job;
    const resumed = parked && { parked, answers: job.takeAnswers() };
    const message = { type: 'batch', batch: id, turn, requests, cpuMs, totalMs, mayPark } as const;
    const memory = parked?.memory.map(({ bytes }) => bytes.buffer);
    this.#worker.postMessage({ ...message, resumed } satisfies ToWorker, memory);
    job.parked = undefined;
    this.#lastTurn = turn;
    this.#worker.ref();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cpuLeftMs = parked?.cpuLeftMs ?? cpuMs;
    this.#running = { job, from: job.outcomes.length, done: resolve, cpuLeftMs, isWaiting: false };
    job.onAnswer = () => this.#answer();
    this.#watch(cpuLeftMs);
    return promise;
  }

  /** Ends the thread, whatever it does. */
  async end(): Promise<void> {
    this.#lose(killed, new Error('The script worker was ended'));
    await this.#worker.terminate();
  }

  #watch(cpuMs: number): void {
    clearTimeout(this.#watchdog);
    const delay = Math.min(cpuMs, (this.#running as Running).job.leftMs);
    this.#watchdog = setTimeout(() => void this.end(), Math.max(delay, 0) + graceMs);
  }

  #receive(message: FromWorker): void {
    const running = this.#running;
    if (message.type === 'ready') {
      this.#ready.resolve();
      return;
    }
    const { batch, index } = message;
    // What an earlier script of the thread still sends is of no interest.
    if (!running || running.job.batch.id !== batch || running.job.outcomes.length - running.from !== index) return;
    if (message.type === 'fetch') void running.job.request(message.call, message.url, message.init);
    else if (message.type === 'parked') {
      running.job.parked = message.parked;
      this.#finish();
    } else if (message.type === 'waiting') {
      running.cpuLeftMs = message.cpuLeftMs;
      running.isWaiting = true;
      this.#watch(Number.POSITIVE_INFINITY);
      this.#answer();
    } else this.#record(running, message);
  }

  #record(running: Running, { outcome, broken }: Extract<FromWorker, { type: 'outcome' }>): void {
    const { job } = running;
    this.#evaluations += 1;
    this.#broken ||= broken;
    job.record(outcome);
    running.isWaiting = false;
    running.cpuLeftMs = job.batch.cpuMs;
    if (this.#broken || job.remaining.length === 0) this.#finish();
    else this.#watch(running.cpuLeftMs);
  }

  /** Passes answers on to a script that waits on the thread. One that computes gets them later. */
  #answer(): void {
    const running = this.#running;
    if (!running?.isWaiting || !running.job.hasAnswers) return;
    const { job, from } = running;
    running.isWaiting = false;
    this.#watch(running.cpuLeftMs);
    const answers = job.takeAnswers();
    const message: ToWorker = { type: 'answers', batch: job.batch.id, index: job.outcomes.length - from, answers };
    this.#worker.postMessage(message);
  }

  #finish(): void {
    const running = this.#running as Running;
    clearTimeout(this.#watchdog);
    this.#running = undefined;
    running.job.onAnswer = () => {};
    this.#worker.unref();
    running.done();
  }

  #lose(outcome: ScriptOutcome, error: Error): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#ready.reject(error);
    if (!this.#running) return;
    const { job } = this.#running;
    job.abort();
    job.record(outcome);
    this.#finish();
  }
}

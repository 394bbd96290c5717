import type { ScriptOutcome } from '../engine/scripts.ts';
import type { WorkerSettings } from './messages.ts';
import { failed, refused, timedOut } from './outcomes.ts';
import { type Batch, ScriptThread } from './thread.ts';

const usualLife = 10_000;

/** Size of the pool and what its threads are started with. */
export interface PoolOptions {
  /** Most threads at the same time. */
  readonly threads: number;
  /** Most batches that may wait for a thread. */
  readonly queueLimit: number;
  /** Scripts after which a thread is replaced, so that nothing can pile up in it. Default 10,000. */
  readonly threadLife?: number;
  readonly workerUrl: URL;
  readonly worker: WorkerSettings;
}

/** How busy the threads are. */
export interface PoolLoad {
  readonly threads: number;
  readonly busy: number;
  readonly waiting: number;
}

interface Job {
  readonly batch: Batch;
  readonly outcomes: ScriptOutcome[];
  readonly resolve: (outcomes: ScriptOutcome[]) => void;
  readonly timer: NodeJS.Timeout;
}

/** Threads that run batches of scripts, and the queue in front of them. */
export class ThreadPool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<ScriptThread>();
  readonly #starting = new Set<ScriptThread>();
  /** Threads that go on until their successor can take over, because a new one takes a while to start. */
  readonly #retiring = new Set<ScriptThread>();
  readonly #queue: Job[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts one thread. Rejects if that fails. */
  async start(): Promise<void> {
    if (this.#closed) throw new Error('Scripts are shut down');
    const thread = new ScriptThread(this.#options.workerUrl, this.#options.worker);
    this.#starting.add(thread);
    try {
      await thread.ready;
      if (this.#closed) await thread.end();
      else this.#threads.add(thread);
    } finally {
      this.#starting.delete(thread);
    }
  }

  /** Runs the scripts of a batch in order; resolves with one outcome for each. */
  run(batch: Batch): Promise<ScriptOutcome[]> {
    if (this.#closed || this.#queue.length >= this.#options.queueLimit) {
      const refusal = refused('QueueError', this.#closed ? 'Scripts are shut down' : 'Too many scripts are waiting');
      return Promise.resolve(batch.requests.map(() => refusal));
    }
    const { promise, resolve } = Promise.withResolvers<ScriptOutcome[]>();
    const delay = Math.min(Math.max(batch.endsAt - performance.now(), 0), 2 ** 31 - 1);
    const job: Job = { batch, outcomes: [], resolve, timer: setTimeout(() => this.#giveUp(job, timedOut), delay) };
    this.#queue.push(job);
    this.#dispatch();
    return promise;
  }

  /** Threads that are up, those of them that run scripts, and batches that wait for one. */
  load(): PoolLoad {
    const busy = [...this.#threads].filter((thread) => thread.busy).length;
    return { threads: this.#threads.size, busy, waiting: this.#queue.length };
  }

  /** Ends all threads; what still waits or runs fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#queue]) this.#giveUp(job, refused('QueueError', 'Scripts are shut down'));
    await Promise.all([...this.#threads, ...this.#starting, ...this.#retiring].map((thread) => thread.end()));
    this.#threads.clear();
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const [job] = this.#queue as [Job];
      for (const thread of this.#threads) if (!thread.usable) this.#threads.delete(thread);
      const idle = [...this.#threads].filter((thread) => !thread.busy);
      // A thread that runs the same turn again need not make its memory as new.
      const thread = idle.find(({ lastTurn }) => lastTurn === job.batch.turn) ?? idle[0];
      if (!thread) {
        this.#grow();
        return;
      }
      this.#queue.shift();
      clearTimeout(job.timer);
      void this.#runOn(thread, job);
    }
  }

  async #runOn(thread: ScriptThread, job: Job): Promise<void> {
    const requests = job.batch.requests.slice(job.outcomes.length);
    try {
      job.outcomes.push(...(await thread.run({ ...job.batch, requests })));
    } catch (error) {
      const { name, message } = error as Error;
      job.outcomes.push(...requests.map(() => failed(name, message)));
    }
    if (!thread.usable) this.#replace(thread);
    else if (!this.#threads.has(thread)) this.#drop(thread);
    else if (thread.evaluations >= (this.#options.threadLife ?? usualLife)) this.#retire(thread);
    // Only the script that ended the thread fails; those behind it get a new one.
    if (job.outcomes.length < job.batch.requests.length && !this.#closed) this.#queue.unshift(job);
    else this.#settle(job, refused('QueueError', 'Scripts are shut down'));
    this.#dispatch();
  }

  #replace(thread: ScriptThread): void {
    this.#drop(thread);
    if (!this.#closed) this.#grow();
  }

  #drop(thread: ScriptThread): void {
    this.#threads.delete(thread);
    this.#retiring.delete(thread);
    void thread.end();
  }

  #retire(thread: ScriptThread): void {
    if (this.#retiring.has(thread) || this.#closed) return;
    this.#retiring.add(thread);
    this.start().then(
      () => {
        this.#threads.delete(thread);
        if (!thread.busy) this.#drop(thread);
        this.#dispatch();
      },
      // It goes on as it is, and the next script makes another attempt.
      () => this.#retiring.delete(thread),
    );
  }

  #grow(): void {
    if (this.#threads.size + this.#starting.size >= this.#options.threads || this.#closed) return;
    this.start().then(
      () => this.#dispatch(),
      (error: Error) => {
        if (this.#threads.size + this.#starting.size > 0) return;
        for (const job of [...this.#queue])
          this.#giveUp(job, refused('WorkerError', `No script worker: ${error.message}`));
      },
    );
  }

  #giveUp(job: Job, outcome: ScriptOutcome): void {
    const at = this.#queue.indexOf(job);
    if (at >= 0) this.#queue.splice(at, 1);
    this.#settle(job, outcome);
  }

  #settle(job: Job, rest: ScriptOutcome): void {
    clearTimeout(job.timer);
    while (job.outcomes.length < job.batch.requests.length) job.outcomes.push(rest);
    job.resolve(job.outcomes);
  }
}

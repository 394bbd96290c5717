import type { ScriptOutcome } from '../engine/scripts.ts';
import { FairQueue } from './fair-queue.ts';
import { type Batch, Job } from './job.ts';
import type { WorkerSettings } from './messages.ts';
import { failed, refused, timedOut } from './outcomes.ts';
import { Parking } from './parking.ts';
import { Shares } from './shares.ts';
import { ScriptThread } from './thread.ts';

const usualLife = 10_000;
/** Room for scripts that wait for an answer; a usual one takes about half a megabyte. */
const usualParkingBytes = 256 * 2 ** 20;

/** Size of the pool and what its threads are started with. */
export interface PoolOptions {
  /** Most threads at the same time. */
  readonly threads: number;
  /** Most batches that may wait for a thread. */
  readonly queueLimit: number;
  /** Room for the memories of scripts that wait for `fetch`, in bytes. Default 256 MiB. */
  readonly parkingBytes?: number;
  /** Scripts after which a thread is replaced, so that nothing can pile up in it. Default 10,000. */
  readonly threadLife?: number;
  readonly workerUrl: URL;
  readonly worker: WorkerSettings;
}

/** How busy the threads are. */
export interface PoolLoad {
  readonly threads: number;
  readonly busy: number;
  /** Batches that wait for a thread. */
  readonly waiting: number;
  /** Batches that wait for an answer, on no thread. */
  readonly parked: number;
}

const shutDown = refused('QueueError', 'Scripts are shut down');
const full = refused('QueueError', 'Too many scripts are waiting');

/** Threads that run batches of scripts, and the queue in front of them. */
export class ThreadPool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<ScriptThread>();
  readonly #starting = new Set<ScriptThread>();
  /** Threads that go on until their successor can take over, because a new one takes a while to start. */
  readonly #retiring = new Set<ScriptThread>();
  readonly #queue = new FairQueue<Job>();
  readonly #parking: Parking<Job>;
  readonly #shares: Shares;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#parking = new Parking(options.parkingBytes ?? usualParkingBytes);
    this.#shares = new Shares(options.threads, () => performance.now());
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
    const job = new Job(batch);
    if (this.#closed) {
      job.settle(shutDown);
      return job.done;
    }
    job.whenTimeIsUp(() => {
      // On a thread it is ended there.
      if (this.#queue.delete(job) || this.#parking.delete(job)) this.#end(job, timedOut);
    });
    this.#queue.add(job);
    this.#dispatch();
    // Whoever has the most in the queue makes room.
    const surplus = this.#queue.size > this.#options.queueLimit ? this.#queue.surplus() : undefined;
    if (surplus && this.#queue.delete(surplus)) this.#end(surplus, full);
    return job.done;
  }

  /** What the threads do now, and what waits. */
  load(): PoolLoad {
    const busy = [...this.#threads].filter((thread) => thread.busy).length;
    return { threads: this.#threads.size, busy, waiting: this.#queue.size, parked: this.#parking.size };
  }

  /** Ends all threads; what still waits or runs fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#queue.clear(), ...this.#parking.clear()]) this.#end(job, shutDown);
    await Promise.all([...this.#threads, ...this.#starting, ...this.#retiring].map((thread) => thread.end()));
    this.#threads.clear();
  }

  #dispatch(): void {
    for (const thread of this.#threads) if (!thread.usable) this.#threads.delete(thread);
    while (!this.#closed) {
      const idle = [...this.#threads].filter((thread) => !thread.busy);
      const mayRun = (bot: string) => this.#shares.mayHaveOneMore(bot);
      if (idle.length === 0) {
        if (this.#queue.hasReady(mayRun)) this.#grow();
        return;
      }
      const job = this.#queue.take(mayRun);
      if (!job) return;
      // A thread that runs the same turn again need not make its memory as new.
      const thread = idle.find(({ lastTurn }) => lastTurn === job.batch.turn) ?? (idle[0] as ScriptThread);
      void this.#runOn(thread, job);
    }
  }

  async #runOn(thread: ScriptThread, job: Job): Promise<void> {
    const { bot } = job;
    const before = job.outcomes.length;
    this.#shares.take(bot);
    try {
      await thread.run(job, this.#parking.hasRoomFor(bot));
    } catch (error) {
      const { name, message } = error as Error;
      job.settle(failed(name, message));
    }
    this.#shares.giveBack(bot, job.outcomes.slice(before));
    if (!thread.usable) this.#replace(thread);
    else if (!this.#threads.has(thread)) this.#drop(thread);
    else if (thread.evaluations >= (this.#options.threadLife ?? usualLife)) this.#retire(thread);
    this.#goOn(job);
    this.#dispatch();
  }

  /** What comes next for a job that has left its thread. */
  #goOn(job: Job): void {
    if (job.remaining.length === 0) job.settle(shutDown);
    else if (this.#closed) this.#end(job, shutDown);
    else if (job.parked && job.leftMs <= 0) this.#end(job, timedOut);
    else if (job.parked && !job.hasAnswers) {
      this.#parking.add(job);
      job.onAnswer = () => {
        if (!this.#parking.delete(job)) return;
        this.#queue.addFirst(job);
        this.#dispatch();
      };
    }
    // Answered in the meantime; or only the script that ended the thread fails, and those behind it get a new one.
    else this.#queue.addFirst(job);
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
        const failure = refused('WorkerError', `No script worker: ${error.message}`);
        for (const job of this.#queue.clear()) this.#end(job, failure);
      },
    );
  }

  /** Ends a job that is on no thread. */
  #end(job: Job, rest: ScriptOutcome): void {
    job.abort();
    job.settle(rest);
  }
}

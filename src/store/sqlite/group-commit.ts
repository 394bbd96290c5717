import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ReparteeError } from '../../errors/errors.ts';
import type { CommitObserver } from '../store.ts';
import { toStoreError } from './failures.ts';

interface Job {
  /** Does the work inside the open transaction; gives what to do once it is durable. May be called again after a rollback. */
  perform(): () => void;
  reject(reason: unknown): void;
}

/**
 * Writes that arrive in one round of the event loop share a transaction, and so the one wait for the disk. Work is
 * synchronous and done in the order of its arrival, so nobody ever sees half of a transaction.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #rollback: StatementSync;
  readonly #savepoint: StatementSync;
  readonly #release: StatementSync;
  readonly #rollbackToSavepoint: StatementSync;
  readonly #observer: CommitObserver | undefined;
  #pending: Job[] = [];

  constructor(database: DatabaseSync, observer?: CommitObserver) {
    this.#database = database;
    this.#observer = observer;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#savepoint = database.prepare('SAVEPOINT job');
    this.#release = database.prepare('RELEASE job');
    this.#rollbackToSavepoint = database.prepare('ROLLBACK TO job');
  }

  /**
   * Runs work in the next transaction and resolves with what it gave when it is durable. Work that throws is undone
   * alone and rejects with its error; work beside it may be undone with it and is then done again. Rejects with ReparteeError('storeUnavailable') when the transaction fails.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const perform = () => {
        const value = work();
        return () => resolve(value);
      };
      if (this.#pending.push({ perform, reject }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Writes that wait for the next transaction. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Writes what is pending now. */
  flush(): void {
    const jobs = this.#pending;
    if (jobs.length === 0) return;
    this.#pending = [];
    let settlements: readonly (() => void)[];
    const from = this.#observer ? performance.now() : 0;
    try {
      settlements = this.#performTogether(jobs) ?? this.#performApart(jobs);
    } catch (cause) {
      this.#abandon();
      this.#observer?.(jobs.length, performance.now() - from, false);
      for (const job of jobs) job.reject(new ReparteeError('storeUnavailable', { cause }));
      return;
    }
    this.#observer?.(jobs.length, performance.now() - from, true);
    for (const settle of settlements) settle();
  }

  /** Nearly always everything succeeds, and savepoints would cost more than the work. Undefined: something threw. */
  #performTogether(jobs: readonly Job[]): readonly (() => void)[] | undefined {
    const settlements: (() => void)[] = [];
    this.#begin.run();
    try {
      for (const job of jobs) settlements.push(job.perform());
    } catch {
      // Who is at fault shows when the jobs are done again, each in a savepoint of its own.
      this.#abandon();
      return undefined;
    }
    this.#commit.run();
    return settlements;
  }

  #performApart(jobs: readonly Job[]): readonly (() => void)[] {
    this.#begin.run();
    const settlements = jobs.map((job) => this.#attempt(job));
    this.#commit.run();
    return settlements;
  }

  #attempt(job: Job): () => void {
    this.#savepoint.run();
    try {
      const settle = job.perform();
      this.#release.run();
      return settle;
    } catch (error) {
      // On a full disk SQLite may have given up the whole transaction, with the work of the other jobs.
      if (!this.#database.isTransaction) throw error;
      this.#rollbackToSavepoint.run();
      this.#release.run();
      return () => job.reject(toStoreError(error));
    }
  }

  #abandon(): void {
    if (this.#database.isOpen && this.#database.isTransaction) this.#rollback.run();
  }
}

import { ReparteeError } from '../../errors/errors.ts';
import { AnsweredMeanwhileError, StaleSessionError, type TurnCommit } from '../sessions.ts';
import type { CommitObserver } from '../store.ts';
import type { Connection, Query } from './connection.ts';
import { isFaultOfStatement, isMissing, isTaken, isTransient } from './failures.ts';
import { type AcceptedTurn, turnStatement } from './turn-statement.ts';

/** Statements that run at once; turns that arrive while all of them do gather for the next one. */
const maxStatements = 4;
/** Most turns of one statement. */
const maxTurns = 64;

interface Job {
  readonly turn: TurnCommit;
  /** What no other turn of the same statement may touch, nor one that is sent before this one is done. */
  readonly claims: readonly string[];
  resolve(): void;
  reject(reason: unknown): void;
}

/** Stores turns, several in one statement under load, so that they share the wait for the disk. */
export class GroupCommit {
  readonly #connection: Connection;
  readonly #owner: string;
  readonly #observer: CommitObserver | undefined;
  #waiting: Job[] = [];
  readonly #claimed = new Set<string>();
  #statements = 0;
  #isSending = false;
  #isClosed = false;
  readonly #whenIdle: (() => void)[] = [];

  /** @param owner process whose leases end with its turns */
  constructor(connection: Connection, owner: string, observer?: CommitObserver) {
    this.#connection = connection;
    this.#owner = owner;
    this.#observer = observer;
  }

  /** Turns that wait for a statement. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Resolves when the turn is durable; rejects as `SessionStore.commit` does. */
  async commit(turn: TurnCommit): Promise<void> {
    if (this.#isClosed) throw new ReparteeError('storeUnavailable', { cause: new Error('The store is closed.') });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ turn, claims: claimsOf(turn), resolve, reject });
      if (this.#isSending) return;
      this.#isSending = true;
      // Turns that arrive in one round of the event loop go together.
      setImmediate(() => {
        this.#isSending = false;
        this.#send();
      });
    });
  }

  /** Resolves when every pending turn is settled; refuses what comes later. */
  close(): Promise<void> {
    this.#isClosed = true;
    if (this.#statements === 0 && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#whenIdle.push(resolve));
  }

  #send(): void {
    while (this.#statements < maxStatements) {
      const jobs = this.#take();
      if (jobs.length === 0) break;
      this.#statements++;
      void this.#perform(jobs);
    }
    if (this.#statements === 0 && this.#waiting.length === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** The first turns that touch nothing of each other, of a statement that runs, or of a turn that stays behind. */
  #take(): Job[] {
    const jobs: Job[] = [];
    const left: Job[] = [];
    const blocked = new Set<string>();
    for (const job of this.#waiting) {
      const isFree =
        jobs.length < maxTurns && !job.claims.some((claim) => this.#claimed.has(claim) || blocked.has(claim));
      for (const claim of job.claims) (isFree ? this.#claimed : blocked).add(claim);
      (isFree ? jobs : left).push(job);
    }
    this.#waiting = left;
    return jobs;
  }

  async #perform(jobs: readonly Job[]): Promise<void> {
    await this.#store(jobs);
    this.#statements--;
    for (const { claims } of jobs) for (const claim of claims) this.#claimed.delete(claim);
    this.#send();
  }

  async #store(jobs: readonly Job[], isSecondAttempt = false): Promise<void> {
    try {
      const query = turnStatement(
        jobs.map(({ turn }) => turn),
        this.#owner,
      );
      const rows = await this.#run(query, jobs.length);
      const accepted = new Set(rows.map(({ session_id }) => session_id));
      for (const { turn, resolve, reject } of jobs) {
        if (accepted.has(turn.sessionId)) resolve();
        else reject(new StaleSessionError(`Session ${turn.sessionId} is not at revision ${turn.expectedRevision}`));
      }
    } catch (error) {
      await this.#storeAfter(error, jobs, isSecondAttempt);
    }
  }

  async #run(query: Query, turns: number): Promise<AcceptedTurn[]> {
    const from = performance.now();
    let isStored = false;
    try {
      const rows = await this.#connection.write<AcceptedTurn>(query);
      isStored = true;
      return rows;
    } finally {
      this.#observer?.(turns, performance.now() - from, isStored);
    }
  }

  /** Goes on after a statement failed, of which nothing is stored unless its connection was lost. */
  async #storeAfter(error: unknown, jobs: readonly Job[], isSecondAttempt: boolean): Promise<void> {
    const [first, ...others] = jobs;
    if (!first) return;
    if (!isSecondAttempt && isCollision(error)) return this.#store(jobs, true);
    if (others.length === 0 || !isFaultOfStatement(error)) {
      for (const { turn, reject } of jobs) reject(toTurnError(error, turn));
      return;
    }
    // One of them is at fault; alone, it fails alone.
    for (const job of jobs) await this.#store([job]);
  }
}

/** Another process was in the way, and has finished by now. */
function isCollision(error: unknown): boolean {
  return isTransient(error instanceof Error ? error.cause : error) || isTaken(error, 'answers_of_block');
}

function toTurnError(error: unknown, { idempotentAnswer }: TurnCommit): unknown {
  if (!idempotentAnswer || !isMissing(error, 'kept_answers', 'status')) return error;
  const message = `The key ${idempotentAnswer.key} of ${idempotentAnswer.scope} has an answer`;
  return new AnsweredMeanwhileError(message, { cause: error });
}

function claimsOf({ sessionId, records, idempotentAnswer, outbox }: TurnCommit): string[] {
  const results = [
    ...(records?.results ?? []).map(({ id }) => id),
    ...(records?.answers ?? []).map(({ resultId }) => resultId),
  ];
  return [
    `session ${sessionId}`,
    ...results.map((id) => `result ${id}`),
    // What is stored first is delivered first.
    ...(outbox ?? []).map(({ lane }) => `lane ${lane}`),
    ...(idempotentAnswer ? [`key ${JSON.stringify([idempotentAnswer.scope, idempotentAnswer.key])}`] : []),
  ];
}

import { setTimeout } from 'node:timers/promises';
import { ReparteeError } from '../../errors.ts';
import type { KeptAnswer, LoadedTurn, TurnLoad } from '../store.ts';
import type { Connection } from './connection.ts';
import {
  type BegunTurn,
  beginStatement,
  endStatement,
  isBusy,
  isKeptAnswerUnsure,
  type LeaseClaim,
  leaveStatement,
  lineUpStatement,
  renewStatement,
  toLoadedTurn,
} from './lease-statements.ts';

/** How long leases last, in ms. */
export interface LeaseTimes {
  /** A process that has not renewed its lease for this long counts as gone. */
  readonly leaseMs: number;
  /** How often a process renews the leases that it has. */
  readonly renewMs: number;
}

/** A process may pause for less than a lease without losing it; one that died holds people up for that long. */
export const defaultLeaseTimes: LeaseTimes = { leaseMs: 10_000, renewMs: 3_000 };

/** How long a waiting turn pauses before it asks again, in ms: at first, and at most. */
const firstPauseMs = 5;
const longestPauseMs = 50;

/** What leases need besides their connection. */
export interface LeaseOptions extends LeaseTimes {
  /** Names this process among those of the database. */
  readonly owner: string;
  readonly keptAnswer: (scope: string, key: string, now: number) => Promise<KeptAnswer | undefined>;
}

/**
 * The right of one process to run the turns of a session: a lease on the session's row, by the clock of the database.
 * Turns that find it taken line up in `waiting_turns` and begin in the order in which they came.
 */
export class Leases {
  readonly #connection: Connection;
  readonly #claim: LeaseClaim;
  readonly #keptAnswer: LeaseOptions['keptAnswer'];
  readonly #heartbeat: NodeJS.Timeout;
  /** Sessions whose lease this process has. */
  readonly #held = new Set<string>();
  /** Places in line that this process has. */
  readonly #places = new Set<number>();

  constructor(connection: Connection, { owner, leaseMs, renewMs, keptAnswer }: LeaseOptions) {
    this.#connection = connection;
    this.#claim = { owner, leaseMs };
    this.#keptAnswer = keptAnswer;
    this.#heartbeat = setInterval(() => void this.#renew(), renewMs).unref();
  }

  /** See `SessionStore.beginTurn`. */
  async begin(load: TurnLoad): Promise<LoadedTurn> {
    const until = performance.now() + load.waitMs;
    let { place } = load;
    try {
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
        const begun = await this.#ask({ ...load, place });
        if (!isBusy(begun)) return await this.#loaded(begun, load);
        place = begun.place ?? undefined;
        if (place !== undefined) this.#places.add(place);
        const leftMs = until - performance.now();
        if (leftMs <= 0) break;
        await setTimeout(Math.min(pauseMs, leftMs));
      }
      if (place !== undefined) await this.leaveLine(load.sessionId, place);
      throw new ReparteeError('conversationBusy');
    } finally {
      // One that could not be given back is renewed no longer, so that it counts as gone after a while.
      if (place !== undefined) this.#places.delete(place);
    }
  }

  /** See `SessionStore.lineUp`. */
  async lineUp(sessionId: string): Promise<number> {
    const [row] = await this.#connection.run<{ id: number }>(lineUpStatement(sessionId, this.#claim));
    if (!row) throw new Error('The statement that takes a place in line gave no row.');
    this.#places.add(row.id);
    return row.id;
  }

  /** See `SessionStore.leaveLine`. */
  async leaveLine(sessionId: string, place: number): Promise<void> {
    this.#places.delete(place);
    await this.#connection.run(leaveStatement(sessionId, place));
  }

  async #ask(load: TurnLoad): Promise<BegunTurn> {
    const [begun] = await this.#connection.run<BegunTurn>(beginStatement(load, this.#claim));
    if (!begun) throw new Error('The statement that begins a turn gave no row.');
    if (begun.id !== null) this.#held.add(begun.id);
    return begun;
  }

  async #loaded(begun: BegunTurn, load: TurnLoad): Promise<LoadedTurn> {
    const loaded = toLoadedTurn(begun, load);
    const { sessionId, key, now } = load;
    if (key === undefined || !isKeptAnswerUnsure(begun)) return loaded;
    return { ...loaded, kept: await this.#keptAnswer(sessionId, key, now) };
  }

  /** Lets the lease of a session go when this process has it. */
  async end(sessionId: string): Promise<void> {
    if (!this.#held.delete(sessionId)) return;
    await this.#connection.run(endStatement(sessionId, this.#claim.owner));
  }

  /** A commit has let the lease of a session go. */
  ended(sessionId: string): void {
    this.#held.delete(sessionId);
  }

  async #renew(): Promise<void> {
    if (this.#held.size === 0 && this.#places.size === 0) return;
    try {
      await this.#connection.run(renewStatement(this.#held, this.#places, this.#claim));
    } catch {
      // The next beat tries again. Should a lease run out meanwhile, the revision of the session tells its turn.
    }
  }

  /** Renews no more. */
  close(): void {
    clearInterval(this.#heartbeat);
  }
}

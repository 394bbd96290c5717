import { setTimeout } from 'node:timers/promises';
import { ReparteeError } from '../../errors/errors.ts';
import type { IdempotentAnswer, LoadedTurn } from '../sessions.ts';
import type { LeaseLoad, TurnLeases } from '../turn-entrance.ts';
import type { Connection } from './connection.ts';
import {
  type Attempt,
  type BegunTurn,
  beginStatement,
  endStatement,
  isIdempotentAnswerUnsure,
  type LeaseClaim,
  leaveStatement,
  lineUpStatement,
  renewPlacesStatement,
  renewStatement,
  toLoadedTurn,
} from './lease-statements.ts';
import { Places } from './places.ts';

/** How long leases last, in ms. */
export interface LeaseTimes {
  /** A process that has not renewed its lease for this long counts as gone. */
  readonly leaseMs: number;
  /** How often a process renews the leases that it has. */
  readonly renewMs: number;
}

/** A process may pause for less than a lease without losing it; one that died holds people up for that long. */
export const defaultLeaseTimes: LeaseTimes = { leaseMs: 10_000, renewMs: 3_000 };

/** How long a waiting turn pauses before it asks again, in ms: at first and whenever the line has moved, and at most. */
const firstPauseMs = 2;
const longestPauseMs = 50;

/** What leases need besides their connection. */
export interface LeaseOptions extends LeaseTimes {
  /** Names this process among those of the database. */
  readonly owner: string;
  readonly idempotentAnswer: (scope: string, key: string, now: number) => Promise<IdempotentAnswer | undefined>;
}

/**
 * The right of one process to run the turns of a session: a lease on the session's row, by the clock of the database,
 * or a claim of its id where there is no session. Turns that find it taken line up in `waiting_turns`, and processes
 * begin turns in the order of their places there.
 */
export class Leases implements TurnLeases {
  readonly #connection: Connection;
  readonly #claim: LeaseClaim;
  readonly #idempotentAnswer: LeaseOptions['idempotentAnswer'];
  readonly #heartbeat: NodeJS.Timeout;
  /** Sessions whose lease this process has. */
  readonly #held = new Set<string>();
  /** Ids without a session that this process has claimed. */
  readonly #claimed = new Set<string>();
  readonly #places = new Places();
  #isRenewing = false;

  constructor(connection: Connection, { owner, leaseMs, renewMs, idempotentAnswer }: LeaseOptions) {
    this.#connection = connection;
    this.#claim = { owner, leaseMs };
    this.#idempotentAnswer = idempotentAnswer;
    this.#heartbeat = setInterval(() => void this.#renew(), renewMs).unref();
  }

  /** See `TurnLeases.begin`. */
  async begin(load: LeaseLoad): Promise<LoadedTurn> {
    const { sessionId, waitMs } = load;
    const until = performance.now() + waitMs;
    let isInLine = load.isInLine ?? false;
    let place: number | undefined;
    let isConfirming = false;
    let pauseMs = firstPauseMs;
    let seen: number | null = null;
    try {
      for (;;) {
        // After a claim, turns that have lined up since are behind this one.
        place = isInLine ? this.#places.first(sessionId) : undefined;
        const begun = await this.#ask(load, { place: place ?? (isConfirming ? 0 : undefined), isConfirming });
        if (begun.id !== null || (begun.is_claimed && isConfirming)) return await this.#loaded(begun, load);
        // Whoever had the id before may have made its session meanwhile: the next attempt sees it.
        if (begun.is_claimed) {
          isConfirming = true;
          continue;
        }
        if (isConfirming) await this.end(sessionId);
        isConfirming = false;
        if (begun.place) isInLine = true;
        const leftMs = until - performance.now();
        if (leftMs <= 0) break;
        pauseMs = begun.seen_revision === seen ? Math.min(pauseMs * 1.5, longestPauseMs) : firstPauseMs;
        seen = begun.seen_revision;
        await setTimeout(Math.min(pauseMs, leftMs));
      }
    } catch (error) {
      // The place may be used up or not: it is renewed no longer, so that it counts as gone after a while.
      if (place !== undefined) this.#places.delete(sessionId, place);
      // The turn does not run, so nobody else lets go of what it has; what cannot be given back runs out.
      await this.end(sessionId).catch(() => {});
      throw error;
    }
    if (isInLine) await this.leaveLine(sessionId);
    throw new ReparteeError('conversationBusy');
  }

  /** See `TurnLeases.lineUp`. */
  async lineUp(sessionId: string): Promise<void> {
    const [row] = await this.#connection.run<{ id: number }>(lineUpStatement(sessionId, this.#claim));
    if (!row) throw new Error('The statement that takes a place in line gave no row.');
    this.#places.add(sessionId, row.id);
  }

  /** See `TurnLeases.leaveLine`. */
  async leaveLine(sessionId: string): Promise<void> {
    const place = this.#places.last(sessionId);
    if (place === undefined) return;
    this.#places.delete(sessionId, place);
    await this.#connection.run(leaveStatement(sessionId, place));
  }

  async #ask(load: LeaseLoad, attempt: Attempt): Promise<BegunTurn> {
    const [begun] = await this.#connection.run<BegunTurn>(beginStatement(load, attempt, this.#claim));
    if (!begun) throw new Error('The statement that begins a turn gave no row.');
    if (begun.id !== null) this.#held.add(begun.id);
    if (begun.is_claimed) this.#claimed.add(load.sessionId);
    const hasBegun = begun.id !== null || (begun.is_claimed && attempt.isConfirming);
    if (attempt.place === undefined) {
      if (begun.place !== null) this.#places.add(load.sessionId, begun.place);
    } else if (hasBegun) this.#places.delete(load.sessionId, attempt.place);
    return begun;
  }

  async #loaded(begun: BegunTurn, load: LeaseLoad): Promise<LoadedTurn> {
    const loaded = toLoadedTurn(begun, load);
    const { sessionId, scope = sessionId, key, now } = load;
    if (key === undefined || !isIdempotentAnswerUnsure(begun)) return loaded;
    return { ...loaded, answered: await this.#idempotentAnswer(scope, key, now) };
  }

  /** Lets go of a session, and of the claim of its id, when this process has them. */
  async end(sessionId: string): Promise<void> {
    const isHeld = this.#held.delete(sessionId);
    const isClaimed = this.#claimed.delete(sessionId);
    if (!isHeld && !isClaimed) return;
    await this.#connection.run(endStatement(sessionId, this.#claim.owner));
  }

  /** A commit has let the lease of a session go. */
  ended(sessionId: string): void {
    this.#held.delete(sessionId);
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    const places = this.#places.all();
    try {
      if (this.#held.size > 0 || this.#claimed.size > 0) {
        await this.#connection.run(renewStatement(this.#held, this.#claimed, this.#claim));
      }
      if (places.length > 0) await this.#connection.run(renewPlacesStatement(places, this.#claim));
    } catch {
      // The next beat tries again. Should a lease run out meanwhile, the revision of the session tells its turn.
    } finally {
      this.#isRenewing = false;
    }
  }

  /** Renews no more. */
  close(): void {
    clearInterval(this.#heartbeat);
  }
}

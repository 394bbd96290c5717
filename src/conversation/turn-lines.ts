import type { LoadedTurn, SessionStore } from '../store/sessions.ts';
import type { TurnNotes } from '../telemetry/turn-notes.ts';
import type { Clock } from './clock.ts';
import { ConversationQueue, type QueueLimits } from './queue.ts';

/** Who wants the next turn of a session. */
export interface NextTurn {
  readonly sessionId: string;
  /** Key whose kept answer is wanted, and its scope; without one the session. */
  readonly key?: string | undefined;
  readonly scope?: string | undefined;
  /** Is told how long the turn had to wait. */
  readonly notes?: TurnNotes | undefined;
  /** Memory that is held while the turn waits, in bytes. */
  readonly size?: (() => number) | undefined;
}

/**
 * One line of turns per session: after those of this process, in order of arrival, and while no other process runs one
 * (engine §18).
 */
export class TurnLines {
  readonly #sessions: SessionStore;
  readonly #clock: Clock;
  readonly #maxWaitMs: number;
  readonly #queue: ConversationQueue;

  constructor(sessions: SessionStore, clock: Clock, limits: QueueLimits) {
    this.#sessions = sessions;
    this.#clock = clock;
    this.#maxWaitMs = limits.maxWaitMs;
    this.#queue = new ConversationQueue(limits);
  }

  /** Runs a turn when it is next. Rejects with `conversationBusy` when that takes too long, and with `tooManyWaiting`. */
  async run<T>(next: NextTurn, run: (turn: LoadedTurn) => Promise<T>): Promise<T> {
    const { sessionId, key, scope, notes, size } = next;
    let line: Promise<void> | undefined;
    // While a turn waits for one of this process, turns that come later to other processes stay behind it.
    const onWait = () => {
      line = this.#sessions.lineUp(sessionId);
      // A failure is met by whoever needs the place.
      line.catch(() => {});
    };
    const task = async (waitMs: number) => {
      if (notes) notes.waitedMs = this.#maxWaitMs - waitMs;
      const isInLine = line !== undefined;
      await line;
      line = undefined;
      const now = this.#clock.now();
      const turn = await this.#sessions.beginTurn({ sessionId, key, scope, waitMs, isInLine, now });
      try {
        return await run(turn);
      } finally {
        await this.#sessions.endTurn(sessionId);
      }
    };
    try {
      return await this.#queue.run(sessionId, task, { size, onWait });
    } finally {
      if (line) {
        await line;
        await this.#sessions.leaveLine(sessionId);
      }
    }
  }

  /** Turns that wait for the one before them. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Refuses every turn that waits; those that run go on. */
  refuseWaiting(refusal: Error): void {
    this.#queue.refuseWaiting(refusal);
  }

  /** Resolves when no turn is running or waiting. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }
}

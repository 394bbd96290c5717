import type { LoadedTurn, SessionStore, TurnCommit, TurnLoad, TurnOrder } from './sessions.ts';
import { type QueueLimits, TurnQueue } from './turn-queue.ts';

/**
 * How a database keeps the turns of other processes away from a session; `TurnEntrance` alone uses it. Where one process
 * has the database there is nobody to keep away.
 */
export interface TurnPlaces {
  /**
   * Loads a session for its next turn, in one trip to the database, and keeps the turns of other processes away from it
   * until `commit` or `end`; a process that dies loses that right after a while. The same goes for an id that no session
   * has, until `end`. Turns of other processes are waited for in order of arrival; rejects with
   * ReparteeError('conversationBusy') when that takes too long. A process begins the turns of one session one after the
   * other.
   */
  begin(load: TurnLoad): Promise<LoadedTurn>;
  /** Lets the turns of other processes begin; does nothing when a commit of the session has done so. */
  end(sessionId: string): Promise<void>;
  /**
   * Takes a place in the line of a session for a turn that has to wait for another one of this process, so that turns
   * of other processes that come later do not get ahead of it.
   *
   * A place belongs to the process and not to the turn: whichever of its turns is next begins with its first place, so
   * that the line never contradicts the order within a process.
   */
  lineUp(sessionId: string): Promise<void>;
  /** Gives up the last place of this process, for a turn that will not begin. */
  leaveLine(sessionId: string): Promise<void>;
  /** See `SessionStore.commit`. */
  commit(turn: TurnCommit): Promise<void>;
}

/** What the entrance does for `SessionStore`. */
export type Entering = Pick<SessionStore, 'enter' | 'commit' | 'waiting' | 'refuseWaiting' | 'idle'>;

/**
 * One line of turns per session: after those of this process, in order of arrival, and while no other process runs one
 * (engine §18).
 */
export function turnEntrance(places: TurnPlaces, now: () => number, limits?: QueueLimits): Entering {
  const queue = new TurnQueue(limits);

  /** The place in the line of all processes is given up, when one was taken. */
  async function giveUp(sessionId: string, line: Promise<void> | undefined): Promise<void> {
    if (!line) return;
    await line;
    await places.leaveLine(sessionId);
  }

  const entering: Entering = {
    async enter({ sessionId, key, scope, waitMs, size }: TurnOrder) {
      let line: Promise<void> | undefined;
      // While a turn waits for one of this process, turns that come later to other processes stay behind it.
      const onWait = () => {
        line = places.lineUp(sessionId);
        // A failure is met by whoever needs the place.
        line.catch(() => {});
      };
      const front = await queue.enter(sessionId, { maxWaitMs: waitMs, size, onWait }).catch(async (refusal) => {
        await giveUp(sessionId, line);
        throw refusal;
      });
      try {
        const isInLine = line !== undefined;
        await line;
        const loaded = await places.begin({ sessionId, key, scope, waitMs: front.leftMs, isInLine, now: now() });
        return {
          ...loaded,
          waitedMs: waitMs - front.leftMs,
          commit: (turn) => entering.commit({ ...turn, sessionId }),
          async [Symbol.asyncDispose]() {
            try {
              await places.end(sessionId);
            } finally {
              front[Symbol.dispose]();
            }
          },
        };
      } catch (error) {
        front[Symbol.dispose]();
        throw error;
      }
    },

    commit: (turn) => places.commit(turn),
    waiting: () => queue.waiting,
    refuseWaiting: (refusal) => queue.refuseWaiting(refusal),
    idle: () => queue.idle(),
  };
  return entering;
}

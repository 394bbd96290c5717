import type { LoadedTurn, SessionStore, TurnLoad } from './sessions.ts';
import { type Place, TurnQueue } from './turn-queue.ts';

/** What a turn asks its database for when it is the next one of its process. */
export interface LeaseLoad extends Omit<TurnLoad, 'size'> {
  /** `lineUp` was called for the turn: it uses a place of its process in the line of the session up. */
  readonly isInLine?: boolean | undefined;
}

/**
 * How processes that share a database keep the turns of a session apart. A process begins them one after the other. Where
 * one process has the database there is nothing to do but to load.
 */
export interface TurnLeases {
  /**
   * Loads a session for its next turn, in one trip to the database, and keeps the turns of other processes away from it
   * until a commit of the session or `end`; a process that dies loses that right after a while. The same goes for an id
   * that no session has, until `end`. Turns of other processes are waited for in order of arrival; rejects with
   * ReparteeError('conversationBusy') when that takes too long.
   */
  begin(load: LeaseLoad): Promise<LoadedTurn>;
  /** Lets the turns of other processes begin; does nothing when a commit of the session has done so. */
  end?(sessionId: string): Promise<void>;
  /**
   * Takes a place in the line of a session for a turn that has to wait for another one of this process, so that turns
   * of other processes that come later do not get ahead of it.
   *
   * A place belongs to the process and not to the turn: whichever of its turns is next begins with its first place, so
   * that the line never contradicts the order within a process.
   */
  lineUp?(sessionId: string): Promise<void>;
  /** Gives up the last place of this process, for a turn that will not begin. */
  leaveLine?(sessionId: string): Promise<void>;
}

/** Where the turns of a process are entered, in front of what keeps it apart from others. */
export function turnEntrance(leases: TurnLeases): Pick<SessionStore, 'enter' | 'waiting' | 'refuseWaiting' | 'idle'> {
  const queue = new TurnQueue();

  return {
    async enter(load) {
      const { sessionId, waitMs, size } = load;
      let line: Promise<void> | undefined;
      // While a turn waits for one of this process, turns that come later to other processes stay behind it.
      const onWait = () => {
        line = leases.lineUp?.(sessionId);
        // A failure is met by whoever needs the place.
        line?.catch(() => {});
      };
      const place = await queue.enter(sessionId, { waitMs, size, onWait }).catch(async (refusal) => {
        await line;
        if (line) await leases.leaveLine?.(sessionId);
        throw refusal;
      });
      try {
        await line;
        const { leftMs } = place;
        const turn = await leases.begin({ ...load, waitMs: leftMs, isInLine: line !== undefined });
        return { ...turn, waitedMs: waitMs - leftMs, [Symbol.asyncDispose]: () => leave(sessionId, place) };
      } catch (error) {
        place[Symbol.dispose]();
        throw error;
      }
    },

    waiting: () => queue.waiting,

    refuseWaiting: (refusal) => queue.refuseWaiting(refusal),

    idle: () => queue.idle(),
  };

  async function leave(sessionId: string, place: Place): Promise<void> {
    try {
      await leases.end?.(sessionId);
    } catch {
      // What cannot be given back runs out; the turn itself has come through, or failed for a reason of its own.
    } finally {
      place[Symbol.dispose]();
    }
  }
}

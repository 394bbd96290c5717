import type { StoredSession, TurnCommit } from '../store.ts';

/** A session with its state as JSON text: every turn reads the text anew, so that no turn can change another's state. */
export type RecentSession = Omit<StoredSession, 'state'> & { readonly state: string };

/** UTF-16 units of all states together: about ten thousand conversations. */
const maxUnits = 8_000_000;

/**
 * The sessions that had a turn not long ago, so that the next turn need not ask the database. Only what is durable gets
 * in. Another process may have changed a session since: a turn then fails at its revision, and the session is dropped.
 */
export class RecentSessions {
  readonly #sessions = new Map<string, RecentSession>();
  #units = 0;

  get(id: string): RecentSession | undefined {
    return this.#sessions.get(id);
  }

  /** Notes a session as it is now; those that had no turn for the longest time make room. */
  set(session: RecentSession): void {
    this.delete(session.id);
    this.#sessions.set(session.id, session);
    this.#units += session.state.length;
    for (const id of this.#sessions.keys()) {
      if (this.#units <= maxUnits) break;
      this.delete(id);
    }
  }

  /**
   * Notes what a turn made of a session, after it was stored.
   *
   * @param state JSON text of the new state; undefined when the turn wrote none
   */
  follow({ session, sessionId, expectedRevision, at }: TurnCommit, state: string | undefined): void {
    if (session === 'keep') return;
    const before = this.get(sessionId);
    if (session === 'delete' || state === undefined || before?.revision !== expectedRevision) {
      this.delete(sessionId);
      return;
    }
    const { expiresAt, isWaiting } = session;
    if (before) this.set({ ...before, revision: before.revision + 1, updatedAt: at, expiresAt, isWaiting, state });
  }

  delete(id: string): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    this.#sessions.delete(id);
    this.#units -= session.state.length;
  }
}

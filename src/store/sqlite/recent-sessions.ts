import type { StoredSession, TurnCommit } from '../sessions.ts';

/** Sizes of all of them together: some thousand conversations, and about three times as many bytes of memory. */
const maxSize = 4_000_000;
/** What a session takes beside the text of its state. */
const sizeOfRest = 500;

interface Entry {
  readonly session: StoredSession;
  readonly size: number;
}

/**
 * The sessions that had a turn not long ago, so that the next turn need not ask the database. Turns never change a state
 * that they are given, so what is kept is handed out as it is. Only what is durable gets in. Another process may have
 * changed a session since: a turn then fails at its revision, and the session is dropped.
 */
export class RecentSessions {
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  get(id: string): StoredSession | undefined {
    return this.#entries.get(id)?.session;
  }

  /**
   * Notes a session as it is now; those that had no turn for the longest time make room.
   *
   * @param size of its state as JSON text, in UTF-16 units
   */
  set(session: StoredSession, size: number): void {
    this.delete(session.id);
    const entry = { session, size: size + sizeOfRest };
    this.#entries.set(session.id, entry);
    this.#size += entry.size;
    for (const id of this.#entries.keys()) {
      if (this.#size <= maxSize) break;
      this.delete(id);
    }
  }

  /**
   * Notes what a turn made of a session, after it was stored.
   *
   * @param size of the new state as JSON text; 0 without one
   */
  follow({ session, sessionId, expectedRevision, at }: TurnCommit, size: number): void {
    if (session === 'keep') return;
    const before = this.get(sessionId);
    if (session === 'delete' || before?.revision !== expectedRevision) {
      this.delete(sessionId);
      return;
    }
    if (!before) return;
    const { botId, createdAt, revision } = before;
    const { state, expiresAt, isWaiting } = session;
    const next = {
      id: sessionId,
      botId,
      state,
      revision: revision + 1,
      createdAt,
      updatedAt: at,
      expiresAt,
      isWaiting,
    };
    this.set(next, size);
  }

  delete(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#size -= entry.size;
  }
}

import type { SharedStores } from './registry.ts';
import type { SessionStore } from './sessions.ts';

/**
 * Everything that is kept. One implementation per database; all of them pass the suite in `store.suite.ts`. Dates are
 * milliseconds since 1970 UTC. A method rejects with ReparteeError('storeUnavailable') when the database refuses
 * (disk full, no connection); nothing is half-written then. One that writes rejects with
 * ReparteeError('outcomeUnknown') when the connection was lost before the database could say that it has.
 */
export interface Store extends SharedStores {
  readonly sessions: SessionStore;
  /** Resolves when the database answers, the embedded one to a write; rejects with ReparteeError('storeUnavailable'). */
  ping(): Promise<void>;
  /** How busy the database is, in numbers under names of the store's own; absent: it cannot tell. */
  gauges?(): Readonly<Record<string, number>>;
  /** Writes what is pending and lets go of the database. */
  close(): Promise<void>;
}

/** Is told of every transaction: how many writes shared it, how long it took in ms, and whether it was stored. */
export type CommitObserver = (writes: number, ms: number, isStored: boolean) => void;

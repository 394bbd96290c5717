import type { Generated } from 'kysely';
import type { SessionTable, Tables } from '../schema.ts';

/** The tables of `schema.ts` with what PostgreSQL has besides. */
export interface PostgresTables extends Omit<Tables, 'sessions'> {
  sessions: LeasedSessionTable;
  waiting_turns: WaitingTurnTable;
  claimed_ids: ClaimedIdTable;
}

/** A session and the process that runs its turn. */
export interface LeasedSessionTable extends SessionTable {
  /** Process that runs a turn of the session; null when nobody does. */
  lease_owner: string | null;
  /** When the lease is over, by the clock of the database. */
  lease_until: Date | null;
}

/** A turn that waits for those of other processes, in order of `id`. */
export interface WaitingTurnTable {
  session_id: string;
  id: Generated<number>;
  /** Process that waits. */
  owner: string;
  /** When it counts as gone, by the clock of the database. */
  until: Date;
}

/** An id without a session, and the process that runs the turn which may make one. */
export interface ClaimedIdTable {
  id: string;
  owner: string;
  /** When the claim is over, by the clock of the database. */
  until: Date;
}

import type { Selectable } from 'kysely';
import type { SessionTable } from '../schema.ts';
import { type LoadedTurn, toIdempotentAnswer, toStoredSession } from '../sessions.ts';
import type { LeaseLoad } from '../turn-entrance.ts';
import type { Query } from './connection.ts';

/** The session of a turn that has begun; all null when there is none, or the turn has to wait. */
type SessionColumns =
  | Selectable<SessionTable>
  | ({ readonly id: null } & { readonly [C in Exclude<keyof SessionTable, 'id'>]: null });

/** The answer kept under the key of the turn; all null when there is none. */
type AnswerColumns =
  | { readonly fingerprint: string; readonly status: number; readonly body: string; readonly answer_until: number }
  | { readonly fingerprint: null };

/** What the database says to a turn that wants to begin: one row, whatever it found. */
export type BegunTurn = SessionColumns &
  AnswerColumns & {
    /** Revision of the session when the statement began; null when there was no session. */
    readonly seen_revision: number | null;
    /** True when there is no session, and its id is now claimed for the turn. */
    readonly is_claimed: boolean;
    /** Place in the line that the turn was given. */
    readonly place: number | null;
  };

/** A turn that waits or is about to begin. */
export interface Attempt {
  /** The first place of its process; 0 when nobody is in front. Absent: it has none yet. */
  readonly place?: number | undefined;
  /** An earlier attempt has claimed the id. */
  readonly isConfirming: boolean;
}

/** Who asks for a lease. */
export interface LeaseClaim {
  readonly owner: string;
  readonly leaseMs: number;
}

/** A lease may be lost when the database crashes, so its transaction need not wait for the disk. */
const withoutWait = `set_config('synchronous_commit', 'off', true)`;

const leaseTime = `$3 * interval '1 millisecond'`;

/**
 * Takes the lease of session $1 for process $2, unless another process has it or turns of other processes wait for it.
 * The newest version of the row counts, also one that is committed while the statement waits for it. Where there is no
 * session, its id is claimed in the same way, so that one process alone runs a first turn for it.
 *
 * @param inFront which of those turns count
 */
function takingLease(inFront: string): string {
  const isNext = `NOT EXISTS (
    SELECT FROM waiting_turns WHERE session_id = $1 AND owner <> $2 AND until > clock_timestamp() ${inFront})`;
  const until = `clock_timestamp() + ${leaseTime}`;
  return `
    seen AS (SELECT revision FROM sessions WHERE id = $1),
    lease AS (
      UPDATE sessions SET lease_owner = $2, lease_until = ${until}
      WHERE id = $1 AND (lease_owner IS NULL OR lease_owner = $2 OR lease_until < clock_timestamp()) AND ${isNext}
      RETURNING id, bot_id, result_id, state, revision, created_at, updated_at, expires_at, is_waiting),
    claim AS (
      INSERT INTO claimed_ids (id, owner, until)
      SELECT $1, $2, ${until} WHERE NOT EXISTS (SELECT FROM seen) AND ${isNext}
      ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, until = excluded.until
      WHERE claimed_ids.owner = excluded.owner OR claimed_ids.until < clock_timestamp()
      RETURNING id)`;
}

/** @param place gives the place in line as one row or none */
function whatWasFound(place: string): string {
  return `
    SELECT ${withoutWait}, seen.revision AS seen_revision, lease.*, place.id AS place, claim.id IS NOT NULL AS is_claimed,
      answer.fingerprint, answer.status, answer.body, answer.expires_at AS answer_until
    FROM (VALUES (1)) AS always
      LEFT JOIN seen ON true
      LEFT JOIN lease ON true
      LEFT JOIN claim ON true
      LEFT JOIN kept_answers AS answer ON answer.scope = $6 AND answer.key = $4 AND answer.expires_at >= $5
      LEFT JOIN ${place} ON true`;
}

const firstAttempt = `
  WITH ${takingLease('')},
  place AS (
    INSERT INTO waiting_turns (session_id, owner, until)
    SELECT $1, $2, clock_timestamp() + ${leaseTime}
    WHERE $7 AND NOT EXISTS (SELECT FROM lease) AND NOT EXISTS (SELECT FROM claim)
    RETURNING id)
  ${whatWasFound('place')}`;

const nextAttempt = `
  WITH ${takingLease('AND id < $7')},
  place AS (
    DELETE FROM waiting_turns
    WHERE session_id = $1 AND id = $7 AND (EXISTS (SELECT FROM lease) OR ($8 AND EXISTS (SELECT FROM claim))))
  ${whatWasFound('(SELECT $7::bigint AS id) AS place')}`;

/**
 * Asks for the lease of a session, or for its id where there is none. A turn without a place gets one when it has to
 * wait and has time for that.
 */
export function beginStatement(
  load: LeaseLoad,
  { place, isConfirming }: Attempt,
  { owner, leaseMs }: LeaseClaim,
): Query {
  const { sessionId, scope = sessionId, key = null, now, waitMs } = load;
  const values = [sessionId, owner, leaseMs, key, now, scope];
  return place === undefined
    ? { name: 'begin_turn', text: firstAttempt, values: [...values, waitMs > 0] }
    : { name: 'begin_waiting_turn', text: nextAttempt, values: [...values, place, isConfirming] };
}

/**
 * True when the turn before was committed while the statement waited for it: an answer kept with that turn was not yet
 * to be seen.
 */
export function isIdempotentAnswerUnsure({ revision, seen_revision, fingerprint }: BegunTurn): boolean {
  return fingerprint === null && revision !== null && revision !== seen_revision;
}

/** What a turn begins with. */
export function toLoadedTurn(begun: BegunTurn, { sessionId, scope = sessionId, key = '' }: LeaseLoad): LoadedTurn {
  return {
    session: begun.id === null ? undefined : toStoredSession(begun),
    answered:
      begun.fingerprint === null
        ? undefined
        : toIdempotentAnswer({ scope, key, ...begun, expires_at: begun.answer_until }),
  };
}

/** Lets the lease of a session and the claim of its id go. */
export function endStatement(sessionId: string, owner: string): Query {
  const text = `
    WITH lease AS (UPDATE sessions SET lease_owner = NULL WHERE id = $1 AND lease_owner = $2),
    claim AS (DELETE FROM claimed_ids WHERE id = $1 AND owner = $2)
    SELECT ${withoutWait}`;
  return { name: 'end_turn', text, values: [sessionId, owner] };
}

/** Takes a place in line. */
export function lineUpStatement(sessionId: string, { owner, leaseMs }: LeaseClaim): Query {
  const text = `
    INSERT INTO waiting_turns (session_id, owner, until) VALUES ($1, $2, clock_timestamp() + ${leaseTime})
    RETURNING id, ${withoutWait}`;
  return { name: 'line_up', text, values: [sessionId, owner, leaseMs] };
}

/** Gives a place in line up. */
export function leaveStatement(sessionId: string, place: number): Query {
  const text = `
    WITH place AS (DELETE FROM waiting_turns WHERE session_id = $1 AND id = $2)
    SELECT ${withoutWait}`;
  return { text, values: [sessionId, place] };
}

/** Renews leases of sessions and claims of ids. */
export function renewStatement(
  sessions: Iterable<string>,
  claims: Iterable<string>,
  { owner, leaseMs }: LeaseClaim,
): Query {
  const until = `clock_timestamp() + ${leaseTime}`;
  const text = `
    WITH leases AS (UPDATE sessions SET lease_until = ${until} WHERE id = ANY ($1) AND lease_owner = $2),
    claims AS (UPDATE claimed_ids SET until = ${until} WHERE id = ANY ($4) AND owner = $2)
    SELECT ${withoutWait}`;
  return { text, values: [[...sessions], owner, leaseMs, [...claims]] };
}

/**
 * Renews places in line. Not together with leases: a turn that begins holds its session and wants its place, so nobody
 * may hold a place and want a session.
 */
export function renewPlacesStatement(places: readonly number[], { owner, leaseMs }: LeaseClaim): Query {
  const text = `
    WITH places AS (
      UPDATE waiting_turns SET until = clock_timestamp() + ${leaseTime} WHERE id = ANY ($1) AND owner = $2)
    SELECT ${withoutWait}`;
  return { text, values: [places, owner, leaseMs] };
}

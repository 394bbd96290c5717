import type { Selectable } from 'kysely';
import type { TimelineEntry, TurnRecords } from '../engine/output.ts';
import type { SessionState } from '../engine/state.ts';
import type { IdempotentAnswerTable, SessionTable } from './schema.ts';
import type { TurnJobs } from './turn-jobs.ts';

export interface StoredSession {
  readonly id: string;
  /** The bot that was started. */
  readonly botId: string;
  readonly state: SessionState;
  /** Grows by one with every commit. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the sweep may delete it. */
  readonly expiresAt: number;
  /** Waits on something outside the conversation. */
  readonly isWaiting: boolean;
}

/** An answer that requests which arrive again under the same key get, too. */
export interface IdempotentAnswer {
  /** The bot or session that the key belongs to. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the request that was answered. */
  readonly fingerprint: string;
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly expiresAt: number;
}

/** What a turn asks for when it begins. */
export interface TurnLoad {
  readonly sessionId: string;
  readonly now: number;
  /** Key whose answer is wanted in the same trip to the database. */
  readonly key?: string | undefined;
  /** Scope of the key; absent: the session. */
  readonly scope?: string | undefined;
  /** How long to wait for the turns before this one, in ms. */
  readonly waitMs: number;
  /** Memory that is held while the turn waits, in bytes; asked only when it has to. */
  readonly size?: (() => number) | undefined;
}

/** What a turn begins with. */
export interface LoadedTurn {
  /** Undefined when it does not exist. One that has expired and was not swept yet is given. */
  readonly session: StoredSession | undefined;
  /** The answer kept under the key, unless its time is over. */
  readonly answered: IdempotentAnswer | undefined;
}

/** A turn that is the next one of its session, until it is disposed of. */
export interface EnteredTurn extends LoadedTurn, AsyncDisposable {
  /** How long it waited for others of this process, in ms. */
  readonly waitedMs: number;
}

/** What a sweep deletes. */
export interface SweepOrder {
  readonly now: number;
  /** Most rows of each kind that go at once. */
  readonly limit: number;
  /** Logs of results from before this moment go; absent: none. */
  readonly logsBefore?: number | undefined;
}

/** How many rows of each kind a sweep deleted. */
export interface SweepCounts {
  readonly sessions: number;
  readonly keptAnswers: number;
  readonly goneSessions: number;
  readonly logs: number;
}

/** A session as a turn leaves it. */
export interface NextSession extends Pick<StoredSession, 'state' | 'expiresAt' | 'isWaiting'> {
  /** The state as JSON text, when somebody has made it already. */
  readonly stateText?: string | undefined;
}

/** The state of a session as JSON text. */
export function stateTextOf({ state, stateText }: NextSession): string {
  return stateText ?? JSON.stringify(state);
}

/** Everything that one turn changes; stored whole or not at all. */
export interface TurnCommit extends TurnJobs {
  readonly at: number;
  readonly sessionId: string;
  readonly botId: string;
  /** New state; `delete` removes the session (it is then remembered as gone), `keep` leaves it as it is. */
  readonly session: NextSession | 'delete' | 'keep';
  /**
   * Revision that the turn was computed from; 0 when there was no session. Absent: whatever is stored is replaced.
   * Another revision in the store rejects the commit with StaleSessionError.
   */
  readonly expectedRevision?: number;
  readonly records?: TurnRecords;
  /** One that is stored under the same key and still good at `at` rejects the commit with AnsweredMeanwhileError. */
  readonly idempotentAnswer?: IdempotentAnswer;
  /** Scope of the journal whose calls are forgotten. */
  readonly journal?: string | undefined;
}

/** The session was changed by somebody else since it was loaded; nothing was stored. */
export class StaleSessionError extends Error {
  override readonly name = 'StaleSessionError';
}

/** Another request under the same key was answered since the turn began; nothing was stored. */
export class AnsweredMeanwhileError extends Error {
  override readonly name = 'AnsweredMeanwhileError';
}

/** Conversations and what belongs to them. */
export interface SessionStore {
  /**
   * Waits until the turn of a session is the next one: after those of this process, in order of arrival, and while no
   * other process runs one (engine §18). Loads the session then; the next turn comes when what was given is disposed of.
   * Rejects with ReparteeError('conversationBusy') when the wait is too long, with ReparteeError('tooManyWaiting') when
   * too many wait, and with what `refuseWaiting` was given.
   *
   * @example
   * await using turn = await store.sessions.enter({ sessionId, now, waitMs: 30_000 });
   * await store.sessions.commit({ ...next(turn.session), sessionId, expectedRevision: turn.session?.revision ?? 0 });
   */
  enter(load: TurnLoad): Promise<EnteredTurn>;
  /** Number of turns that wait for others of this process. */
  waiting(): number;
  /** Refuses every turn that waits for others of this process; those that run go on. */
  refuseWaiting(refusal: Error): void;
  /** Resolves when no turn of this process is running or waiting. */
  idle(): Promise<void>;
  get(id: string): Promise<StoredSession | undefined>;
  /** Resolves when the turn is durable: it survives a crash of the process and of the machine. */
  commit(turn: TurnCommit): Promise<void>;
  /** Bot of a live session that ended or expired in the last 30 days; previews are forgotten at once. */
  goneBot(id: string): Promise<string | undefined>;
  /** Undefined after `expiresAt` (at that moment it is still there). */
  idempotentAnswer(scope: string, key: string, now: number): Promise<IdempotentAnswer | undefined>;
  /** The newest session of a result; undefined once that session ended. */
  latestOfResult(resultId: string): Promise<StoredSession | undefined>;
  /** The newest preview of a bot that waits on something outside the conversation (`isWaiting`, no result). */
  latestWaitingPreview(botId: string): Promise<StoredSession | undefined>;
  /**
   * What happened in the earlier turns, oldest first: of a result, which several sessions may share, or of the session
   * of a preview, which has none.
   */
  timeline(of: { readonly resultId: string } | { readonly previewId: string }): Promise<readonly TimelineEntry[]>;
  /** Deletes what is over its time: sessions for which no job waits, idempotent answers, ids of sessions that are long gone, old logs. */
  sweep(order: SweepOrder): Promise<SweepCounts>;
}

/** A session from its row. */
export function toStoredSession(row: Selectable<SessionTable>): StoredSession {
  return {
    id: row.id,
    botId: row.bot_id,
    state: JSON.parse(row.state),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    isWaiting: row.is_waiting === 1,
  };
}

/** An idempotent answer from its row. */
export function toIdempotentAnswer(row: Selectable<IdempotentAnswerTable>): IdempotentAnswer {
  const { scope, key, fingerprint, status, body } = row;
  return { scope, key, fingerprint, status, body, expiresAt: row.expires_at };
}

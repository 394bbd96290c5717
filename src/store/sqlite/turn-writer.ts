import type { TurnRecords } from '../../engine/output.ts';
import { payloadText } from '../jobs.ts';
import { fromLog } from '../results.ts';
import { flag, hourOf } from '../rows.ts';
import {
  AnsweredMeanwhileError,
  type IdempotentAnswer,
  StaleSessionError,
  stateTextOf,
  type TurnCommit,
} from '../sessions.ts';
import { jobsOf, timerKind } from '../turn-jobs.ts';
import type { Connection } from './connection.ts';

/** What is looked up of the stored session before a turn is written. */
interface Before {
  readonly revision: number;
  readonly result_id: string | null;
  readonly created_at: number;
}

/** Writes everything that a turn changes, through statements that are compiled once. */
export class TurnWriter {
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(connection: Connection) {
    this.#statements = prepareStatements(connection);
  }

  /**
   * To be called inside a transaction. Gives the size of the state that it stored, as text; 0 without one. Throws
   * StaleSessionError or AnsweredMeanwhileError.
   */
  write(turn: TurnCommit): number {
    const { records, session } = turn;
    const state = typeof session === 'object' ? stateTextOf(session) : undefined;
    const resultId = this.#goOn(turn, state) ?? this.#create(turn, state) ?? this.#replace(turn, state);
    if (records) {
      this.#writeResults(records, turn);
      this.#writeTimeline(records, turn, resultId);
    }
    if (turn.idempotentAnswer) this.#keep(turn.idempotentAnswer, turn.at);
    if (turn.timers) this.#statements.cancelTimers.run(turn.sessionId);
    if (turn.outbox || turn.timers) this.#addJobs(turn);
    if (turn.journal !== undefined) this.#statements.forgetCalls.run(turn.journal);
    return state?.length ?? 0;
  }

  /**
   * The usual turn, in one statement that leaves every index alone: a running live session gets its next state. Gives
   * the result of the session, or undefined when the turn is of another sort and nothing was written.
   */
  #goOn(turn: TurnCommit, state: string | undefined): string | undefined {
    const { session, sessionId, botId, at, expectedRevision } = turn;
    if (typeof session !== 'object' || state === undefined || session.isWaiting || !expectedRevision) return undefined;
    const resultId = session.state.frames.at(-1)?.resultId;
    if (resultId === undefined) return undefined;
    const { expiresAt } = session;
    const expected = [sessionId, expectedRevision, botId, resultId, hourOf(expiresAt)] as const;
    const { changes } = this.#statements.goOn.run(at, expiresAt, state, ...expected);
    return changes === 0 ? undefined : resultId;
  }

  /** A live session that must not be there yet, in one statement. Undefined when the turn is of another sort. */
  #create(turn: TurnCommit, state: string | undefined): string | undefined {
    const { session, sessionId, botId, at, expectedRevision } = turn;
    if (expectedRevision !== 0 || typeof session !== 'object' || state === undefined) return undefined;
    const resultId = session.state.frames.at(-1)?.resultId;
    if (resultId === undefined) return undefined;
    const { expiresAt, isWaiting } = session;
    const times = [at, at, expiresAt, hourOf(expiresAt)] as const;
    const { changes } = this.#statements.createSession.run(
      sessionId,
      botId,
      resultId,
      ...times,
      flag(isWaiting),
      state,
    );
    if (changes === 0) throw new StaleSessionError(`Session ${sessionId} is there already`);
    return resultId;
  }

  /** Any other turn. Gives the result of the bot that was started. */
  #replace(turn: TurnCommit, state: string | undefined): string | null {
    const { sessionId, expectedRevision } = turn;
    const before = this.#statements.findSession.get(sessionId) as Before | undefined;
    const revision = before?.revision ?? 0;
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      throw new StaleSessionError(`Session ${sessionId} has revision ${revision} instead of ${expectedRevision}`);
    }
    const resultId = startedResult(turn, before);
    this.#writeSession(turn, state, before, resultId);
    return resultId;
  }

  #writeSession(
    turn: TurnCommit,
    state: string | undefined,
    before: Before | undefined,
    resultId: string | null,
  ): void {
    const { session, sessionId, botId, at } = turn;
    if (session === 'keep') return;
    const isReplacing = turn.expectedRevision === undefined;
    if (before && (isReplacing || session === 'delete')) this.#statements.forgetTimeline.run(sessionId);
    if (session === 'delete' || state === undefined) {
      this.#statements.deleteSession.run(sessionId);
      // A preview never comes back as a live conversation.
      if (resultId !== null) this.#statements.rememberGone.run(sessionId, botId, at);
      return;
    }
    if (!before) this.#statements.forgetGone.run(sessionId);
    this.#statements.saveSession.run(
      sessionId,
      botId,
      resultId,
      // Goes on growing when a session is replaced, so that a turn of the replaced one comes too late.
      (before?.revision ?? 0) + 1,
      before && !isReplacing ? before.created_at : at,
      at,
      session.expiresAt,
      hourOf(session.expiresAt),
      flag(session.isWaiting),
      state,
    );
  }

  #writeResults(records: TurnRecords, { sessionId, at }: TurnCommit): void {
    const statements = this.#statements;
    for (const { id, botId, variables, variablesText, hasStarted, isCompleted } of records.results) {
      const flags = [flag(hasStarted), flag(isCompleted)] as const;
      statements.saveResult.run(id, botId, variablesText ?? JSON.stringify(variables), ...flags, sessionId, at);
    }
    for (const { resultId, blockId, content, attachedFileUrls } of records.answers) {
      const urls = attachedFileUrls ? JSON.stringify(attachedFileUrls) : null;
      statements.addAnswer.run(resultId, blockId, content, urls, at);
    }
    for (const { resultId, index, edgeId } of records.visitedEdges) {
      statements.addVisitedEdge.run(resultId, index, edgeId);
    }
    for (const { resultId, index, blockIndex, blockId, variableId, value, valueText } of records.history) {
      const text = valueText ?? JSON.stringify(value);
      statements.addHistory.run(resultId, index, blockIndex, blockId, variableId, text);
    }
    for (const { resultId, ...log } of records.logs) {
      const row = fromLog(resultId, log, at);
      statements.addLog.run(resultId, row.status, row.description, row.details ?? null, row.context ?? null, at);
    }
  }

  #writeTimeline(
    { timeline, timelineText }: TurnRecords,
    { sessionId, at }: TurnCommit,
    resultId: string | null,
  ): void {
    if (timeline.length === 0) return;
    this.#statements.addTimeline.run(sessionId, resultId, at, timelineText ?? JSON.stringify(timeline));
  }

  #addJobs(turn: TurnCommit): void {
    for (const { kind, lane = null, payload, dueAt } of jobsOf(turn)) {
      this.#statements.addJob.run(kind, lane, turn.sessionId, payloadText(payload), dueAt, turn.at);
    }
  }

  #keep({ scope, key, fingerprint, status, body, expiresAt }: IdempotentAnswer, at: number): void {
    const { changes } = this.#statements.keepAnswer.run(scope, key, fingerprint, status, body, expiresAt, at);
    if (changes === 0) throw new AnsweredMeanwhileError(`The key ${key} of ${scope} has an answer`);
  }
}

/** Result of the bot that was started. A conversation that ends with its first turn is known by its records alone. */
function startedResult({ session, records }: TurnCommit, before: Before | undefined): string | null {
  if (typeof session === 'object') return session.state.frames.at(-1)?.resultId ?? null;
  return before ? before.result_id : (records?.results[0]?.id ?? null);
}

function prepareStatements(connection: Connection) {
  const prepare = (sql: string) => connection.prepare(sql);
  return {
    findSession: prepare('SELECT revision, result_id, created_at FROM sessions WHERE id = ?'),
    goOn: prepare(`
      UPDATE sessions SET revision = revision + 1, updated_at = ?, expires_at = ?, state = ?
      WHERE id = ? AND revision = ? AND bot_id = ? AND result_id = ? AND expires_hour = ? AND is_waiting = 0`),
    createSession: prepare(`
      INSERT INTO sessions
        (id, bot_id, result_id, revision, created_at, updated_at, expires_at, expires_hour, is_waiting, state)
      VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`),
    saveSession: prepare(`
      INSERT INTO sessions
        (id, bot_id, result_id, revision, created_at, updated_at, expires_at, expires_hour, is_waiting, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        bot_id = excluded.bot_id, result_id = excluded.result_id, revision = excluded.revision,
        created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
        expires_hour = excluded.expires_hour, is_waiting = excluded.is_waiting, state = excluded.state`),
    deleteSession: prepare('DELETE FROM sessions WHERE id = ?'),
    rememberGone: prepare(`
      INSERT INTO gone_sessions (id, bot_id, gone_at) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET bot_id = excluded.bot_id, gone_at = excluded.gone_at`),
    forgetGone: prepare('DELETE FROM gone_sessions WHERE id = ?'),
    // What a person did in a live conversation belongs to the result and stays.
    forgetTimeline: prepare('DELETE FROM timeline WHERE session_id = ? AND result_id IS NULL'),
    saveResult: prepare(`
      INSERT INTO results
        (id, bot_id, variables, has_started, is_completed, last_session_id, created_at, is_archived)
      VALUES (?, ?, ?, ?, ?, ?, ?, 0)
      ON CONFLICT (id) DO UPDATE SET
        variables = excluded.variables, has_started = excluded.has_started,
        is_completed = max(is_completed, excluded.is_completed), last_session_id = excluded.last_session_id`),
    addAnswer: prepare(`
      INSERT INTO answers (result_id, block_id, content, attached_file_urls, created_at, attempt)
      SELECT ?1, ?2, ?3, ?4, ?5, coalesce(max(attempt), 0) + 1 FROM answers WHERE result_id = ?1 AND block_id = ?2`),
    // A conversation that was only registered has no result yet, so nothing of it is kept (engine §13.2).
    addVisitedEdge: prepare(`
      INSERT INTO visited_edges (result_id, sequence, edge_id)
      SELECT id, ?2, ?3 FROM results WHERE id = ?1
      ON CONFLICT DO NOTHING`),
    addHistory: prepare(`
      INSERT INTO set_variable_history (result_id, sequence, block_sequence, block_id, variable_id, value)
      SELECT id, ?2, ?3, ?4, ?5, ?6 FROM results WHERE id = ?1
      ON CONFLICT DO NOTHING`),
    addLog: prepare(`
      INSERT INTO logs (result_id, status, description, details, context, created_at)
      SELECT id, ?2, ?3, ?4, ?5, ?6 FROM results WHERE id = ?1`),
    addTimeline: prepare('INSERT INTO timeline (session_id, result_id, at, entries) VALUES (?, ?, ?, ?)'),
    keepAnswer: prepare(`
      INSERT INTO kept_answers (scope, key, fingerprint, status, body, expires_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (scope, key) DO UPDATE SET
        fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
        expires_at = excluded.expires_at
      WHERE kept_answers.expires_at < ?`),
    cancelTimers: prepare(`DELETE FROM jobs WHERE session_id = ? AND kind = '${timerKind}' AND failed_at IS NULL`),
    addJob: prepare(`
      INSERT INTO jobs (kind, lane, session_id, payload, due_at, created_at, attempts) VALUES (?, ?, ?, ?, ?, ?, 0)`),
    forgetCalls: prepare('DELETE FROM journal WHERE scope = ?'),
  };
}

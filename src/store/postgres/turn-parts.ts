import { timerKind } from '../turn-jobs.ts';

/**
 * The parts of the statement that commits turns. A statement has the parts for which its turns bring rows, in this
 * order, each as common table expressions: all or nothing of them is stored.
 *
 * `{rows}` stands for the rows of the part, a table `given` with the part's columns and `n`, their order; `{ids}` for its
 * column of sessions, as an array. With lists of ids an index is entered however small the planner thinks its table is;
 * for a join it might walk the whole index, and go on with that while the table grows. `$1` is the process that commits;
 * its leases end with the turn. Every part of a statement sees the tables as they were before it;
 * what another part has written is known from what that part returns:
 *
 * - `accepted` names the sessions whose turns are stored, and the results of the bots that were started. A session part
 *   leaves a turn out that was computed from another revision; other parts store rows of accepted turns alone.
 * - `saved` names the results that the statement has written.
 */
export interface TurnPart {
  /** Types of the columns by name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Names of the expressions that add to `accepted`. */
  readonly accepting: readonly string[];
  readonly sql: string;
}

const sessionColumns = {
  session_id: 'text',
  bot_id: 'text',
  result_id: 'text',
  at: 'bigint',
  expires_at: 'bigint',
  expires_hour: 'bigint',
  is_waiting: 'smallint',
  state: 'text',
};

const insertSession = `
  INSERT INTO sessions
    (id, bot_id, result_id, created_at, is_waiting, revision, updated_at, expires_at, expires_hour, state)
  SELECT session_id, bot_id, result_id, at, is_waiting, 1, at, expires_at, expires_hour, state FROM {rows}`;

/** Parts about sessions; a turn brings a row for one of them. */
export const sessionParts = {
  /** The next state of a session. */
  changed: {
    columns: { ...sessionColumns, expected: 'bigint' },
    accepting: ['changed'],
    sql: `
      changed AS (
        UPDATE sessions SET
          bot_id = given.bot_id, result_id = given.result_id, revision = sessions.revision + 1,
          updated_at = given.at, expires_at = given.expires_at, expires_hour = given.expires_hour,
          is_waiting = given.is_waiting, state = given.state, lease_owner = nullif(lease_owner, $1)
        FROM {rows}
        WHERE sessions.id = ANY ({ids}) AND sessions.id = given.session_id AND sessions.revision = given.expected
        RETURNING sessions.id AS session_id, sessions.result_id)`,
  },
  /** A session that must not exist yet. */
  created: {
    columns: sessionColumns,
    accepting: ['created'],
    sql: `
      created AS (${insertSession} ON CONFLICT (id) DO NOTHING RETURNING id AS session_id, result_id),
      created_again AS (DELETE FROM gone_sessions WHERE id = ANY (ARRAY(SELECT session_id FROM created)))`,
  },
  /**
   * A session in place of whatever there is. Its revision goes on growing, so that a turn of the replaced one comes too
   * late. What a person did in a live conversation belongs to the result and stays; a preview's past is forgotten.
   */
  replaced: {
    columns: sessionColumns,
    accepting: ['replaced'],
    sql: `
      replaced AS (${insertSession}
        ON CONFLICT (id) DO UPDATE SET
          bot_id = excluded.bot_id, result_id = excluded.result_id, revision = sessions.revision + 1,
          created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
          expires_hour = excluded.expires_hour, is_waiting = excluded.is_waiting, state = excluded.state,
          lease_owner = nullif(sessions.lease_owner, $1)
        RETURNING id AS session_id, result_id),
      replaced_gone AS (DELETE FROM gone_sessions WHERE id = ANY (ARRAY(SELECT session_id FROM replaced))),
      replaced_past AS (
        DELETE FROM timeline
        WHERE session_id = ANY (ARRAY(SELECT session_id FROM replaced)) AND result_id IS NULL)`,
  },
  /** A session that ends; a live one is remembered as gone. One that was never stored is known by its records alone. */
  ended: {
    columns: { session_id: 'text', bot_id: 'text', result_id: 'text', at: 'bigint', expected: 'bigint' },
    accepting: ['ended', 'never_stored'],
    sql: `
      ending AS (SELECT * FROM {rows}),
      ended AS (
        DELETE FROM sessions USING ending
        WHERE sessions.id = ANY ({ids}) AND sessions.id = ending.session_id
          AND (ending.expected IS NULL OR sessions.revision = ending.expected)
        RETURNING sessions.id AS session_id, sessions.result_id),
      never_stored AS (
        SELECT session_id, result_id FROM ending
        WHERE session_id NOT IN (SELECT session_id FROM ended)
          AND (expected IS NULL OR (expected = 0 AND (SELECT id FROM sessions WHERE id = session_id) IS NULL))),
      ended_past AS (
        DELETE FROM timeline
        WHERE session_id = ANY (ARRAY(SELECT session_id FROM ended)) AND result_id IS NULL),
      gone AS (
        INSERT INTO gone_sessions (id, bot_id, gone_at)
        SELECT session_id, ending.bot_id, ending.at FROM ending JOIN accepted USING (session_id)
        WHERE accepted.result_id IS NOT NULL
        ON CONFLICT (id) DO UPDATE SET bot_id = excluded.bot_id, gone_at = excluded.gone_at)`,
  },
  /** A session that stays as it is. */
  kept: {
    columns: { session_id: 'text', result_id: 'text', expected: 'bigint' },
    accepting: ['kept', 'not_stored'],
    sql: `
      keeping AS (SELECT * FROM {rows}),
      kept AS (
        UPDATE sessions SET lease_owner = nullif(lease_owner, $1) FROM keeping
        WHERE sessions.id = ANY ({ids}) AND sessions.id = keeping.session_id
          AND (keeping.expected IS NULL OR sessions.revision = keeping.expected)
        RETURNING sessions.id AS session_id, sessions.result_id),
      not_stored AS (
        SELECT session_id, result_id FROM keeping
        WHERE session_id NOT IN (SELECT session_id FROM kept)
          AND (expected IS NULL OR (expected = 0 AND (SELECT id FROM sessions WHERE id = session_id) IS NULL)))`,
  },
} as const satisfies Readonly<Record<string, TurnPart>>;

/**
 * A conversation that was only registered has no result yet, so nothing of it is kept (engine §13.2). The result is
 * looked up as a value: for EXISTS beside OR the planner would read the whole table.
 */
const ofResult = `
  FROM {rows} JOIN accepted USING (session_id)
  WHERE given.result_id IN (SELECT id FROM saved) OR (SELECT id FROM results WHERE id = given.result_id) IS NOT NULL
  ORDER BY n`;

/** Parts about what a turn leaves behind. */
export const recordParts = {
  results: {
    columns: {
      session_id: 'text',
      id: 'text',
      bot_id: 'text',
      at: 'bigint',
      has_started: 'smallint',
      is_completed: 'smallint',
      variables: 'text',
    },
    accepting: [],
    sql: `
      saved AS (
        INSERT INTO results
          (id, bot_id, created_at, last_session_id, is_archived, has_started, is_completed, variables)
        SELECT id, bot_id, at, session_id, 0, has_started, is_completed, variables
        FROM {rows} JOIN accepted USING (session_id)
        ON CONFLICT (id) DO UPDATE SET
          last_session_id = excluded.last_session_id, has_started = excluded.has_started,
          is_completed = greatest(results.is_completed, excluded.is_completed), variables = excluded.variables
        RETURNING id)`,
  },
  /** `nth` counts the answers to the same block in the same statement from 1. */
  answers: {
    columns: {
      session_id: 'text',
      result_id: 'text',
      block_id: 'text',
      nth: 'integer',
      content: 'text',
      attached_file_urls: 'text',
      at: 'bigint',
    },
    accepting: [],
    sql: `
      answered AS (
        INSERT INTO answers (result_id, block_id, attempt, content, attached_file_urls, created_at)
        SELECT given.result_id, block_id,
          coalesce((
            SELECT max(attempt) FROM answers
            WHERE answers.result_id = given.result_id AND answers.block_id = given.block_id), 0) + nth,
          content, attached_file_urls, at
        FROM {rows} JOIN accepted USING (session_id)
        ORDER BY n)`,
  },
  visitedEdges: {
    columns: { session_id: 'text', result_id: 'text', sequence: 'integer', edge_id: 'text' },
    accepting: [],
    sql: `
      visited AS (
        INSERT INTO visited_edges (result_id, sequence, edge_id)
        SELECT given.result_id, sequence, edge_id ${ofResult}
        ON CONFLICT DO NOTHING)`,
  },
  history: {
    columns: {
      session_id: 'text',
      result_id: 'text',
      sequence: 'integer',
      block_sequence: 'integer',
      block_id: 'text',
      variable_id: 'text',
      value: 'text',
    },
    accepting: [],
    sql: `
      changed_variables AS (
        INSERT INTO set_variable_history (result_id, sequence, block_sequence, block_id, variable_id, value)
        SELECT given.result_id, sequence, block_sequence, block_id, variable_id, value ${ofResult}
        ON CONFLICT DO NOTHING)`,
  },
  logs: {
    columns: {
      session_id: 'text',
      result_id: 'text',
      status: 'text',
      description: 'text',
      details: 'text',
      context: 'text',
      at: 'bigint',
    },
    accepting: [],
    sql: `
      logged AS (
        INSERT INTO logs (result_id, status, description, details, context, created_at)
        SELECT given.result_id, status, description, details, context, at ${ofResult})`,
  },
  timeline: {
    columns: { session_id: 'text', at: 'bigint', entries: 'text' },
    accepting: [],
    sql: `
      told AS (
        INSERT INTO timeline (session_id, result_id, at, entries)
        SELECT session_id, accepted.result_id, at, entries FROM {rows} JOIN accepted USING (session_id)
        ORDER BY n)`,
  },
  /** An answer whose time is not over may not be replaced: its status becomes null, which undoes the statement. */
  idempotentAnswers: {
    columns: {
      session_id: 'text',
      scope: 'text',
      key: 'text',
      fingerprint: 'text',
      status: 'integer',
      expires_at: 'bigint',
      body: 'text',
      at: 'bigint',
    },
    accepting: [],
    sql: `
      answer AS (SELECT * FROM {rows} JOIN accepted USING (session_id)),
      kept_answer AS (
        INSERT INTO kept_answers (scope, key, fingerprint, status, expires_at, body)
        SELECT scope, key, fingerprint, status, expires_at, body FROM answer
        ON CONFLICT (scope, key) DO UPDATE SET
          fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, body = excluded.body,
          status = CASE WHEN kept_answers.expires_at < (
            SELECT at FROM answer WHERE answer.scope = excluded.scope AND answer.key = excluded.key
          ) THEN excluded.status END)`,
  },
  /** Timers that the session had before the turn. */
  timers: {
    columns: { session_id: 'text' },
    accepting: [],
    sql: `
      cancelled AS (
        DELETE FROM jobs
        WHERE session_id = ANY (ARRAY(SELECT session_id FROM {rows} JOIN accepted USING (session_id)))
          AND kind = '${timerKind}' AND failed_at IS NULL)`,
  },
  jobs: {
    columns: {
      session_id: 'text',
      kind: 'text',
      lane: 'text',
      payload: 'text',
      due_at: 'bigint',
      at: 'bigint',
    },
    accepting: [],
    sql: `
      planned AS (
        INSERT INTO jobs (kind, lane, session_id, payload, due_at, created_at, attempts)
        SELECT kind, lane, session_id, payload, due_at, at, 0 FROM {rows} JOIN accepted USING (session_id)
        ORDER BY n)`,
  },
  /** Calls of the turn, which will not run again. */
  journal: {
    columns: { session_id: 'text', scope: 'text' },
    accepting: [],
    sql: `
      forgotten_calls AS (
        DELETE FROM journal WHERE scope = ANY (ARRAY(SELECT scope FROM {rows} JOIN accepted USING (session_id))))`,
  },
} as const satisfies Readonly<Record<string, TurnPart>>;

import { payloadText } from '../jobs.ts';
import { fromLog } from '../results.ts';
import { flag, hourOf } from '../rows.ts';
import { stateTextOf, type TurnCommit } from '../sessions.ts';
import { jobsOf } from '../turn-jobs.ts';
import type { Query } from './connection.ts';
import { recordParts, sessionParts, type TurnPart } from './turn-parts.ts';

const parts = { ...sessionParts, ...recordParts };
type PartName = keyof typeof parts;
type RowOf<N extends PartName> = Readonly<Record<keyof (typeof parts)[N]['columns'], unknown>>;
type Rows = { readonly [N in PartName]: RowOf<N>[] };
const partNames = Object.keys(parts) as PartName[];

/** One row of the statement's answer: a session whose turn was stored. */
export interface AcceptedTurn {
  readonly session_id: string;
}

/** Texts of statements by the parts that they have. */
const texts = new Map<string, string>();

/**
 * The statement that stores turns, each whole or not at all, and gives those that it stored. No two of them may be of
 * one session, of one result or under one key.
 *
 * @param owner process that commits; its leases of the sessions end
 */
export function turnStatement(turns: readonly TurnCommit[], owner: string): Query {
  const rows = rowsOf(turns);
  const used = partNames.filter((name) => rows[name].length > 0);
  const name = `turns ${used.map((part) => partNames.indexOf(part)).join(' ')}`;
  const text = texts.get(name) ?? textOf(used);
  texts.set(name, text);
  const columns = used.flatMap((part) => Object.keys(parts[part].columns).map((column) => [part, column] as const));
  const values = columns.map(([part, column]) => rows[part].map((row) => (row as Record<string, unknown>)[column]));
  return { name, text, values: [owner, ...values] };
}

function textOf(used: readonly PartName[]): string {
  let parameters = 1;
  const given = ({ columns, sql }: TurnPart) => {
    // The column of sessions is the first one of every part.
    const ids = `$${parameters + 1}::text[]`;
    const arrays = Object.values(columns).map((type) => `$${++parameters}::${type}[]`);
    const table = `unnest(${arrays.join(', ')}) WITH ORDINALITY AS given (${Object.keys(columns).join(', ')}, n)`;
    return sql.replace('{rows}', () => table).replace('{ids}', () => ids);
  };
  const accepting = used.flatMap((name) => parts[name].accepting as readonly string[]);
  const accepted = accepting.map((name) => `SELECT session_id, result_id FROM ${name}`).join(' UNION ALL ');
  const expressions = [
    ...used.map((name) => given(parts[name])),
    `accepted AS (${accepted})`,
    ...(used.includes('results') ? [] : ['saved AS (SELECT NULL::text AS id WHERE false)']),
  ];
  // Recursive only in that an expression may name one that stands after it. Not every statement has a use for $1.
  return `WITH RECURSIVE ${expressions.join(',')} SELECT session_id FROM accepted WHERE $1::text IS NOT NULL`;
}

function rowsOf(turns: readonly TurnCommit[]): Rows {
  const rows = Object.fromEntries(partNames.map((name) => [name, []])) as unknown as Rows;
  const counts = new Map<string, number>();
  for (const turn of turns) {
    addSession(rows, turn);
    addRecords(rows, turn, counts);
    const { sessionId: session_id, at, idempotentAnswer, journal } = turn;
    if (idempotentAnswer)
      rows.idempotentAnswers.push({ session_id, at, ...idempotentAnswer, expires_at: idempotentAnswer.expiresAt });
    if (turn.outbox || turn.timers) addJobs(rows, turn);
    if (journal !== undefined) rows.journal.push({ session_id, scope: journal });
  }
  return rows;
}

function addSession(rows: Rows, { sessionId: session_id, botId: bot_id, at, session, ...turn }: TurnCommit): void {
  const { expectedRevision: expected = null, records } = turn;
  if (typeof session !== 'object') {
    const row = { session_id, bot_id, at, expected, result_id: records?.results[0]?.id ?? null };
    rows[session === 'delete' ? 'ended' : 'kept'].push(row);
    return;
  }
  const { state, expiresAt, isWaiting } = session;
  const row = {
    session_id,
    bot_id,
    result_id: state.frames.at(-1)?.resultId ?? null,
    at,
    expires_at: expiresAt,
    expires_hour: hourOf(expiresAt),
    is_waiting: flag(isWaiting),
    state: stateTextOf(session),
  };
  if (expected === null) rows.replaced.push(row);
  else if (expected === 0) rows.created.push(row);
  else rows.changed.push({ ...row, expected });
}

function addRecords(rows: Rows, { sessionId: session_id, at, records }: TurnCommit, counts: Map<string, number>): void {
  if (!records) return;
  for (const [id, result] of lastOfEach(records.results)) {
    rows.results.push({
      session_id,
      id,
      bot_id: result.botId,
      at,
      has_started: flag(result.hasStarted),
      is_completed: flag(records.results.some((other) => other.id === id && other.isCompleted)),
      variables: result.variablesText ?? JSON.stringify(result.variables),
    });
  }
  for (const { resultId: result_id, blockId: block_id, content, attachedFileUrls } of records.answers) {
    const block = JSON.stringify([result_id, block_id]);
    const nth = (counts.get(block) ?? 0) + 1;
    counts.set(block, nth);
    const attached_file_urls = attachedFileUrls ? JSON.stringify(attachedFileUrls) : null;
    rows.answers.push({ session_id, result_id, block_id, nth, content, attached_file_urls, at });
  }
  for (const { resultId: result_id, index: sequence, edgeId: edge_id } of records.visitedEdges) {
    rows.visitedEdges.push({ session_id, result_id, sequence, edge_id });
  }
  for (const { resultId, index, blockIndex, blockId, variableId, value, valueText } of records.history) {
    rows.history.push({
      session_id,
      result_id: resultId,
      sequence: index,
      block_sequence: blockIndex,
      block_id: blockId,
      variable_id: variableId,
      value: valueText ?? JSON.stringify(value),
    });
  }
  for (const { resultId, ...log } of records.logs) {
    const { result_id, status, description, details = null, context = null } = fromLog(resultId, log, at);
    rows.logs.push({ session_id, result_id, status, description, details, context, at });
  }
  const { timeline, timelineText } = records;
  if (timeline.length > 0) rows.timeline.push({ session_id, at, entries: timelineText ?? JSON.stringify(timeline) });
}

function addJobs(rows: Rows, turn: TurnCommit): void {
  const { sessionId: session_id, at, timers } = turn;
  if (timers) rows.timers.push({ session_id });
  for (const { kind, lane = null, payload, dueAt: due_at } of jobsOf(turn)) {
    rows.jobs.push({ session_id, kind, lane, payload: payloadText(payload), due_at, at });
  }
}

/** A result may be named more than once in a turn; what comes last holds. */
function lastOfEach<R extends { readonly id: string }>(results: readonly R[]): Map<string, R> {
  return new Map(results.map((result) => [result.id, result]));
}

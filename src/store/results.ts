import type { Insertable, Kysely, Selectable } from 'kysely';
import type { AnswerRecord, Log } from '../engine/output.ts';
import { ReparteeError } from '../errors/errors.ts';
import type { Value } from '../flow/values.ts';
import { type Database, first, rows } from './database.ts';
import { flag } from './rows.ts';
import type { AnswerTable, LogTable, ResultTable, Tables } from './schema.ts';

export interface StoredResult {
  readonly id: string;
  readonly botId: string;
  readonly variables: readonly { readonly id: string; readonly name: string; readonly value: Value }[];
  readonly hasStarted: boolean;
  readonly isCompleted: boolean;
  readonly isArchived: boolean;
  readonly lastSessionId: string | null;
  readonly createdAt: number;
}

export interface StoredAnswer extends AnswerRecord {
  readonly createdAt: number;
}

export interface StoredLog extends Required<Pick<Log, 'status' | 'description'>> {
  readonly id: string;
  readonly resultId: string;
  readonly details: string | null;
  readonly context: string | null;
  readonly createdAt: number;
}

/** Which results of a bot are wanted. */
export interface ResultQuery {
  readonly limit: number;
  /** How many of the others to skip. */
  readonly offset: number;
  /** Only those whose conversation has started (true) or has not (false); absent: both. */
  readonly isStarted?: boolean;
  /** Earliest time of creation, itself included; absent: none. */
  readonly from?: number;
  /** Latest time of creation, itself included; absent: none. */
  readonly to?: number;
  /** Only what stands after this result in the list, however much was added before it. */
  readonly after?: Pick<StoredResult, 'id' | 'createdAt'>;
}

export interface ResultStore {
  get(id: string): Promise<StoredResult | undefined>;
  /** Results of a bot that are not archived, newest first; those of one moment in some order that stays. */
  list(botId: string, query: ResultQuery): Promise<readonly StoredResult[]>;
  /** Answer rows of a result, or of all the given ones in one query, oldest first. */
  answers(of: string | readonly string[]): Promise<readonly StoredAnswer[]>;
  /** Oldest first. */
  logs(resultId: string): Promise<readonly StoredLog[]>;
  /** How many logs a result has, counted up to a number. */
  countLogs(resultId: string, atMost: number): Promise<number>;
  /**
   * Adds logs that did not come from a turn, while the result has fewer than `most`. Gives how many were added; rejects
   * with ReparteeError('resultNotFound'). An absent `status` is stored as `error`; details are cut to 1000 characters.
   */
  addLogs(resultId: string, logs: readonly Log[], at: number, most: number): Promise<number>;
}

/** Results, with their answers and logs. */
export function resultStore(database: Database): ResultStore {
  const { query, read, transaction } = database;
  const result = (id: string) => query.selectFrom('results').selectAll().where('id', '=', id);

  return {
    get: (id) =>
      read(function* () {
        const row = yield* first(result(id));
        return row && toStoredResult(row);
      }),

    list: (botId, page) =>
      read(function* () {
        return (yield* rows(selectResults(query, botId, page))).map(toStoredResult);
      }),

    answers: (of) =>
      read(function* () {
        const ids = [of].flat();
        return ids.length === 0 ? [] : (yield* rows(selectAnswers(query, ids))).map(toStoredAnswer);
      }),

    logs: (resultId) =>
      read(function* () {
        return (yield* rows(selectLogs(query, resultId))).map(toStoredLog);
      }),

    countLogs: (resultId, atMost) =>
      read(function* () {
        return (yield* first(countLogs(query, resultId, atMost)))?.count ?? 0;
      }),

    addLogs: (resultId, logs, at, most) =>
      transaction(function* () {
        if (!(yield* first(result(resultId)))) throw new ReparteeError('resultNotFound');
        // Of two that count at once, the second one waits until the first one's logs are there.
        yield* database.alone(`logs ${resultId}`);
        const count = (yield* first(countLogs(query, resultId, most)))?.count ?? 0;
        const fitting = logs.slice(0, most - count);
        if (fitting.length > 0) yield query.insertInto('logs').values(fitting.map((log) => fromLog(resultId, log, at)));
        return fitting.length;
      }),
  };
}

/** Later than every time that is stored. */
const endOfTime = Number.MAX_SAFE_INTEGER;

/** Builds the query for a page of results, newest first; see `ResultStore.list`. */
function selectResults(query: Kysely<Tables>, botId: string, page: ResultQuery) {
  const { limit, offset, isStarted, from = 0, to = endOfTime, after = { createdAt: endOfTime, id: '' } } = page;
  return (
    query
      .selectFrom('results')
      .selectAll()
      .where('bot_id', '=', botId)
      .where('is_archived', '=', 0)
      .where('has_started', 'in', isStarted === undefined ? [0, 1] : [flag(isStarted)])
      .where('created_at', '>=', from)
      // The search in the index begins here; the comparison below alone would read all that is newer.
      .where('created_at', '<=', Math.min(to, after.createdAt))
      .where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .offset(offset)
  );
}

/** Builds the query for the answers of results, oldest first. At least one id is needed. */
function selectAnswers(query: Kysely<Tables>, resultIds: readonly string[]) {
  return query.selectFrom('answers').selectAll().where('result_id', 'in', resultIds).orderBy('id');
}

/** Builds the query that counts the logs of a result up to a number. */
function countLogs(query: Kysely<Tables>, resultId: string, atMost: number) {
  const found = query.selectFrom('logs').select('id').where('result_id', '=', resultId).limit(atMost).as('found');
  return query.selectFrom(found).select(({ fn }) => fn.countAll<number>().as('count'));
}

/** Builds the query for the logs of a result, oldest first. */
function selectLogs(query: Kysely<Tables>, resultId: string) {
  return query.selectFrom('logs').selectAll().where('result_id', '=', resultId).orderBy('id');
}

/** Longest part of a log's details that is stored, in UTF-16 units. */
const detailsLength = 1_000;

/** A result from its row. */
export function toStoredResult(row: Selectable<ResultTable>): StoredResult {
  return {
    id: row.id,
    botId: row.bot_id,
    variables: JSON.parse(row.variables),
    hasStarted: row.has_started === 1,
    isCompleted: row.is_completed === 1,
    isArchived: row.is_archived === 1,
    lastSessionId: row.last_session_id,
    createdAt: row.created_at,
  };
}

/** An answer from its row; without attachments the member is absent. */
export function toStoredAnswer(row: Selectable<AnswerTable>): StoredAnswer {
  return {
    resultId: row.result_id,
    blockId: row.block_id,
    content: row.content,
    ...(row.attached_file_urls !== null && { attachedFileUrls: JSON.parse(row.attached_file_urls) }),
    createdAt: row.created_at,
  };
}

/** A log as it is stored: `error` unless it names a status, long details shortened (results §2.6). */
export function fromLog(resultId: string, log: Log, at: number): Insertable<LogTable> {
  const { status = 'error', description, details, context = null } = log;
  return { result_id: resultId, status, description, details: shortened(details), context, created_at: at };
}

/** A log from its row. */
export function toStoredLog(row: Selectable<LogTable>): StoredLog {
  const { status, description, details, context } = row;
  return {
    id: String(row.id),
    resultId: row.result_id,
    status,
    description,
    details,
    context,
    createdAt: row.created_at,
  };
}

function shortened(details: string | undefined): string | null {
  if (details === undefined) return null;
  if (details.length < detailsLength) return details;
  // The cut may fall between the halves of a character.
  return `${details.slice(0, detailsLength).toWellFormed()}...`;
}

import type { Kysely } from 'kysely';
import { ReparteeError } from '../errors/errors.ts';
import { type Database, first, rows } from './database.ts';
import { flag, fromLog, toStoredAnswer, toStoredLog, toStoredResult } from './rows.ts';
import type { Tables } from './schema.ts';
import type { ResultQuery, ResultStore } from './store.ts';

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

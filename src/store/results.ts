import { ReparteeError } from '../errors.ts';
import { type Database, first, rows } from './database.ts';
import { selectAnswers, selectLogs, selectResults } from './result-queries.ts';
import { fromLog, toStoredAnswer, toStoredLog, toStoredResult } from './rows.ts';
import type { ResultStore } from './store.ts';

/** Results, with their answers and logs. */
export function resultStore({ query, read, transaction }: Database): ResultStore {
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

    addLogs: (resultId, logs, at) =>
      transaction(function* () {
        if (!(yield* first(result(resultId)))) throw new ReparteeError('resultNotFound');
        if (logs.length > 0) yield query.insertInto('logs').values(logs.map((log) => fromLog(resultId, log, at)));
      }),
  };
}

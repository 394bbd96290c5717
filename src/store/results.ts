import { ReparteeError } from '../errors.ts';
import { type Database, first, rows } from './database.ts';
import { countLogs, selectAnswers, selectLogs, selectResults } from './result-queries.ts';
import { fromLog, toStoredAnswer, toStoredLog, toStoredResult } from './rows.ts';
import type { ResultStore } from './store.ts';

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

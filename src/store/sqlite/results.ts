import { ReparteeError } from '../../errors.ts';
import { countLogs, selectAnswers, selectLogs, selectResults } from '../result-queries.ts';
import { fromLog, toStoredAnswer, toStoredLog, toStoredResult } from '../rows.ts';
import type { ResultStore } from '../store.ts';
import type { Connection } from './connection.ts';

/** Results in SQLite. */
export function sqliteResults(connection: Connection): ResultStore {
  const { query } = connection;
  const result = (id: string) => connection.first(query.selectFrom('results').selectAll().where('id', '=', id));
  const count = (id: string, atMost: number) => connection.first(countLogs(query, id, atMost))?.count ?? 0;

  return {
    get: (id) =>
      connection.read(() => {
        const row = result(id);
        return row && toStoredResult(row);
      }),

    list: (botId, page) =>
      connection.read(() => connection.rows(selectResults(query, botId, page)).map(toStoredResult)),

    answers: (of) =>
      connection.read(() => {
        const ids = [of].flat();
        return ids.length === 0 ? [] : connection.rows(selectAnswers(query, ids)).map(toStoredAnswer);
      }),

    logs: (resultId) => connection.read(() => connection.rows(selectLogs(query, resultId)).map(toStoredLog)),

    countLogs: (resultId, atMost) => connection.read(() => count(resultId, atMost)),

    addLogs: (resultId, logs, at, most) =>
      connection.write(() => {
        if (!result(resultId)) throw new ReparteeError('resultNotFound');
        const fitting = logs.slice(0, most - count(resultId, most));
        for (const log of fitting) connection.change(query.insertInto('logs').values(fromLog(resultId, log, at)));
        return fitting.length;
      }),
  };
}

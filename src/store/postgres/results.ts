import { ReparteeError } from '../../errors.ts';
import { countLogs, selectAnswers, selectLogs, selectResults } from '../result-queries.ts';
import { fromLog, toStoredAnswer, toStoredLog, toStoredResult } from '../rows.ts';
import type { ResultStore } from '../store.ts';
import type { Connection } from './connection.ts';

/** Results in PostgreSQL. */
export function postgresResults(connection: Connection): ResultStore {
  const { query } = connection;
  const result = (id: string) => query.selectFrom('results').selectAll().where('id', '=', id);

  return {
    get: async (id) => {
      const row = await connection.first(result(id));
      return row && toStoredResult(row);
    },

    list: async (botId, page) => (await connection.rows(selectResults(query, botId, page))).map(toStoredResult),

    answers: async (of) => {
      const ids = [of].flat();
      return ids.length === 0 ? [] : (await connection.rows(selectAnswers(query, ids))).map(toStoredAnswer);
    },

    logs: async (resultId) => (await connection.rows(selectLogs(query, resultId))).map(toStoredLog),

    countLogs: async (resultId, atMost) => (await connection.first(countLogs(query, resultId, atMost)))?.count ?? 0,

    addLogs: (resultId, logs, at, most) =>
      connection.transaction(async ({ rows, first }) => {
        // Of two that count at once, the second one waits until the first one's logs are there.
        if (!(await first(result(resultId).forNoKeyUpdate()))) throw new ReparteeError('resultNotFound');
        const count = (await first(countLogs(query, resultId, most)))?.count ?? 0;
        const fitting = logs.slice(0, most - count);
        if (fitting.length === 0) return 0;
        await rows(query.insertInto('logs').values(fitting.map((log) => fromLog(resultId, log, at))));
        return fitting.length;
      }),
  };
}

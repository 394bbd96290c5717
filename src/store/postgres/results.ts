import { ReparteeError } from '../../errors.ts';
import { selectAnswers, selectLogs, selectResults } from '../result-queries.ts';
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

    addLogs: (resultId, logs, at) =>
      connection.transaction(async ({ rows, first }) => {
        if (!(await first(result(resultId).forKeyShare()))) throw new ReparteeError('resultNotFound');
        if (logs.length === 0) return;
        await rows(query.insertInto('logs').values(logs.map((log) => fromLog(resultId, log, at))));
      }),
  };
}

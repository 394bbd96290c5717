import { ReparteeError } from '../../errors.ts';
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

    list: async (botId, { limit, offset }) => {
      const rows = await connection.rows(
        query
          .selectFrom('results')
          .selectAll()
          .where('bot_id', '=', botId)
          .where('is_archived', '=', 0)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .offset(offset),
      );
      return rows.map(toStoredResult);
    },

    answers: async (resultId) => {
      const rows = await connection.rows(
        query.selectFrom('answers').selectAll().where('result_id', '=', resultId).orderBy('id'),
      );
      return rows.map(toStoredAnswer);
    },

    logs: async (resultId) => {
      const rows = await connection.rows(
        query.selectFrom('logs').selectAll().where('result_id', '=', resultId).orderBy('id'),
      );
      return rows.map(toStoredLog);
    },

    addLogs: (resultId, logs, at) =>
      connection.transaction(async ({ rows, first }) => {
        if (!(await first(result(resultId).forKeyShare()))) throw new ReparteeError('resultNotFound');
        if (logs.length === 0) return;
        await rows(query.insertInto('logs').values(logs.map((log) => fromLog(resultId, log, at))));
      }),
  };
}

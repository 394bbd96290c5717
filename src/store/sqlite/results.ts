import { ReparteeError } from '../../errors.ts';
import { fromLog, toStoredAnswer, toStoredLog, toStoredResult } from '../rows.ts';
import type { ResultStore } from '../store.ts';
import type { Connection } from './connection.ts';

/** Results in SQLite. */
export function sqliteResults(connection: Connection): ResultStore {
  const { query } = connection;
  const result = (id: string) => connection.first(query.selectFrom('results').selectAll().where('id', '=', id));

  return {
    get: (id) =>
      connection.read(() => {
        const row = result(id);
        return row && toStoredResult(row);
      }),

    list: (botId, { limit, offset }) =>
      connection.read(() =>
        connection
          .rows(
            query
              .selectFrom('results')
              .selectAll()
              .where('bot_id', '=', botId)
              .where('is_archived', '=', 0)
              .orderBy('created_at', 'desc')
              .orderBy('id', 'desc')
              .limit(limit)
              .offset(offset),
          )
          .map(toStoredResult),
      ),

    answers: (resultId) =>
      connection.read(() =>
        connection
          .rows(query.selectFrom('answers').selectAll().where('result_id', '=', resultId).orderBy('id'))
          .map(toStoredAnswer),
      ),

    logs: (resultId) =>
      connection.read(() =>
        connection
          .rows(query.selectFrom('logs').selectAll().where('result_id', '=', resultId).orderBy('id'))
          .map(toStoredLog),
      ),

    addLogs: (resultId, logs, at) =>
      connection.write(() => {
        if (!result(resultId)) throw new ReparteeError('resultNotFound');
        for (const log of logs) connection.change(query.insertInto('logs').values(fromLog(resultId, log, at)));
      }),
  };
}

import { ReparteeError } from '../../errors.ts';
import { flag, fromLog, toStoredAnswer, toStoredLog, toStoredResult } from '../rows.ts';
import type { ResultStore } from '../store.ts';
import type { Connection } from './connection.ts';

/** Later than every time that is stored. */
const endOfTime = Number.MAX_SAFE_INTEGER;

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

    list: (botId, { limit, offset, isStarted, from = 0, to = endOfTime, after = { createdAt: endOfTime, id: '' } }) =>
      connection.read(() =>
        connection
          .rows(
            query
              .selectFrom('results')
              .selectAll()
              .where('bot_id', '=', botId)
              .where('is_archived', '=', 0)
              .where('has_started', 'in', isStarted === undefined ? [0, 1] : [flag(isStarted)])
              .where('created_at', '>=', from)
              // The search in the index begins here; the comparison below alone would read all that is newer.
              .where('created_at', '<=', Math.min(to, after.createdAt))
              .where(({ eb, refTuple, tuple }) =>
                eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
              )
              .orderBy('created_at', 'desc')
              .orderBy('id', 'desc')
              .limit(limit)
              .offset(offset),
          )
          .map(toStoredResult),
      ),

    answers: (of) =>
      connection.read(() => {
        const ids = [of].flat();
        if (ids.length === 0) return [];
        return connection
          .rows(query.selectFrom('answers').selectAll().where('result_id', 'in', ids).orderBy('id'))
          .map(toStoredAnswer);
      }),

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

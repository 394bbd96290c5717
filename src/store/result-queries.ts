import type { Kysely } from 'kysely';
import { flag } from './rows.ts';
import type { Tables } from './schema.ts';
import type { ResultQuery } from './store.ts';

/** Later than every time that is stored. */
const endOfTime = Number.MAX_SAFE_INTEGER;

/** Builds the query for a page of results, newest first; see `ResultStore.list`. */
export function selectResults(query: Kysely<Tables>, botId: string, page: ResultQuery) {
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
export function selectAnswers(query: Kysely<Tables>, resultIds: readonly string[]) {
  return query.selectFrom('answers').selectAll().where('result_id', 'in', resultIds).orderBy('id');
}

/** Builds the query that counts the logs of a result up to a number. */
export function countLogs(query: Kysely<Tables>, resultId: string, atMost: number) {
  const found = query.selectFrom('logs').select('id').where('result_id', '=', resultId).limit(atMost).as('found');
  return query.selectFrom(found).select(({ fn }) => fn.countAll<number>().as('count'));
}

/** Builds the query for the logs of a result, oldest first. */
export function selectLogs(query: Kysely<Tables>, resultId: string) {
  return query.selectFrom('logs').selectAll().where('result_id', '=', resultId).orderBy('id');
}

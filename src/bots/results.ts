import { ReparteeError } from '../errors/errors.ts';
import type { ResultQuery, ResultStore, StoredAnswer, StoredLog, StoredResult } from '../store/results.ts';

/** A result with its answers, oldest first. */
export interface AnsweredResult extends StoredResult {
  readonly answers: readonly StoredAnswer[];
}

/** A page of results, and how to get the next one. */
export interface ResultPage {
  readonly results: readonly AnsweredResult[];
  /** Absent on the last page. */
  readonly nextCursor?: ResultCursor | undefined;
}

/** How many results come before a page, or the id of the last one before it. */
export type ResultCursor = number | string;

/** Which results are wanted. */
export interface ResultRequest extends Pick<ResultQuery, 'limit' | 'from' | 'to'> {
  readonly cursor: ResultCursor;
}

/**
 * Results of a bot that have started, newest first (results §3). Throws `invalidInput` when the cursor is no result of
 * the bot.
 */
export async function resultPage(results: ResultStore, botId: string, request: ResultRequest): Promise<ResultPage> {
  const { limit, cursor, ...period } = request;
  const place =
    typeof cursor === 'number' ? { offset: cursor } : { offset: 0, after: await placeOf(results, botId, cursor) };
  // One more tells whether there is another page.
  const found = await results.list(botId, { limit: limit + 1, isStarted: true, ...period, ...place });
  const page = found.slice(0, limit);
  const answers = Map.groupBy(await results.answers(page.map(({ id }) => id)), ({ resultId }) => resultId);
  const next = typeof cursor === 'number' ? cursor + limit : page.at(-1)?.id;
  return {
    results: page.map((result) => ({ ...result, answers: answers.get(result.id) ?? [] })),
    nextCursor: found.length > limit ? next : undefined,
  };
}

/** One result of a bot, also when it has not started. Throws `noSuchResult`. */
export async function requireResult(results: ResultStore, botId: string, id: string): Promise<AnsweredResult> {
  const result = await resultOf(results, botId, id);
  if (!result || result.isArchived) throw new ReparteeError('noSuchResult');
  return { ...result, answers: await results.answers(result.id) };
}

/** Logs of a result, oldest first; a result that the bot does not have has none. */
export async function logsOf(results: ResultStore, botId: string, id: string): Promise<readonly StoredLog[]> {
  const result = await resultOf(results, botId, id);
  return result ? results.logs(result.id) : [];
}

/** Results of other bots are not found. */
async function resultOf(results: ResultStore, botId: string, id: string): Promise<StoredResult | undefined> {
  const result = await results.get(id);
  return result?.botId === botId ? result : undefined;
}

/** The place that a cursor names. A result keeps it when it is archived. */
async function placeOf(results: ResultStore, botId: string, cursor: string): Promise<StoredResult> {
  const result = await resultOf(results, botId, cursor);
  if (result) return result;
  const message = 'Expected a number of results or the id of one of this bot';
  throw new ReparteeError('invalidInput', { data: { issues: [{ code: 'custom', path: ['cursor'], message }] } });
}

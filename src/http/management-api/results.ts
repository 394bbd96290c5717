import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { ReparteeError } from '../../errors/errors.ts';
import type { ResultStore, StoredAnswer, StoredResult } from '../../store/store.ts';
import { sendValue } from '../answer.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { readInput } from '../validate.ts';
import { isoDate } from './bot-object.ts';
import { periodOf, timeFilters, timeZoneSchema } from './period.ts';

type BotRequest = FastifyRequest<{ Params: { typebotId: string } }>;
type ResultRequest = FastifyRequest<{ Params: { typebotId: string; resultId: string } }>;

/** Query of `GET /api/v1/typebots/{typebotId}/results`. */
export const listResultsSchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .union([z.coerce.number().int().min(0), idText], { error: 'Expected a number of results or the id of one' })
    .optional()
    .describe(
      'How many results to skip (`nextCursor` of the page before), or the id of the last result of that page: then ' +
        'results that arrive in between shift nothing.',
    ),
  timeFilter: z.enum(timeFilters).default('last7Days'),
  timeZone: timeZoneSchema.default('UTC').describe('IANA name of the time zone in which days begin.'),
});

/** `GET /api/v1/typebots/{typebotId}/results`: those that have started, newest first. */
export async function listResults({ store, clock, tokens }: Services, request: BotRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { limit, cursor = 0, timeFilter, timeZone } = readInput(listResultsSchema, request.query);
  const bot = await requireBot(store, user, request.params.typebotId);
  const found = await store.results.list(bot.id, {
    // One more tells whether there is another page.
    limit: limit + 1,
    isStarted: true,
    ...periodOf(timeFilter, timeZone, clock.now()),
    ...(typeof cursor === 'number'
      ? { offset: cursor }
      : { offset: 0, after: await placeOf(store.results, bot.id, cursor) }),
  });
  const page = found.slice(0, limit);
  const answers = Map.groupBy(await store.results.answers(page.map(({ id }) => id)), ({ resultId }) => resultId);
  return sendValue(reply, {
    results: page.map((result) => resultObject(result, answers.get(result.id) ?? [])),
    ...(found.length > limit && { nextCursor: typeof cursor === 'number' ? cursor + limit : page.at(-1)?.id }),
  });
}

/** `GET /api/v1/typebots/{typebotId}/results/{resultId}` */
export async function getResult({ store, tokens }: Services, request: ResultRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { typebotId, resultId } = request.params;
  const bot = await requireBot(store, user, typebotId);
  const result = await resultOf(store.results, bot.id, resultId);
  if (!result || result.isArchived) throw new ReparteeError('noSuchResult');
  return sendValue(reply, { result: resultObject(result, await store.results.answers(result.id)) });
}

/** `GET /api/v1/typebots/{typebotId}/results/{resultId}/logs`, oldest first; a result that does not exist has none. */
export async function listResultLogs({ store, tokens }: Services, request: ResultRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { typebotId, resultId } = request.params;
  const bot = await requireBot(store, user, typebotId);
  const result = await resultOf(store.results, bot.id, resultId);
  const logs = result ? await store.results.logs(result.id) : [];
  return sendValue(reply, { logs: logs.map((log) => ({ ...log, createdAt: isoDate(log.createdAt) })) });
}

/** Results of other bots are not found. */
async function resultOf(results: ResultStore, botId: string, id: string): Promise<StoredResult | undefined> {
  const result = await results.get(id);
  return result?.botId === botId ? result : undefined;
}

/** The place that a cursor names. A result keeps it when it is archived. Throws `invalidInput`. */
async function placeOf(results: ResultStore, botId: string, cursor: string): Promise<StoredResult> {
  const result = await resultOf(results, botId, cursor);
  if (result) return result;
  const message = 'Expected a number of results or the id of one of this bot';
  throw new ReparteeError('invalidInput', { data: { issues: [{ code: 'custom', path: ['cursor'], message }] } });
}

/** A result as the management API shows it (management-api §5.1). */
function resultObject(result: StoredResult, answers: readonly StoredAnswer[]) {
  const { id, createdAt, botId, variables, isCompleted, hasStarted, isArchived, lastSessionId } = result;
  return {
    id,
    createdAt: isoDate(createdAt),
    typebotId: botId,
    variables,
    isCompleted,
    hasStarted,
    isArchived,
    lastChatSessionId: lastSessionId,
    answers: answers.map(({ blockId, content, attachedFileUrls }) => ({
      blockId,
      content,
      ...(attachedFileUrls && attachedFileUrls.length > 0 && { attachedFileUrls }),
    })),
  };
}

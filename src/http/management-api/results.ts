import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { type AnsweredResult, logsOf, requireResult, resultPage } from '../../bots/results.ts';
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
  const period = periodOf(timeFilter, timeZone, clock.now());
  const { results, nextCursor } = await resultPage(store.results, bot.id, { limit, cursor, ...period });
  return sendValue(reply, { results: results.map(resultObject), nextCursor });
}

/** `GET /api/v1/typebots/{typebotId}/results/{resultId}` */
export async function getResult({ store, tokens }: Services, request: ResultRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { typebotId, resultId } = request.params;
  const bot = await requireBot(store, user, typebotId);
  return sendValue(reply, { result: resultObject(await requireResult(store.results, bot.id, resultId)) });
}

/** `GET /api/v1/typebots/{typebotId}/results/{resultId}/logs`, oldest first; a result that does not exist has none. */
export async function listResultLogs({ store, tokens }: Services, request: ResultRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const { typebotId, resultId } = request.params;
  const bot = await requireBot(store, user, typebotId);
  const logs = await logsOf(store.results, bot.id, resultId);
  return sendValue(reply, { logs: logs.map((log) => ({ ...log, createdAt: isoDate(log.createdAt) })) });
}

/** A result as the management API shows it (management-api §5.1). */
function resultObject(result: AnsweredResult) {
  const { id, createdAt, botId, variables, isCompleted, hasStarted, isArchived, lastSessionId, answers } = result;
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

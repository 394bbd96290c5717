import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { type AnsweredResult, logsOf, requireResult, resultPage } from '../../bots/results.ts';
import { sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { idText } from '../ids.ts';
import { ownBot } from '../subjects.ts';
import { isoDate } from './bot-object.ts';
import { periodOf, timeFilters, timeZoneSchema } from './period.ts';

const querySchema = z.object({
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

/** A conversation as it is kept: what was said in it and the values that its variables have now. */
export const resultSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  typebotId: z.string(),
  variables: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      value: z.union([z.string(), z.array(z.string().nullable())]).nullable(),
    }),
  ),
  isCompleted: z.boolean(),
  hasStarted: z.boolean(),
  isArchived: z.boolean(),
  lastChatSessionId: z.string().nullable(),
  answers: z.array(
    z.object({ blockId: z.string(), content: z.string(), attachedFileUrls: z.array(z.string()).optional() }),
  ),
});

/** Lists the results of a bot that have started. */
export const listResults = defineCall({
  method: 'GET',
  path: '/api/v1/typebots/:typebotId/results',
  id: 'listResults',
  tag: 'Results',
  summary: 'Lists the results of a bot that have started, newest first, with their answers, oldest first',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  query: querySchema,
  response: {
    schema: z.object({
      results: z.array(resultSchema),
      nextCursor: z
        .union([z.int(), z.string()])
        .optional()
        .describe('Cursor of the next page, a number unless the request named a result; absent on the last page.'),
    }),
  },
  errors: ['botNotFound'],
  async handle({ services: { store, clock }, reply, params, query, user }) {
    const { limit, cursor = 0, timeFilter, timeZone } = query;
    const bot = await requireBot(store, user, params.typebotId);
    const period = periodOf(timeFilter, timeZone, clock.now());
    const { results, nextCursor } = await resultPage(store.results, bot.id, { limit, cursor, ...period });
    return sendValue(reply, { results: results.map(resultObject), nextCursor });
  },
});

/** Gives one result. */
export const getResult = defineCall({
  method: 'GET',
  path: '/api/v1/typebots/:typebotId/results/:resultId',
  id: 'getResult',
  tag: 'Results',
  summary: 'Gives one result, also when it has not started',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: { schema: z.object({ result: resultSchema }) },
  errors: ['botNotFound', 'noSuchResult'],
  async handle({ services: { store }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    return sendValue(reply, { result: resultObject(await requireResult(store.results, bot.id, params.resultId)) });
  },
});

/** Gives the logs of a result; one that does not exist has none. */
export const listResultLogs = defineCall({
  method: 'GET',
  path: '/api/v1/typebots/:typebotId/results/:resultId/logs',
  id: 'listResultLogs',
  tag: 'Results',
  summary: 'Lists the logs of a result, oldest first',
  token: { missing: 'notLoggedIn' },
  subject: ownBot,
  response: {
    schema: z.object({
      logs: z.array(
        z.object({
          id: z.string(),
          createdAt: z.iso.datetime(),
          resultId: z.string(),
          status: z.string(),
          description: z.string(),
          details: z.string().nullable(),
          context: z.string().nullable(),
        }),
      ),
    }),
  },
  errors: ['botNotFound'],
  async handle({ services: { store }, reply, params, user }) {
    const bot = await requireBot(store, user, params.typebotId);
    const logs = await logsOf(store.results, bot.id, params.resultId);
    return sendValue(reply, { logs: logs.map((log) => ({ ...log, createdAt: isoDate(log.createdAt) })) });
  },
});

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

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { firstWorkspace, requireBot } from '../../accounts/access.ts';
import { inlineBot } from '../../bots/inline-bot.ts';
import type { TurnReply } from '../../conversation/outlet.ts';
import type { PreviewRequest, RequestFacts, StartRequest } from '../../conversation/requests.ts';
import type { StartFrom } from '../../engine/advance.ts';
import type { TextFormat } from '../../engine/block.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isObject } from '../../flow/json.ts';
import { isPossibleId } from '../../ids.ts';
import type { User } from '../../store/accounts.ts';
import type { Bot, BotHead } from '../../store/bots.ts';
import { renderError, sendJson } from '../answer.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { givenKey } from '../idempotency/request-key.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { readBody } from '../validate.ts';
import { sendMessageResponse } from './answer-schemas.ts';
import { ChatOutlet, type Renderer } from './chat-outlet.ts';
import { loggedSchema } from './client-logs.ts';
import { chosenId, personText, variablesSchema } from './messages.ts';
import { commonFields, continuationFields, startFields, visibleResultId } from './render.ts';
import { requestFacts, sendAnswer } from './request-facts.ts';
import { render2023 } from './shape-2023.ts';
import { turnErrors } from './turn-errors.ts';

/** The bot to start: a public id, with `isPreview` an id, or a whole bot to preview. */
const botSchema = z
  .unknown()
  .superRefine((value, context) => {
    if (value === undefined || isBotObject(value) || (typeof value === 'string' && isPossibleId(value))) return;
    context.addIssue({ code: 'invalid_type', expected: 'string', input: value });
  })
  .meta({ anyOf: [{ type: 'string' }, { type: 'object' }] });

function isBotObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const startParamsSchema = z
  .object({
    typebot: botSchema.optional(),
    publicId: idText.optional(),
    typebotId: idText.optional(),
    isPreview: z.boolean().optional(),
    resultId: idText.optional(),
    prefilledVariables: variablesSchema.optional(),
    isStreamEnabled: z.boolean().default(false),
    isOnlyRegistering: z.boolean().default(false),
    startGroupId: z.string().optional(),
    startEventId: z.string().optional(),
  })
  .superRefine(({ typebot, publicId, typebotId }, context) => {
    if (typebot !== undefined || publicId !== undefined || typebotId !== undefined) return;
    context.addIssue({ code: 'invalid_type', expected: 'string', path: ['typebot'], input: undefined });
  });
type StartParams = z.infer<typeof startParamsSchema>;

/** Body of sendMessage (chat-api §11.1). */
const sendMessageSchema = z.object({
  message: personText.optional(),
  sessionId: chosenId.optional(),
  startParams: startParamsSchema.optional(),
  clientLogs: loggedSchema.optional(),
});

/** What starts and messages have in common. */
type Sending = RequestFacts & Pick<StartRequest, 'sessionId' | 'message'>;

const textFormats = { v1: 'flat', v2: 'richText' } as const satisfies Record<string, TextFormat>;
type Generation = keyof typeof textFormats;

const sending = {
  method: 'POST',
  tag: 'Deprecated',
  cors: anySite,
  // A whole bot may be sent to preview it.
  token: 'optional',
  limit: 'continue',
  body: { described: sendMessageSchema, isOptional: true },
  response: { schema: sendMessageResponse },
  errors: [
    'missingStartParams',
    'previewUnauthenticated',
    'workspaceNotFound',
    'invalidBotFile',
    'startGroupNotFound',
    'startEventNotFound',
    'sessionExpired',
    ...turnErrors,
  ],
} as const;

/** Values stand in texts as they are. */
export const sendMessageV1 = defineCall({
  ...sending,
  path: '/api/v1/sendMessage',
  id: 'sendMessageV1',
  summary: 'The same with values written into texts as they are; `startParams.typebotId` gives the answers of 2023',
  handle: ({ services, request, reply }) => answer(services, request, reply, 'v1'),
});

/** Values are read as rich text. */
export const sendMessageV2 = defineCall({
  ...sending,
  path: '/api/v2/sendMessage',
  id: 'sendMessageV2',
  summary: 'Starts or continues a conversation; use startChat and continueChat instead',
  handle: ({ services, request, reply }) => answer(services, request, reply, 'v2'),
});

async function answer(services: Services, request: FastifyRequest, reply: FastifyReply, generation: Generation) {
  const { clock, conversations } = services;
  try {
    const body = readBody(sendMessageSchema, request.body);
    const { sessionId, message, startParams, clientLogs } = body;
    const proof = isPreview(startParams) ? request.headers.authorization : undefined;
    const key = givenKey(request, body, proof);
    const sending: Sending = {
      ...requestFacts(services, request, body, textFormats[generation]),
      sessionId,
      clientLogs,
      message: message === undefined ? undefined : { type: 'text', text: message },
    };
    const start = () => startOf(services, request, sending, startParams, generation);
    const turn = sessionId === undefined ? await start() : ({ ...sending, kind: 'message', sessionId, start } as const);
    const outlet = new ChatOutlet(renderer, clock, turn.kind === 'message' ? turn.sessionId : turn.bot.id, key);
    return sendAnswer(reply, await conversations.answer(turn, outlet));
  } catch (error) {
    if (!isInvalidInput(error)) throw error;
    await requireNamed(services, request.body, generation);
    return sendJson(reply, renderer.error(error));
  }
}

/**
 * Before a body is found fault with: the bot that it names to start. Throws `botNotFound`; a session or a preview is not
 * looked for, since both are answered with 400 or 401 as well when they are not there.
 */
async function requireNamed({ store }: Services, body: unknown, generation: Generation): Promise<void> {
  const { sessionId, startParams } = isObject(body) ? body : {};
  if (sessionId !== undefined || !isObject(startParams) || startParams.isPreview) return;
  const { named, is2023 } = nameIn(startParams, generation);
  if (typeof named !== 'string' || !isPossibleId(named)) return;
  if (!(await liveBot(store, named, is2023))) throw new ReparteeError('botNotFound');
}

/** What names the bot to start, and whether it does so in the way of 2023. */
function nameIn({ typebot, publicId, typebotId }: Partial<Record<string, unknown>>, generation: Generation) {
  const is2023 = generation === 'v1' && typebot === undefined && publicId === undefined;
  return { named: typebot ?? publicId ?? typebotId, is2023 };
}

async function liveBot({ bots }: Services['store'], named: string, is2023: boolean): Promise<BotHead | undefined> {
  return (await bots.headByPublicId(named)) ?? (is2023 ? bots.head(named) : undefined);
}

/** What to start. Throws `missingStartParams`, `previewUnauthenticated` or `botNotFound`. */
async function startOf(
  services: Services,
  request: FastifyRequest,
  sending: Sending,
  params: StartParams | undefined,
  generation: Generation,
): Promise<StartRequest | PreviewRequest> {
  if (!params) throw new ReparteeError('missingStartParams');
  const { store } = services;
  const { resultId, prefilledVariables } = params;
  const { named, is2023 } = nameIn(params, generation);
  const fields = {
    ...sending,
    streams: params.isStreamEnabled,
    isOnlyRegistering: params.isOnlyRegistering,
    prefilledVariables,
    isOldClient: is2023,
  };
  if (isPreview(params) || typeof named !== 'string') {
    const user = await services.tokens.find(request);
    if (!user) throw new ReparteeError('previewUnauthenticated');
    const bot = await previewBot(services, user, named, is2023);
    return { ...fields, kind: 'preview', bot, startFrom: startFrom(params) };
  }
  const bot = await liveBot(store, named, is2023);
  if (!bot) throw new ReparteeError('botNotFound');
  return { ...fields, kind: 'start', bot, resultId };
}

/** True when the request would start a preview, which takes a token. */
function isPreview(params: StartParams | undefined): boolean {
  return params !== undefined && (params.isPreview === true || isBotObject(params.typebot));
}

async function previewBot({ store, clock }: Services, user: User, named: unknown, is2023: boolean): Promise<Bot> {
  if (typeof named !== 'string') {
    const workspaceId = await firstWorkspace(store.accounts, user);
    return inlineBot(store.bots, named, workspaceId, clock.now());
  }
  const head: BotHead | undefined = is2023 ? await store.bots.headByPublicId(named) : undefined;
  return requireBot(store, user, head?.id ?? named);
}

/** Given both, neither counts. */
function startFrom({ startGroupId, startEventId }: StartParams): StartFrom | undefined {
  if (startGroupId !== undefined && startEventId !== undefined) return undefined;
  if (startGroupId !== undefined) return { type: 'group', groupId: startGroupId };
  return startEventId === undefined ? undefined : { type: 'event', eventId: startEventId };
}

function isInvalidInput(error: unknown): error is ReparteeError {
  return error instanceof ReparteeError && error.id === 'invalidInput';
}

/** Renders the answers of both generations, and the shape of 2023 for sessions that were started with it. */
const renderer: Renderer = {
  reply(reply) {
    if (reply.isOldClient) return render2023(reply);
    return reply.appearance ? renderStart(reply) : renderContinuation(reply);
  },
  error(error) {
    const rendered = renderError(error);
    if (!isInvalidInput(error)) return rendered;
    // Programs of that time read the sentences at the top.
    const { issues } = error.data as { issues: readonly { readonly message: string }[] };
    const body = { ...JSON.parse(rendered.body), issues: issues.map(({ message }) => ({ message })) };
    return { ...rendered, body: JSON.stringify(body) };
  },
};

function renderStart(reply: TurnReply) {
  const { progress: _unknownThen, ...common } = commonFields(reply);
  return {
    ...common,
    ...startFields(reply),
    sessionId: reply.sessionId,
    typebot: { id: reply.program.botId, theme: reply.appearance?.theme, settings: settingsOf(reply) },
    resultId: visibleResultId(reply),
  };
}

/** All settings but those that only we have. */
function settingsOf({ appearance }: TurnReply) {
  const { general, ...others } = appearance?.settings ?? {};
  if (!general) return others;
  const { sessionGone: _ours, ...known } = general;
  return { general: known, ...others };
}

function renderContinuation(reply: TurnReply) {
  const { progress: _unknownThen, ...common } = commonFields(reply);
  return { ...common, ...continuationFields(reply) };
}

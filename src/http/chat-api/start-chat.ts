import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { idText } from '../ids.ts';
import type { Services } from '../services.ts';
import { readBody } from '../validate.ts';
import { chosenId, messageSchema, textFormatSchema, variablesSchema } from './messages.ts';
import { renderer } from './render.ts';
import { requestFacts, sendAnswer } from './request-facts.ts';

const commonFields = {
  message: messageSchema.optional(),
  isStreamEnabled: z.boolean().default(false),
  isOnlyRegistering: z.boolean().default(false),
  prefilledVariables: variablesSchema.optional(),
  textBubbleContentFormat: textFormatSchema,
};

/** Body of startChat (chat-api §4.1). */
export const startChatSchema = z.object({ ...commonFields, resultId: idText.optional() });

/** Body of preview startChat (chat-api §6.1). */
export const previewStartChatSchema = z.object({
  ...commonFields,
  sessionId: chosenId.optional(),
  startFrom: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('group'), groupId: z.string() }),
      z.object({ type: z.literal('event'), eventId: z.string() }),
    ])
    .optional(),
  isProgressBarEnabled: z.boolean().optional(),
});

type PublicIdRequest = FastifyRequest<{ Params: { publicId: string } }>;
type BotIdRequest = FastifyRequest<{ Params: { typebotId: string } }>;

/** `POST /api/v1/typebots/{publicId}/startChat` */
export async function startChat(services: Services, request: PublicIdRequest, reply: FastifyReply) {
  const { store, conversations } = services;
  const body = readBody(startChatSchema, request.body);
  const facts = requestFacts(services, request, body, body.textBubbleContentFormat);
  const bot = await store.bots.headByPublicId(request.params.publicId);
  if (!bot) throw new ReparteeError('botNotFound');
  const { isStreamEnabled: streams, ...fields } = body;
  return sendAnswer(reply, await conversations.start({ ...fields, ...facts, bot, streams }, renderer));
}

/** `POST /api/v1/typebots/{typebotId}/preview/startChat` */
export async function previewStartChat(services: Services, request: BotIdRequest, reply: FastifyReply) {
  const { store, conversations, tokens } = services;
  const body = readBody(previewStartChatSchema, request.body);
  const facts = requestFacts(services, request, body, body.textBubbleContentFormat, request.headers.authorization);
  const bot = await requireBot(store, tokens.userOf(request), request.params.typebotId);
  const { isStreamEnabled: streams, isProgressBarEnabled: isProgressTracked, ...fields } = body;
  const preview = { ...fields, ...facts, bot, streams, isProgressTracked };
  return sendAnswer(reply, await conversations.startPreview(preview, renderer));
}

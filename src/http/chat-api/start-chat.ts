import { z } from 'zod';
import { requireBot } from '../../accounts/access.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { givenKey } from '../idempotency/request-key.ts';
import { idText } from '../ids.ts';
import { ownBot, publishedBot } from '../subjects.ts';
import { startChatResponse } from './answer-schemas.ts';
import { ChatOutlet } from './chat-outlet.ts';
import { chosenId, messageSchema, textFormatSchema, variablesSchema } from './messages.ts';
import { renderer } from './render.ts';
import { requestFacts, sendAnswer } from './request-facts.ts';
import { turnErrors } from './turn-errors.ts';

const commonFields = {
  message: messageSchema.optional(),
  isStreamEnabled: z.boolean().default(false),
  isOnlyRegistering: z.boolean().default(false),
  prefilledVariables: variablesSchema.optional(),
  textBubbleContentFormat: textFormatSchema,
};

/** Body of startChat (chat-api §4.1). */
const startChatSchema = z.object({ ...commonFields, resultId: idText.optional() });

/** Body of preview startChat (chat-api §6.1). */
const previewStartChatSchema = z.object({
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

/** Starts a conversation of a person. */
export const startChat = defineCall({
  method: 'POST',
  path: '/api/v1/typebots/:publicId/startChat',
  id: 'startChat',
  tag: 'Chat',
  summary: 'Starts a conversation with a published bot',
  cors: anySite,
  limit: 'start',
  subject: publishedBot,
  body: { schema: startChatSchema, isOptional: true },
  response: { schema: startChatResponse },
  errors: turnErrors,
  async handle({ services, request, reply, params, body }) {
    const { store, clock, conversations } = services;
    const key = givenKey(request, body);
    const facts = requestFacts(services, request, body, body.textBubbleContentFormat);
    const bot = await store.bots.headByPublicId(params.publicId);
    if (!bot) throw new ReparteeError('botNotFound');
    const { isStreamEnabled: streams, ...fields } = body;
    const outlet = new ChatOutlet(renderer, clock, bot.id, key);
    return sendAnswer(reply, await conversations.answer({ ...fields, ...facts, kind: 'start', bot, streams }, outlet));
  },
});

/** Starts a conversation of an author, who tries a draft. */
export const previewStartChat = defineCall({
  method: 'POST',
  path: '/api/v1/typebots/:typebotId/preview/startChat',
  id: 'previewStartChat',
  tag: 'Chat',
  summary: 'Starts a conversation with the draft of a bot; nothing of it becomes a result',
  cors: anySite,
  token: { missing: 'unauthenticated' },
  subject: ownBot,
  body: { schema: previewStartChatSchema, isOptional: true },
  response: { schema: startChatResponse },
  errors: ['startGroupNotFound', 'startEventNotFound', ...turnErrors],
  async handle({ services, request, reply, params, body, user }) {
    const { store, clock, conversations } = services;
    const key = givenKey(request, body, request.headers.authorization);
    const facts = requestFacts(services, request, body, body.textBubbleContentFormat);
    const bot = await requireBot(store, user, params.typebotId);
    const { isStreamEnabled: streams, isProgressBarEnabled: isProgressTracked, ...fields } = body;
    const preview = { ...fields, ...facts, kind: 'preview', bot, streams, isProgressTracked } as const;
    return sendAnswer(reply, await conversations.answer(preview, new ChatOutlet(renderer, clock, bot.id, key)));
  },
});

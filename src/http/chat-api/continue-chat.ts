import { z } from 'zod';
import { ReparteeError } from '../../errors/errors.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { messageKey } from '../idempotency/message-key.ts';
import { givenKey } from '../idempotency/request-key.ts';
import { runningSession } from '../subjects.ts';
import { continueChatResponse } from './answer-schemas.ts';
import { ChatOutlet } from './chat-outlet.ts';
import { messageSchema, textFormatSchema, variablesSchema } from './messages.ts';
import { renderer } from './render.ts';
import { requestFacts, sendAnswer } from './request-facts.ts';
import { turnErrors } from './turn-errors.ts';

/** Body of continueChat (chat-api §5, §18.2). */
export const continueChatSchema = z.object({
  message: messageSchema.nullish(),
  textBubbleContentFormat: textFormatSchema,
  variables: variablesSchema.optional(),
});

/** Takes the reply of a person. */
export const continueChat = defineCall({
  method: 'POST',
  path: '/api/v1/sessions/:sessionId/continueChat',
  id: 'continueChat',
  tag: 'Chat',
  summary: 'Gives the reply of the person and gets what the bot says to it',
  cors: anySite,
  limit: 'continue',
  subject: runningSession(() => new ReparteeError('sessionNotFound')),
  body: { schema: continueChatSchema, isOptional: true },
  response: { schema: continueChatResponse },
  // A conversation that is gone may be started anew.
  errors: ['sessionNotFound', 'sessionExpired', ...turnErrors],
  async handle({ services, request, reply, params, body }) {
    const { sessionId } = params;
    const { message: given, variables, textBubbleContentFormat } = body;
    const message = given ?? undefined;
    const { clock, conversations } = services;
    const outlet = new ChatOutlet(renderer, clock, sessionId, givenKey(request, body) ?? messageKey(message));
    const facts = requestFacts(services, request, body, textBubbleContentFormat);
    const answer = await conversations.answer({ ...facts, kind: 'message', sessionId, message, variables }, outlet);
    return sendAnswer(reply, answer);
  },
});

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Services } from '../services.ts';
import { readBody } from '../validate.ts';
import { messageSchema, textFormatSchema, variablesSchema } from './messages.ts';
import { renderer } from './render.ts';
import { requestFacts, sendAnswer } from './request-facts.ts';

/** Body of continueChat (chat-api §5, §18.2). */
export const continueChatSchema = z.object({
  message: messageSchema.nullish(),
  textBubbleContentFormat: textFormatSchema,
  variables: variablesSchema.optional(),
});

/** `POST /api/v1/sessions/{sessionId}/continueChat` */
export async function continueChat(
  services: Services,
  request: FastifyRequest<{ Params: { sessionId: string } }>,
  reply: FastifyReply,
) {
  const body = readBody(continueChatSchema, request.body);
  const facts = requestFacts(services, request, body, body.textBubbleContentFormat);
  const { sessionId } = request.params;
  const { message, variables } = body;
  const answer = await services.conversations.continue(
    { ...facts, sessionId, message: message ?? undefined, variables },
    renderer,
  );
  return sendAnswer(reply, answer);
}

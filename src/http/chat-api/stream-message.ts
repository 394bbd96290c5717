import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ReparteeError } from '../../errors/errors.ts';
import { isPossibleId } from '../../ids.ts';
import { sendJson } from '../answer.ts';
import { defineCall } from '../call.ts';
import type { Cors } from '../cors.ts';
import type { Services } from '../services.ts';
import { runningSession } from '../subjects.ts';
import { callerOf } from './request-facts.ts';

/** Headers of the call, whatever comes out (chat-api §9). */
const headers = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-expose-headers': 'Content-Length, X-JSON',
  'access-control-allow-headers': '*',
} as const;

const cors: Cors = {
  addHeaders(_request, reply, done) {
    reply.headers(headers);
    done();
  },
  preflight: (_request, reply) => reply.code(200).header('content-type', 'text/plain').send('ok'),
  isListed: true,
};

const streaming = {
  method: 'POST',
  cors,
  limit: 'stream',
  response: { status: 200, type: 'text/plain', description: 'The text, piece by piece' },
  errors: ['originRefused'],
  refusals: {
    400: 'This block does not have options · This block does not have a stream function · a body that is no JSON',
    404: 'Could not find session · Could not find current block · Could not find block or group',
  },
} as const;

/** Streams into the answer of a turn. */
export const streamMessage = defineCall({
  ...streaming,
  path: '/api/v2/sessions/:sessionId/streamMessage',
  aliases: ['/api/v1/sessions/:sessionId/streamMessage', '/api/v3/sessions/:sessionId/streamMessage'],
  id: 'streamMessage',
  tag: 'Chat',
  summary: 'Streams the answer of a language model after a `stream` action',
  body: 'json',
  subject: runningSession(() => new ReparteeError('sessionNotFound', { message: 'Could not find session' })),
  errors: ['sessionNotFound', 'originRefused'],
  handle: ({ services, request, reply, params }) => stream(services, request, reply, params.sessionId),
});

const named = z.object({ sessionId: z.string() });
/** A body that names no session is answered like one that names an unknown one. */
const namingSession = z.preprocess((body) => named.safeParse(body).data ?? { sessionId: '' }, named);

/** What clients of 2023 call: the body names the session. */
export const streamMessageV0 = defineCall({
  ...streaming,
  path: '/api/integrations/openai/streamer',
  id: 'streamMessageV0',
  tag: 'Deprecated',
  summary: 'Streams the answer of a language model; `sessionId` in the body names the conversation',
  body: { schema: namingSession },
  handle: ({ services, request, reply, body }) => stream(services, request, reply, body.sessionId),
});

/**
 * No kind of block streams yet, so every call is one of the failures that the route knows; their bodies are those
 * clients read, with the real HTTP status.
 */
async function stream({ conversations, programs }: Services, request: FastifyRequest, reply: FastifyReply, id: string) {
  const fail = (status: number, message: string) =>
    sendJson(reply, { status, body: JSON.stringify({ message, status }) });
  const session = isPossibleId(id) ? await conversations.session(id) : undefined;
  if (!session) return fail(404, 'Could not find session');
  conversations.admit(session, callerOf(request));
  const { position, frames } = session.state;
  if (position === undefined) return fail(404, 'Could not find current block');
  const program = frames[0] && (await programs.get(frames[0].versionId));
  const block = program?.blockById.get(position);
  if (!block) return fail(404, 'Could not find block or group');
  if (!('options' in block.data) || !block.data.options) return fail(400, 'This block does not have options');
  return fail(400, 'This block does not have a stream function');
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { isPossibleId } from '../../ids.ts';
import { sendJson } from '../answer.ts';
import type { Services } from '../services.ts';
import { callerOf } from './request-facts.ts';

/** Headers of the streaming route, whatever comes out (chat-api §9). */
const streamHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-expose-headers': 'Content-Length, X-JSON',
  'access-control-allow-headers': '*',
} as const;

/** Paths of the route: today's, and those that older clients call. */
export const streamUrls = [
  '/api/v2/sessions/:sessionId/streamMessage',
  '/api/v1/sessions/:sessionId/streamMessage',
  '/api/v3/sessions/:sessionId/streamMessage',
  '/api/integrations/openai/streamer',
] as const;

/** `OPTIONS` on the streaming route. */
export function answerStreamPreflight(_request: FastifyRequest, reply: FastifyReply) {
  return reply.code(200).headers(streamHeaders).header('content-type', 'text/plain').send('ok');
}

/** Hook of the streaming route: its headers are on every answer. */
export function addStreamHeaders(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers(streamHeaders);
  done();
}

type StreamRequest = FastifyRequest<{ Params: { sessionId?: string }; Body: { sessionId?: unknown } | undefined }>;

/**
 * `POST /api/v2/sessions/{sessionId}/streamMessage`. No kind of block streams yet, so every call is one of the failures
 * that the route knows; their bodies are those clients read, with the real HTTP status.
 */
export async function streamMessage(
  { conversations, programs }: Services,
  request: StreamRequest,
  reply: FastifyReply,
) {
  const fail = (status: number, message: string) =>
    sendJson(reply, { status, body: JSON.stringify({ message, status }) });
  const id = request.params.sessionId ?? request.body?.sessionId;
  const session = typeof id === 'string' && isPossibleId(id) ? await conversations.session(id) : undefined;
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

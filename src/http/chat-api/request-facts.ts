import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../conversation/origins.ts';
import type { RequestFacts } from '../../conversation/requests.ts';
import type { TextFormat } from '../../engine/block.ts';
import { TurnNotes } from '../../telemetry/turn-notes.ts';
import { sendJson } from '../answer.ts';
import { isLocalCaller } from '../callers.ts';
import type { Services } from '../services.ts';
import type { ChatAnswer } from './chat-outlet.ts';

/**
 * What every chat request brings besides its body, of which the validated one alone is kept while the request waits.
 *
 * @param body the validated body
 */
export function requestFacts(
  { botLimits }: Pick<Services, 'botLimits'>,
  request: FastifyRequest,
  body: unknown,
  textFormat: TextFormat,
): RequestFacts {
  request.body = undefined;
  return {
    caller: callerOf(request),
    textFormat,
    size: () => Buffer.byteLength(JSON.stringify(body)),
    admitTo: isLocalCaller(request) ? undefined : botLimits.admit,
    notes: new TurnNotes(request.headers.traceparent),
  };
}

/** Where a request comes from. */
export function callerOf(request: FastifyRequest): Caller {
  const frameOrigin = request.headers['x-typebot-iframe-referrer-origin'];
  return { origin: request.headers.origin, frameOrigin: typeof frameOrigin === 'string' ? frameOrigin : undefined };
}

/** Sends the answer of a turn. */
export function sendAnswer(reply: FastifyReply, answer: ChatAnswer): FastifyReply {
  if (answer.isReplayed) reply.header('idempotency-replayed', 'true');
  return sendJson(reply, answer);
}

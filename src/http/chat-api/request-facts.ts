import type { FastifyReply, FastifyRequest } from 'fastify';
import { fingerprint } from '../../conversation/kept-answers.ts';
import type { Caller } from '../../conversation/origins.ts';
import type { Answer, RequestFacts } from '../../conversation/requests.ts';
import type { TextFormat } from '../../engine/context.ts';
import { ReparteeError } from '../../errors.ts';
import { TurnNotes } from '../../telemetry/turn-notes.ts';
import { sendJson } from '../answer.ts';
import { isLocalCaller } from '../callers.ts';
import type { Services } from '../services.ts';

const printable = /^[\x20-\x7e]{1,255}$/;

/**
 * What every chat request brings besides its body. Throws `invalidIdempotencyKey`.
 *
 * @param body the validated body, which tells requests under the same key apart
 */
export function requestFacts(
  { botLimits }: Pick<Services, 'botLimits'>,
  request: FastifyRequest,
  body: unknown,
  textFormat: TextFormat,
): RequestFacts {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !printable.test(key))) {
    throw new ReparteeError('invalidIdempotencyKey');
  }
  return {
    caller: callerOf(request),
    textFormat,
    requestKey: key === undefined ? undefined : { key, fingerprint: fingerprint(request.routeOptions.url, body) },
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
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.isReplayed) reply.header('idempotency-replayed', 'true');
  return sendJson(reply, answer);
}

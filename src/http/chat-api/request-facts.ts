import type { FastifyReply, FastifyRequest } from 'fastify';
import { fingerprint } from '../../conversation/kept-answers.ts';
import type { Caller } from '../../conversation/origins.ts';
import type { Answer, RequestFacts } from '../../conversation/requests.ts';
import type { TextFormat } from '../../engine/block.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { TurnNotes } from '../../telemetry/turn-notes.ts';
import { sendJson } from '../answer.ts';
import { isLocalCaller } from '../callers.ts';
import type { Services } from '../services.ts';

const printable = /^[\x20-\x7e]{1,255}$/;

/**
 * What every chat request brings besides its body, of which the validated one alone is kept while the request waits.
 * Throws `invalidIdempotencyKey`.
 *
 * @param body the validated body, which tells requests under the same key apart
 * @param proof what the caller may start a bot with, where that takes any: an answer is not kept for others
 */
export function requestFacts(
  { botLimits }: Pick<Services, 'botLimits'>,
  request: FastifyRequest,
  body: unknown,
  textFormat: TextFormat,
  proof?: string,
): RequestFacts {
  const key = request.headers['idempotency-key'];
  if (key !== undefined && (typeof key !== 'string' || !printable.test(key))) {
    throw new ReparteeError('invalidIdempotencyKey');
  }
  request.body = undefined;
  const identity = [request.routeOptions.url, body, ...(proof === undefined ? [] : [proof])];
  return {
    caller: callerOf(request),
    textFormat,
    requestKey: key === undefined ? undefined : { key, fingerprint: fingerprint(...identity) },
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
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.isReplayed) reply.header('idempotency-replayed', 'true');
  return sendJson(reply, answer);
}

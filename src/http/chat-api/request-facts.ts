import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../conversation/origins.ts';
import type { Outlet } from '../../conversation/outlet.ts';
import type { RequestFacts } from '../../conversation/requests.ts';
import type { TextFormat } from '../../engine/block.ts';
import type { Message } from '../../engine/message.ts';
import { TurnNotes } from '../../telemetry/turn-notes.ts';
import { sendJson } from '../answer.ts';
import { isLocalCaller } from '../callers.ts';
import { type Answer, idempotentOutlet, type Renderer } from '../idempotency/idempotent-outlet.ts';
import { requestKey } from '../idempotency/request-key.ts';
import type { Services } from '../services.ts';

/** What every chat request brings besides its body, and the outlet that its answer goes through. */
export interface ChatRequest {
  readonly facts: RequestFacts;
  readonly outlet: Outlet<Answer>;
}

/**
 * Reads what every chat request brings besides its body, of which the validated one alone is kept while the request
 * waits. Throws `invalidIdempotencyKey`.
 *
 * @param body the validated body, which tells requests under the same key apart
 * @param message of a request to a conversation, which may be known by an id of its own
 * @param proof what the caller may start a bot with, where that takes any: an answer is not kept for others
 */
export function readChatRequest(
  { botLimits, clock }: Pick<Services, 'botLimits' | 'clock'>,
  request: FastifyRequest,
  body: unknown,
  { textFormat, renderer, message, proof }: ChatForm,
): ChatRequest {
  const key = requestKey(request, body, proof);
  request.body = undefined;
  const facts = {
    caller: callerOf(request),
    textFormat,
    size: () => Buffer.byteLength(JSON.stringify(body)),
    admitTo: isLocalCaller(request) ? undefined : botLimits.admit,
    notes: new TurnNotes(request.headers.traceparent),
  };
  return { facts, outlet: idempotentOutlet(renderer, { requestKey: key, message }, clock) };
}

/** What is particular to a request of a call. */
interface ChatForm {
  readonly textFormat: TextFormat;
  readonly renderer: Renderer;
  readonly message?: Message | undefined;
  readonly proof?: string | undefined;
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

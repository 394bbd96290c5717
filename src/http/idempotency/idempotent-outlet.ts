import type { Clock } from '../../conversation/clock.ts';
import type { Leavings, Outlet, TurnReply } from '../../conversation/outlet.ts';
import type { Program } from '../../engine/block.ts';
import type { Message } from '../../engine/message.ts';
import { ReparteeError } from '../../errors/errors.ts';
import type { IdempotentAnswer } from '../../store/sessions.ts';
import type { Rendered } from '../answer.ts';
import { messageKey } from './message-key.ts';
import type { RequestKey } from './request-key.ts';

/** Turns replies and errors into what the caller sees. */
export interface Renderer {
  reply(reply: TurnReply): Rendered;
  error(error: unknown): Rendered;
}

/** An answer, and whether it was given before to the same request. */
export interface Answer extends Rendered {
  readonly isReplayed: boolean;
}

/** How long an answer is kept for a request that arrives again. */
const keptForMs = 24 * 60 * 60 * 1000;

/** Statuses that say "try again": they are not kept. */
const notKept: ReadonlySet<number> = new Set([408, 409, 429]);

/** What tells a request from others. */
export interface Asked {
  readonly requestKey?: RequestKey | undefined;
  /** The message of a request to a conversation, which may carry a key of its own. */
  readonly message?: Message | undefined;
}

/**
 * Renders turns, and has each answer kept with its turn, so that the same request gets it again: under the key of the
 * request, which keeps refusals too, or under that of its message (chat-api §18.1, C22).
 */
export function idempotentOutlet(renderer: Renderer, { requestKey, message }: Asked, clock: Clock): Outlet<Answer> {
  const keyAmong = (flows: readonly Program[]) => requestKey ?? messageKey(message, flows);
  const keep = (key: RequestKey, answer: Rendered): Leavings => ({
    idempotentAnswer: toKeep(key, answer, clock.now()),
  });
  return {
    // As far as that can be told before the flows are known.
    keptUnder: keyAmong([])?.key,
    known(kept, flows) {
      const key = keyAmong(flows);
      return key && { ...toRepeat(kept, key), isReplayed: requestKey !== undefined };
    },
    answer: (reply) => ({ ...renderer.reply(reply), isReplayed: false }),
    leaves(answer, { flows }) {
      const key = keyAmong(flows);
      return key ? keep(key, answer) : {};
    },
    refuse: (error) => (requestKey && !isAboutCaller(error) ? keep(requestKey, renderer.error(error)) : undefined),
  };
}

/** True for a refusal of the caller and not of the request: it is not kept, since the next one may be admitted. */
function isAboutCaller(error: unknown): boolean {
  return error instanceof ReparteeError && (error.id === 'originRefused' || error.id === 'previewUnauthenticated');
}

/** A kept answer for a request that arrived again. Throws `idempotencyKeyReused` for another request under its key. */
function toRepeat(kept: IdempotentAnswer, { fingerprint }: RequestKey): Rendered {
  if (kept.fingerprint !== fingerprint) throw new ReparteeError('idempotencyKeyReused');
  return { status: kept.status, body: kept.body };
}

/** What is stored with the turn, when the answer is one that is kept. */
export function toKeep(
  request: RequestKey,
  { status, body }: Rendered,
  now: number,
): Omit<IdempotentAnswer, 'scope'> | undefined {
  if (status >= 500 || notKept.has(status)) return undefined;
  return { ...request, status, body, expiresAt: now + keptForMs };
}

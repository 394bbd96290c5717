import { ReparteeError } from '../../errors/errors.ts';
import type { IdempotentAnswer } from '../../store/sessions.ts';
import type { JsonAnswer } from '../answer.ts';
import type { RequestKey } from './request-key.ts';

/** How long an answer is kept for a request that arrives again. */
const keptForMs = 24 * 60 * 60 * 1000;

/** Statuses that say "try again": they are not kept. */
const notKept: ReadonlySet<number> = new Set([408, 409, 429]);

/** True for a refusal of the caller and not of the request: it is not kept, since the next one may be admitted. */
export function isAboutCaller(error: unknown): boolean {
  return error instanceof ReparteeError && (error.id === 'originRefused' || error.id === 'previewUnauthenticated');
}

/** A stored answer for a request that arrived again. Throws `idempotencyKeyReused` for another request under its key. */
export function toRepeat(stored: IdempotentAnswer, { fingerprint }: RequestKey): JsonAnswer {
  if (stored.fingerprint !== fingerprint) throw new ReparteeError('idempotencyKeyReused');
  return { status: stored.status, body: stored.body };
}

/** What is stored of an answer; undefined when it is one that is not kept. */
export function toStore(
  scope: string,
  { key, fingerprint }: RequestKey,
  { status, body }: JsonAnswer,
  now: number,
): IdempotentAnswer | undefined {
  if (status >= 500 || notKept.has(status)) return undefined;
  return { scope, key, fingerprint, status, body, expiresAt: now + keptForMs };
}

import type { FastifyRequest } from 'fastify';
import { fingerprint } from '../../conversation/fingerprint.ts';
import type { Program } from '../../engine/block.ts';
import { ReparteeError } from '../../errors/errors.ts';

/** A key under which a request is answered only once. */
export interface RequestKey {
  readonly key: string;
  /** Tells requests under one key apart. */
  readonly fingerprint: string;
  /** Whether what looks like a key is one, now that the running bots are known. */
  holds(programs: readonly Program[]): boolean;
  /** The caller gave it, and knows then what it means: refusals are repeated, too, and repeated answers are marked. */
  readonly isGiven: boolean;
}

const printable = /^[\x20-\x7e]{1,255}$/;

/**
 * The key that the caller gave in the header `Idempotency-Key`; undefined without one. Throws `invalidIdempotencyKey`.
 *
 * @param body the validated body, which tells requests under the same key apart
 * @param proof what the caller may start a bot with, where that takes any: an answer is not kept for others
 */
export function givenKey(request: FastifyRequest, body: unknown, proof?: string): RequestKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !printable.test(key)) throw new ReparteeError('invalidIdempotencyKey');
  const identity = [request.routeOptions.url, body, ...(proof === undefined ? [] : [proof])];
  return { key, fingerprint: fingerprint(...identity), holds: () => true, isGiven: true };
}

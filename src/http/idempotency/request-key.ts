import type { FastifyRequest } from 'fastify';
import { fingerprint } from '../../conversation/fingerprint.ts';
import { ReparteeError } from '../../errors/errors.ts';

/** A key under which a request is answered only once, and what tells requests under one key apart. */
export interface RequestKey {
  readonly key: string;
  readonly fingerprint: string;
}

const printable = /^[\x20-\x7e]{1,255}$/;

/**
 * The key that a request brings in the header `Idempotency-Key`. Throws `invalidIdempotencyKey`.
 *
 * @param body the validated body
 * @param proof what the caller may start a bot with, where that takes any: an answer is not kept for others
 */
export function requestKey(request: FastifyRequest, body: unknown, proof?: string): RequestKey | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !printable.test(key)) throw new ReparteeError('invalidIdempotencyKey');
  return { key, fingerprint: fingerprint(request.routeOptions.url, body, ...(proof === undefined ? [] : [proof])) };
}

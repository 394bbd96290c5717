import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReparteeError } from '../../errors.ts';
import { bearerToken, findUser } from '../auth.ts';
import { isLocalCaller } from '../callers.ts';
import type { Services } from '../services.ts';

/** `GET /metrics`: every number, for Prometheus. Without metrics the path does not exist. */
export async function showMetrics(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const { metrics } = services.operations;
  if (!metrics) return reply.callNotFound();
  if (!(await mayRead(services, request))) throw new ReparteeError('notLoggedIn');
  return reply.header('content-type', metrics.contentType).send(await metrics.text());
}

/** A token that was set is the only key; without one programs on this machine and users with a token may read. */
async function mayRead({ store, operations }: Services, request: FastifyRequest): Promise<boolean> {
  const { metricsToken } = operations;
  if (metricsToken !== undefined) return isSame(bearerToken(request) ?? '', metricsToken);
  return isLocalCaller(request) || (await findUser(store, request)) !== undefined;
}

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ReparteeError } from '../../errors/errors.ts';
import { defineCall } from '../call.ts';
import { isLocalCaller } from '../callers.ts';
import type { Services } from '../services.ts';

/** Every number, for Prometheus. Without metrics the path does not exist. */
export const showMetrics = defineCall({
  method: 'GET',
  path: '/metrics',
  id: 'metrics',
  tag: 'Server',
  summary: 'Shows every number that the server counts, for Prometheus; whoever runs it says who may read them',
  token: 'optional',
  response: { status: 200, type: 'text/plain', description: 'The numbers' },
  errors: ['notLoggedIn'],
  refusals: { 404: 'Not found, where nothing is counted' },
  isAnsweredToTheEnd: true,
  async handle({ services, request, reply }) {
    const { metrics } = services.operations;
    if (!metrics) return reply.callNotFound();
    if (!(await mayRead(services, request))) throw new ReparteeError('notLoggedIn');
    return reply.header('content-type', metrics.contentType).send(await metrics.text());
  },
});

/** A token that was set is the only key; without one programs on this machine and users with a token may read. */
async function mayRead({ tokens, operations }: Services, request: FastifyRequest): Promise<boolean> {
  const { metricsToken } = operations;
  if (metricsToken === undefined) return isLocalCaller(request) || (await tokens.find(request)) !== undefined;
  return (await tokens.verify(request, async (token) => isSame(token, metricsToken) || undefined)) ?? false;
}

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import type { FastifyInstance } from 'fastify';
import type { Guesses } from './auth.ts';
import type { AppParts } from './services.ts';

/** Counts wrong tokens per address, as the operator has set; undefined when they are not limited. */
export function wrongTokens(app: FastifyInstance, { settings, operations }: AppParts): Guesses | undefined {
  const { auth } = settings.rateLimits;
  if (!auth) return undefined;
  const look = app.createRateLimit({ max: auth.max, timeWindow: auth.windowMs });
  return {
    async refusedFor(request) {
      const found = await look(request, { increment: false });
      if (found.isAllowed || found.remaining > 0) return undefined;
      operations.metrics?.rateLimited('address');
      return found.ttlInSeconds;
    },
    async count(request) {
      await look(request);
    },
  };
}

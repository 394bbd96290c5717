import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { HttpSettings } from './settings.ts';

/** What is counted per address, whichever of the routes for it is called. */
const names = ['start', 'continue', 'stream', 'upload', 'logs'] as const;

/** One of them. */
export type LimitName = (typeof names)[number];

/** Hooks that refuse an address which has had enough, with `tooManyRequests`; an absent limit has none. */
export type AddressLimits = Readonly<Partial<Record<LimitName, onRequestAsyncHookHandler>>>;

/** Makes the hooks. Routes that share one count together: older names of a route are no way around its limit. */
export function addressLimits(app: FastifyInstance, limits: HttpSettings['rateLimits']): AddressLimits {
  const hooks = names.flatMap((name) => {
    const limit = limits[name];
    return limit ? [[name, app.rateLimit({ max: limit.max, timeWindow: limit.windowMs })] as const] : [];
  });
  return Object.fromEntries(hooks);
}

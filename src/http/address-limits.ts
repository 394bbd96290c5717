import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import type { HttpSettings } from './settings.ts';

/** What is counted per address, whichever of the routes for it is called. */
const names = ['start', 'continue', 'stream', 'upload', 'logs'] as const;

/** Hooks that refuse an address which has had enough, with `tooManyRequests`; an absent limit has none. */
export type AddressLimits = Readonly<Partial<Record<(typeof names)[number], onRequestAsyncHookHandler>>>;

/**
 * Puts a limit on a route.
 *
 * @param headers of every answer of the route, so that browsers can read the refusal too
 */
export function limited(
  hook: AddressLimits[keyof AddressLimits],
  headers?: (request: FastifyRequest) => Readonly<Record<string, string>>,
): Pick<RouteOptions, 'onRequest'> {
  if (!hook) return {};
  if (!headers) return { onRequest: hook };
  const setHeaders: onRequestAsyncHookHandler = async (request, reply) => void reply.headers(headers(request));
  return { onRequest: [setHeaders, hook] };
}

/** Makes the hooks. Routes that share one count together: older names of a route are no way around its limit. */
export function addressLimits(app: FastifyInstance, limits: HttpSettings['rateLimits']): AddressLimits {
  const hooks = names.flatMap((name) => {
    const limit = limits[name];
    return limit ? [[name, app.rateLimit({ max: limit.max, timeWindow: limit.windowMs })] as const] : [];
  });
  return Object.fromEntries(hooks);
}

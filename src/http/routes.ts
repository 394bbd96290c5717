import type { FastifyInstance, FastifyReply, FastifyRequest, RouteGenericInterface, RouteOptions } from 'fastify';
import { ReparteeError } from '../errors/errors.ts';
import type { Services } from './services.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Rejects with what to answer when what the path names is not there; asked before a body is found fault with. */
    readonly subject?: (request: FastifyRequest) => Promise<unknown>;
    /** Who sends a body has shown a token. */
    readonly isTokenNeeded?: boolean;
  }
}

/** Answers a request with what the server offers. */
export type Handler<R extends RouteGenericInterface> = (
  services: Services,
  request: FastifyRequest<R>,
  reply: FastifyReply,
) => Promise<unknown>;

/** How browsers of other sites may use a route: anybody's, or nobody's. */
export type Openness = 'open' | 'closed';

interface KnownPath {
  readonly methods: Set<string>;
  readonly openness: Openness;
}

const preflightMethods = 'GET, HEAD, PUT, POST, DELETE, PATCH';
/** What the parser of Node.js reads. OPTIONS asks which methods there are, and CONNECT names no path. */
const everyMethod = (
  'ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PATCH ' +
  'POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK ' +
  'UNSUBSCRIBE'
).split(' ');

/** Lets routes have every method that Node.js reads, also those of WebDAV and other protocols; to be called first. */
export function knowEveryMethod(app: FastifyInstance): void {
  const known = new Set<string>(app.supportedMethods);
  for (const method of everyMethod) if (!known.has(method)) app.addHttpMethod(method);
}

/**
 * The routes of the API. Adding one notes its path, so that other methods on it are answered with the right one, and
 * so that browsers get their preflight answers.
 */
export class Routes {
  readonly #app: FastifyInstance;
  readonly #paths = new Map<string, KnownPath>();
  readonly #hints = new Map<string, string>();

  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  /** Adds a route. `open` routes answer to browsers on any site. */
  add(openness: Openness, route: RouteOptions): void {
    const methods = [route.method].flat();
    const known = this.#paths.get(route.url) ?? { methods: new Set(), openness };
    for (const method of methods) known.methods.add(method);
    this.#paths.set(route.url, known);
    this.#app.route({
      ...route,
      ...(openness === 'open' && { onRequest: [allowOrigin, ...[route.onRequest ?? []].flat()] }),
    });
  }

  /** Adds an answer for a path that people take for another one; the path itself stays unknown. */
  hint(method: 'POST' | 'GET', url: string, hint: string): void {
    const known = this.#paths.get(url);
    if (!known) this.#paths.set(url, { methods: new Set(), openness: 'open' });
    this.#hints.set(url, method);
    this.#app.route({
      method,
      url,
      // Said before a body is read.
      onRequest: [allowOrigin, () => refusePath(hint)],
      handler: unreachable,
    });
  }

  /** To be called after the last `add`. */
  complete(): void {
    for (const [url, { methods, openness }] of this.#paths) {
      const isOpen = openness === 'open';
      if (isOpen && !methods.has('OPTIONS')) {
        this.#app.options(url, { onRequest: allowOrigin }, answerPreflight);
      }
      if (methods.size === 0) continue;
      const taken = new Set([...methods, this.#hints.get(url), methods.has('GET') ? 'HEAD' : undefined]);
      const others = everyMethod.filter((method) => !taken.has(method));
      this.#app.route({
        method: others,
        url,
        // Said before a body is read.
        onRequest: [...(isOpen ? [allowOrigin] : []), (_request, reply) => refuseMethod(reply, [...methods], url)],
        handler: unreachable,
      });
    }
  }
}

/** Every request comes through here, so it goes on at once: a promise would cost more than the work. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin) reply.header('access-control-allow-origin', origin);
  done();
}

async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const requested = request.headers['access-control-request-headers'];
  reply.header('access-control-allow-methods', preflightMethods).header('access-control-max-age', '600');
  if (requested) reply.header('access-control-allow-headers', requested);
  await reply.code(204).send();
}

async function unreachable(): Promise<never> {
  throw new Error('Requests to this route are refused before.');
}

function refusePath(hint: string): never {
  throw new ReparteeError('noRoute', { values: { hint } });
}

function refuseMethod(reply: FastifyReply, methods: readonly string[], url: string): never {
  reply.header('allow', methods.join(', '));
  const path = url.replace(/:(\w+)/g, '{$1}');
  throw new ReparteeError('methodNotAllowed', { values: { methods: methods.join(' or '), path } });
}

import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ReparteeError } from '../errors/errors.ts';
import type { AddressLimits } from './address-limits.ts';
import { bodyLimits } from './body-limits.ts';
import { boundWithoutToken } from './body-without-token.ts';
import { type Asked, type Call, needsToken, readablePath } from './call.ts';
import { anySite, type Cors } from './cors.ts';
import type { Services } from './services.ts';
import { readBody, readInput } from './validate.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route answers; absent where requests are only told the right way. */
    readonly call?: Call;
    /** The subject of the call. */
    readonly subject?: (request: FastifyRequest) => Promise<unknown>;
  }
}

/** A path that people take for another one: it stays unknown, and the answer names the right one. */
export interface Hint {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly text: string;
}

interface KnownPath {
  readonly methods: readonly string[];
  readonly cors: Cors | undefined;
}

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
 * Adds the routes of calls, answers to browsers that ask before they call, and to every other method on their paths the
 * name of the right one.
 */
export function addCalls(
  app: FastifyInstance,
  calls: readonly Call[],
  services: Services,
  limits: AddressLimits,
  hints: readonly Hint[] = [],
): void {
  const spellings = calls.flatMap((call) => [call.path, ...(call.aliases ?? [])].map((url) => ({ url, call })));
  for (const { url, call } of spellings) app.route({ url, ...routeOf(call, services, limits) });
  for (const hint of hints) addHint(app, hint);
  for (const [url, known] of Map.groupBy(spellings, (spelling) => spelling.url)) {
    const methods = known.map(({ call }) => call.method);
    const cors = known.find(({ call }) => call.cors)?.call.cors;
    const hint = hints.find(({ path }) => path === url);
    addOtherMethods(app, url, { methods, cors }, hint?.method);
  }
  for (const { path } of hints) {
    if (!spellings.some(({ url }) => url === path)) addPreflight(app, path, anySite);
  }
}

function routeOf(call: Call, services: Services, limits: AddressLimits) {
  const { method, cors, limit, token, subject } = call;
  const { open, withToken } = bodyLimits(services.settings);
  const hooks = [
    cors?.addHeaders,
    limit && limits[limit],
    typeof token === 'object' ? services.tokens.required(token.missing) : undefined,
  ];
  return {
    method,
    bodyLimit: token ? withToken : open,
    onRequest: hooks.filter((hook) => hook !== undefined) as onRequestHookHandler[],
    ...(token === 'optional' && call.body && { preParsing: boundWithoutToken(services) }),
    config: {
      call,
      ...(subject && {
        subject: (request: FastifyRequest) => subject({ services, request, params: paramsOf(request) }),
      }),
    },
    handler: handlerOf(call, services),
  };
}

/** Reads what the call describes, and hands it over. */
function handlerOf(call: Call, services: Services) {
  const { query, body } = call;
  const schema = typeof body === 'object' && 'schema' in body ? body.schema : undefined;
  const isUserKnown = needsToken(call);
  return (request: FastifyRequest, reply: FastifyReply) =>
    call.handle({
      services,
      request,
      reply,
      params: paramsOf(request),
      body: schema && readBody(schema, request.body),
      query: query && readInput(query, request.query),
      user: isUserKnown ? services.tokens.userOf(request) : undefined,
    });
}

function paramsOf({ params }: FastifyRequest): Asked['params'] {
  return params as Asked['params'];
}

function addHint(app: FastifyInstance, { method, path, text }: Hint): void {
  app.route({
    method,
    url: path,
    // Said before a body is read.
    onRequest: [anySite.addHeaders, () => refusePath(text)],
    handler: unreachable,
  });
}

function addOtherMethods(app: FastifyInstance, url: string, { methods, cors }: KnownPath, hinted?: string): void {
  if (cors) addPreflight(app, url, cors);
  const taken = new Set([...methods, hinted, methods.includes('GET') ? 'HEAD' : undefined]);
  const told = [...(cors?.isListed ? ['OPTIONS'] : []), ...methods];
  app.route({
    method: everyMethod.filter((method) => !taken.has(method)),
    url,
    // Said before a body is read.
    onRequest: [...(cors ? [cors.addHeaders] : []), (_request, reply) => refuseMethod(reply, told, url)],
    handler: unreachable,
  });
}

function addPreflight(app: FastifyInstance, url: string, { addHeaders, preflight }: Cors): void {
  app.route({ method: 'OPTIONS', url, onRequest: addHeaders, handler: preflight });
}

async function unreachable(): Promise<never> {
  throw new Error('Requests to this route are refused before.');
}

function refusePath(hint: string): never {
  throw new ReparteeError('noRoute', { values: { hint } });
}

function refuseMethod(reply: FastifyReply, methods: readonly string[], url: string): never {
  reply.header('allow', methods.join(', '));
  throw new ReparteeError('methodNotAllowed', { values: { methods: methods.join(' or '), path: readablePath(url) } });
}

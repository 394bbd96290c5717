import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { ReparteeError } from '../errors.ts';
import { addressLimits } from './address-limits.ts';
import { renderError, sendJson } from './answer.ts';
import { parseBodies } from './body.ts';
import { isLocalCaller } from './callers.ts';
import { addChatApi } from './chat-api/routes.ts';
import { addManagementApi } from './management-api/routes.ts';
import { endOpenConnections } from './open-connections.ts';
import { addReference } from './openapi/routes.ts';
import { refuseWhileClosing } from './operations/closing.ts';
import { addOperations } from './operations/routes.ts';
import { Routes } from './routes.ts';
import { bodyLimits, type Services } from './services.ts';
import { addUploads } from './uploads/routes.ts';

/** Builds the HTTP application without listening, so that tests can send requests to it directly. */
export async function createApp(services: Services): Promise<FastifyInstance> {
  const { trustProxy } = services.settings;
  const app = Fastify({
    ...(services.log ? { loggerInstance: services.log } : { logger: false }),
    // One line per failure is written by the error handler; a line per request would drown it.
    logController: new LogController({ disableRequestLogging: true }),
    // Lines name the session, not the request: a logger of its own for each request would only cost time.
    childLoggerFactory: (logger) => logger as FastifyBaseLogger,
    bodyLimit: bodyLimits.request,
    // Refused below, in the words of our table.
    return503OnClosing: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1000 },
    frameworkErrors: (_error, _request, reply) => void answerNotFound(reply),
    schemaController: noSchemas,
  });
  endOpenConnections(app);
  parseBodies(app);
  refuseWhileClosing(app, services.operations);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  await app.register(rateLimit, {
    global: false,
    allowList: isLocalCaller,
    onExceeded: () => services.operations.metrics?.rateLimited('address'),
    errorResponseBuilder: () => new ReparteeError('tooManyRequests'),
  });
  const limits = addressLimits(app, services.settings.rateLimits);
  await app.register(async (scope) => {
    const routes = new Routes(scope);
    addChatApi(routes, services, limits);
    addManagementApi(routes, services);
    addReference(routes, services);
    addOperations(routes, services);
    routes.complete();
  });
  await app.register((scope) => addUploads(scope, services, limits));
  return app;
}

/** Bodies are validated by Zod: the framework need not load its own compilers of schemas. */
const noSchemas = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

function refuseSchema(): never {
  throw new Error('Routes have no schemas of the framework: validate with readBody.');
}

function answerNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('content-type', 'text/plain; charset=utf-8').send('Not found');
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = knownError(error, request);
  const rendered = renderError(known);
  if (known instanceof ReparteeError && known.retryAfterS !== undefined) reply.header('retry-after', known.retryAfterS);
  if (known instanceof ReparteeError && known.id === 'shuttingDown')
    return sendJson(reply.header('connection', 'close'), rendered);
  if (rendered.status >= 500) request.log.error({ err: known }, 'request failed');
  return sendJson(reply, rendered);
}

/** Errors of the framework in the words of our table. */
function knownError(error: FastifyError, request: FastifyRequest): Error {
  if (error instanceof ReparteeError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE': {
      const limit = `${Math.round((request.routeOptions.bodyLimit ?? bodyLimits.request) / 1024 / 1024)} MB`;
      return new ReparteeError('payloadTooLarge', { values: { limit } });
    }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ReparteeError('malformedRequest', { cause: error });
    default:
      return error;
  }
}

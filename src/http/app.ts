import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { ReparteeError } from '../errors/errors.ts';
import { addressLimits } from './address-limits.ts';
import { Tokens } from './auth.ts';
import { parseBodies } from './body.ts';
import { bodyLimits } from './body-limits.ts';
import { isLocalCaller, proxyWarning } from './callers.ts';
import { calls } from './calls.ts';
import { chatHints } from './chat-api/calls.ts';
import { answerError, answerNotFound, answerUnreadableAddress } from './failures.ts';
import { wrongTokens } from './guesses.ts';
import { readableAddress, refuseImpossibleIds } from './ids.ts';
import { answerBadRequest, arrivalTimes, limitConnections } from './incoming.ts';
import { endOpenConnections } from './open-connections.ts';
import { refuseWhileClosing } from './operations/closing.ts';
import { databaseProblems } from './operations/readiness.ts';
import { addCalls, knowEveryMethod } from './routes.ts';
import type { AppParts, Services } from './services.ts';
import { leaveBodies } from './uploads/body-streams.ts';
import { fileCalls } from './uploads/calls.ts';

/** Builds the HTTP application without listening, so that tests can send requests to it directly. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { settings, operations } = parts;
  const { trustProxy } = settings;
  const { open } = bodyLimits(settings);
  const app = Fastify({
    ...(parts.log ? { loggerInstance: parts.log } : { logger: false }),
    // One line per failure is written by the error handler; a line per request would drown it.
    logController: new LogController({ disableRequestLogging: true }),
    // Lines name the session, not the request: a logger of its own for each request would only cost time.
    childLoggerFactory: (logger) => logger as FastifyBaseLogger,
    bodyLimit: open,
    ...arrivalTimes(settings),
    clientErrorHandler: answerBadRequest,
    // Refused below, in the words of our table.
    return503OnClosing: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1000 },
    rewriteUrl: ({ url = '/' }) => readableAddress(url),
    frameworkErrors: (error, _request, reply) => void answerUnreadableAddress(error, reply),
    schemaController: noSchemas,
  });
  knowEveryMethod(app);
  endOpenConnections(app);
  limitConnections(app, settings);
  parseBodies(app, open);
  const warnOfProxy = proxyWarning(app.log);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    warnOfProxy(request);
    // Nobody's body is not read.
    if (request.is404) answerNotFound(reply);
    else done();
  });
  refuseWhileClosing(app, operations);
  refuseImpossibleIds(app, answerNotFound);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  await app.register(rateLimit, {
    global: false,
    allowList: isLocalCaller,
    onExceeded: () => operations.metrics?.rateLimited('address'),
    errorResponseBuilder: () => new ReparteeError('tooManyRequests'),
  });
  const services: Services = {
    ...parts,
    tokens: new Tokens(parts.store.accounts, wrongTokens(app, parts)),
    databaseProblem: databaseProblems(parts),
  };
  const limits = addressLimits(app, settings.rateLimits);
  const others = calls.filter((call) => !fileCalls.includes(call));
  await app.register(async (scope) => addCalls(scope, others, services, limits, chatHints));
  await app.register(async (scope) => {
    await leaveBodies(scope);
    addCalls(scope, fileCalls, services, limits);
  });
  return app;
}

/** Bodies are validated by Zod: the framework need not load its own compilers of schemas. */
const noSchemas = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

function refuseSchema(): never {
  throw new Error('Routes have no schemas of the framework: calls have those of Zod.');
}

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorName, ReparteeError } from '../errors/errors.ts';
import { renderError, sendJson } from './answer.ts';
import { readableSize } from './body-limits.ts';

/** Faults that are found in a body. */
const faultsOfBody: ReadonlySet<ErrorName> = new Set(['malformedRequest', 'invalidInput', 'payloadTooLarge']);

/** Answers a request that failed. */
export async function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const known = await tellFirst(knownError(error, request), request);
  const rendered = renderError(known);
  if (known instanceof ReparteeError && known.retryAfterS !== undefined) reply.header('retry-after', known.retryAfterS);
  if (known instanceof ReparteeError && known.id === 'shuttingDown')
    return sendJson(reply.header('connection', 'close'), rendered);
  if (rendered.status >= 500) request.log.error({ err: known }, 'request failed');
  return sendJson(reply, rendered);
}

/** Answers a request to a path that nothing knows. */
export function answerNotFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('content-type', 'text/plain; charset=utf-8').send('Not found');
}

/** Answers an address that the router could not read; no hook has seen the request. */
export function answerUnreadableAddress(error: FastifyError, reply: FastifyReply): FastifyReply {
  reply.header('x-content-type-options', 'nosniff');
  if (error.code !== 'FST_ERR_MAX_PARAM_LENGTH') return answerNotFound(reply);
  return sendJson(reply, renderError(new ReparteeError('addressTooLong')));
}

/** A body is found fault with only when what it is for exists: who talks to nobody hears that first. */
async function tellFirst(known: Error, request: FastifyRequest): Promise<Error> {
  const { subject } = request.routeOptions.config;
  if (!subject || !(known instanceof ReparteeError) || !faultsOfBody.has(known.id)) return known;
  try {
    await subject(request);
    return known;
  } catch (missing) {
    return knownError(missing as FastifyError, request);
  }
}

/** Errors of the framework in the words of our table. */
function knownError(error: FastifyError, request: FastifyRequest): Error {
  if (error instanceof ReparteeError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ReparteeError('payloadTooLarge', { values: { limit: readableSize(request.routeOptions.bodyLimit) } });
  }
  const isRefusal = error.code?.startsWith('FST_') && error.statusCode !== undefined && error.statusCode < 500;
  // Nobody hears the answer when the body broke off.
  const isBrokenOff = error === request.raw.errored;
  return isRefusal || isBrokenOff ? new ReparteeError('malformedRequest', { cause: error }) : error;
}

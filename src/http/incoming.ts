import type { ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type ErrorName, ReparteeError } from '../errors/errors.ts';
import { renderError } from './answer.ts';
import type { HttpSettings } from './settings.ts';

/** Longest time for the head of a request, in ms. */
const headMs = 20_000;
/** Longest time between two looks for requests that take too long, in ms. */
const checkMs = 5_000;
/** Time between two warnings about refused connections, in ms. */
const warningMs = 60_000;

/** Times that requests may take to arrive; one that drips on for longer is cut. */
export function arrivalTimes({ requestTimeoutMs = 120_000 }: HttpSettings) {
  const http: ServerOptions = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(headMs, requestTimeoutMs),
    connectionsCheckingInterval: Math.min(checkMs, requestTimeoutMs),
  };
  return { requestTimeout: requestTimeoutMs, http };
}

/** Lets so many connections in as the operator has set; further ones are closed at once. */
export function limitConnections(app: FastifyInstance, { maxConnections = 10_000 }: HttpSettings): void {
  app.server.maxConnections = maxConnections;
  let silentUntil = 0;
  app.server.on('drop', () => {
    const now = performance.now();
    if (now < silentUntil) return;
    silentUntil = now + warningMs;
    app.log.warn({ maxConnections }, 'connections are refused: MAX_CONNECTIONS are open');
  });
}

/** Answers what is no HTTP request, in the words of our table; no route and no hook sees it. */
export function answerBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [id, phrase] = refusals.get(error.code) ?? ['malformedRequest', 'Bad Request'];
  const { status, body } = renderError(new ReparteeError(id));
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`,
  );
}

const refusals = new Map<string | undefined, readonly [id: ErrorName, phrase: string]>([
  ['ERR_HTTP_REQUEST_TIMEOUT', ['requestTooSlow', 'Request Timeout']],
  ['HPE_HEADER_OVERFLOW', ['headTooLarge', 'Request Header Fields Too Large']],
]);

import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { ReparteeError } from '../../errors/errors.ts';
import type { Operations } from '../services.ts';

/** How long answers to refused requests may take to be read, in ms. */
const lastWordsMs = 1000;

/** Refuses requests that arrive on open connections while the server stops. */
export function refuseWhileClosing(app: FastifyInstance, { isClosing }: Operations): void {
  if (!isClosing) return;
  // At this point routes have said which sites may read the answer.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    if (isClosing() && request.method !== 'OPTIONS' && !request.routeOptions.config.call?.isAnsweredToTheEnd) {
      done(new ReparteeError('shuttingDown', { retryAfterS: 5 }));
    } else {
      done();
    }
  });
}

/**
 * Stops accepting and resolves when every request has its answer.
 *
 * @param graceMs how long requests in flight may go on
 * @param giveUp ends those that are still running then
 */
export async function finishRequests(
  app: FastifyInstance,
  graceMs: number,
  giveUp: () => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const cutting = setTimeout(graceMs, undefined, { signal: ending.signal }).then(async () => {
    await giveUp();
    await setTimeout(lastWordsMs, undefined, { signal: ending.signal });
    app.server.closeAllConnections();
  });
  const closed = app.close().finally(() => ending.abort());
  await Promise.all([closed, cutting.catch(onlyAborted)]);
}

function onlyAborted(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}

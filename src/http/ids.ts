import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { isPossibleId, maxIdLength } from '../ids.ts';

/** An id in a body or a query. One that no store could hold is refused as such, whichever database there is. */
export const idText = z
  .string()
  .max(maxIdLength)
  .refine((text) => isPossibleId(text, text.length), 'Expected an id without control characters');

/** Parts of paths that are no ids of something stored and may be longer. */
const longParts: ReadonlySet<string> = new Set(['*', 'token']);

/**
 * Answers requests for a path with an id that no store could hold: nothing is there.
 *
 * @param answer answers for paths that do not exist
 */
export function refuseImpossibleIds(app: FastifyInstance, answer: (reply: FastifyReply) => void): void {
  // At this point routes have said which sites may read the answer.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const parts = Object.entries(request.params as Record<string, string>);
    const isPossible = parts.every(([name, text]) => isPossibleId(text, longParts.has(name) ? text.length : undefined));
    if (isPossible) done();
    else answer(reply);
  });
}

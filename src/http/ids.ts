import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ReparteeError } from '../errors/errors.ts';
import { isPossibleId, maxIdLength } from '../ids.ts';

/** An id in a body or a query. One that no store could hold is refused as such, whichever database there is. */
export const idText = z
  .string()
  .max(maxIdLength)
  .refine((text) => isPossibleId(text, text.length), 'Expected an id without control characters');

/** Parts of paths that are no ids of something stored and may be longer: those of files. */
export const fileParts: ReadonlySet<string> = new Set(['*', 'token']);

/**
 * Answers requests for a path with an id that no store could hold: nothing is there. The error is that of an unknown id
 * where the route has one.
 *
 * @param answerNoFile answers where files go in and out, whose callers read no JSON
 */
export function refuseImpossibleIds(app: FastifyInstance, answerNoFile: (reply: FastifyReply) => void): void {
  // At this point routes have said which sites may read the answer.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const odd = impossiblePart(request);
    // A browser that may not ask hears no error.
    if (odd === undefined || request.method === 'OPTIONS') done();
    else if (fileParts.has(odd)) answerNoFile(reply);
    else refuse(request).catch(done);
  });
}

function impossiblePart({ params }: FastifyRequest): string | undefined {
  for (const [name, text] of Object.entries(params as Record<string, string>)) {
    if (!isPossibleId(text, fileParts.has(name) ? text.length : undefined)) return name;
  }
  return undefined;
}

async function refuse(request: FastifyRequest): Promise<never> {
  await request.routeOptions.config.subject?.(request);
  throw new ReparteeError('impossibleId');
}

/** What stands for the parts of an address that are no text. No id holds it. */
const unreadable = '%00';

/**
 * The address of a request with its broken escapes as one that can be read, so that its route is found and refuses the
 * id (see `refuseImpossibleIds`).
 *
 * @example readableAddress('/api/v1/sessions/%ff/continueChat') // '/api/v1/sessions/%00/continueChat'
 */
export function readableAddress(address: string): string {
  const path = /^[^?#]*/.exec(address)?.[0] ?? '';
  if (!path.includes('%') || isReadable(path)) return address;
  const readable = path.replace(/(?:%[\da-f]{2})+|%/gi, (escapes) => (isReadable(escapes) ? escapes : unreadable));
  return readable + address.slice(path.length);
}

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

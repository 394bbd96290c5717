import type { FastifyInstance } from 'fastify';
import { ReparteeError } from '../errors.ts';
import { isDeeperThan, maxDepth } from '../flow/depth.ts';

/**
 * Reads bodies as callers send them: JSON whatever the content type says, forms as objects of texts, nothing as
 * nothing. Other texts stay a text, which then fails validation with a sentence that says so.
 */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request: { headers: Headers }, body: string, done: Done) => {
    let value: unknown;
    try {
      value = parseBody(body, request.headers['content-type'] ?? '');
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, value);
  });
}

type Done = (error: Error | null, value?: unknown) => void;

interface Headers {
  readonly 'content-type'?: string;
}

/** The value of a body; undefined when it is empty. Throws `malformedRequest` for broken JSON. */
export function parseBody(body: string, contentType: string): unknown {
  if (body.trim() === '') return undefined;
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body));
  const value = parseJson(body, type);
  if (isDeeperThan(value, maxDepth)) {
    const message = `Lists and objects may be nested ${maxDepth} levels deep`;
    throw new ReparteeError('invalidInput', { data: { issues: [{ code: 'custom', path: [], message }] } });
  }
  return value;
}

function parseJson(body: string, type: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (type === 'text/plain' || type === '') return body;
    throw new ReparteeError('malformedRequest', { cause });
  }
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ReparteeError } from '../errors/errors.ts';
import { mostNames } from './body-limits.ts';
import { needsToken } from './call.ts';
import { parseFormData, tooManyFields } from './form-data.ts';
import { boundJson, mostValues } from './json-bounds.ts';

/**
 * Reads bodies as callers send them: JSON whatever the content type says, forms as objects of texts, nothing as
 * nothing. Other texts stay a text, which then fails validation with a sentence that says so.
 *
 * @param open largest body of callers without a token: who sends more has shown one
 */
export function parseBodies(app: FastifyInstance, open: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (request: Request, body: string, done: Done) => {
    const { headers, routeOptions } = request;
    let value: unknown;
    try {
      const { call } = routeOptions.config;
      const isTrusted = (call && needsToken(call)) || body.length > open;
      value = parseBody(body, headers['content-type'] ?? '', isTrusted ? Number.POSITIVE_INFINITY : mostValues);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, value);
  });
}

type Done = (error: Error | null, value?: unknown) => void;

type Request = Pick<FastifyRequest, 'headers' | 'routeOptions'>;

/**
 * The value of a body, which may begin with a byte order mark; undefined when it is empty. Throws `malformedRequest` for broken JSON and broken forms, and
 * `invalidInput` for what is nested too deeply or holds too much.
 *
 * @param most values that JSON may hold
 */
export function parseBody(sent: string, contentType: string, most: number = mostValues): unknown {
  const body = sent.startsWith('\uFEFF') ? sent.slice(1) : sent;
  if (body.trim() === '') return undefined;
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return parseForm(body);
  if (type === 'multipart/form-data') return parseFormData(body, contentType);
  boundJson(body, most);
  return parseJson(body, type);
}

function parseForm(body: string): Record<string, string> {
  // Counted first: parsing hundreds of thousands of fields would take a second.
  if (body.split('&', mostNames + 1).length > mostNames) throw tooManyFields();
  return Object.fromEntries(new URLSearchParams(body));
}

function parseJson(body: string, type: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (type === 'text/plain' || type === '') return body;
    throw new ReparteeError('malformedRequest', { cause });
  }
}

import { describe, expect, it } from 'vitest';
import type { Log } from '../../engine/output.ts';
import type { RequestOutcome } from '../shared/request-service.ts';
import { accountOf, resultOf } from './request-result.ts';

const request = { url: 'https://a.test/', method: 'POST', timeout: 6700, json: { k: 1 } };

function response(status: number, text: string): RequestOutcome {
  return { kind: 'response', status, text };
}

describe('The result of a request', () => {
  it.each<[outcome: RequestOutcome, statusCode: number, data: unknown]>([
    [response(200, '{"a":1}'), 200, { a: 1 }],
    [response(201, 'plain'), 201, 'plain'],
    [response(204, ''), 204, ''],
    [response(200, '{"id":1234567890123456789}'), 200, { id: '1234567890123456789' }],
    [response(404, '{"message":"no"}'), 404, { message: 'no' }],
    [response(302, 'moved'), 302, 'moved'],
    [{ kind: 'refused', reason: 'URL is required' }, 400, { message: 'Security validation failed: URL is required' }],
    [{ kind: 'timeout' }, 408, { message: 'Request timed out. (7s)' }],
    [
      { kind: 'failed', message: 'other side closed' },
      500,
      { context: 'Unknown error while executing HTTP request', description: 'other side closed' },
    ],
  ])('%j', (outcome, statusCode, data) => {
    expect(resultOf(outcome, request).result).toEqual({ statusCode, data });
  });

  const failed = { status: 'error', description: 'Webhook returned an error.' };
  it.each<[outcome: RequestOutcome, log: Omit<Log, 'details'>, details: unknown]>([
    [
      response(200, '{"a":1}'),
      { status: 'success', description: 'Webhook successfuly executed.' },
      { statusCode: 200, response: '{"a":1}', request },
    ],
    [response(404, '{"a":1}'), failed, { statusCode: 404, request, response: { statusCode: 404, data: { a: 1 } } }],
    [
      { kind: 'timeout' },
      failed,
      { response: { statusCode: 408, data: { message: 'Request timed out. (7s)' } }, request },
    ],
    [
      { kind: 'failed', message: 'x' },
      failed,
      {
        response: {
          statusCode: 500,
          data: { context: 'Unknown error while executing HTTP request', description: 'x' },
        },
        request,
      },
    ],
    [
      { kind: 'refused', reason: 'Invalid URL format' },
      { status: 'error', description: 'Security validation failed: Invalid URL format' },
      undefined,
    ],
  ])('%j is logged', (outcome, log, details) => {
    const { details: text, ...rest } = resultOf(outcome, request).log;
    expect(rest).toEqual(log);
    expect(text && JSON.parse(text)).toEqual(details);
  });
});

describe('What logs say about a request', () => {
  const headers = { authorization: 'Bearer secret' };
  const base = { url: 'https://a.test/', method: 'POST', headers };
  const said = { url: 'https://a.test/', method: 'POST', timeout: 5 };
  it.each([
    ['JSON', { kind: 'json' as const, text: '{"a": 1}', value: { a: 1 } }, { text: '{"a": 1}' }, { json: { a: 1 } }],
    ['a text', { kind: 'text' as const, text: 'hi' }, { text: 'hi' }, { body: 'hi' }],
    ['no body', undefined, undefined, {}],
    ['a body that was not sent', { kind: 'json' as const, text: '0', value: 0 }, undefined, {}],
  ])('%s, and no headers', (_name, body, sent, rest) => {
    expect(accountOf({ ...base, body }, sent, 5)).toEqual({ ...said, ...rest });
  });
});

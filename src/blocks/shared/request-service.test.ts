import { expect, it } from 'vitest';
import { type RequestOutcome, requestService } from './request-service.ts';

const request = (method: string, url = 'https://a.test/x', headers = {}) => ({ method, url, headers, timeoutMs: 1 });

it.each([
  ['GET', false],
  ['HEAD', false],
  ['OPTIONS', false],
  ['TRACE', false],
  ['POST', true],
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', true],
  ['CONNECT', true],
])('%s changes the world: %s', (method, changes) => {
  expect(requestService.changes?.(request(method))).toBe(changes);
});

it.each([
  [{}, undefined],
  [{ 'Idempotency-Key': 'k1' }, 'k1'],
  [{ ' idempotency-KEY ': 'k1' }, 'k1'],
])('with the headers %j has the key %s', (headers, key) => {
  const sent = request('POST', 'https://a.test/x', headers);
  expect(requestService.withKey?.(sent, 'ours')).toEqual(key && { key, request: sent });
});

it.each([
  ['https://a.test/x', true],
  ['https://a.test/x?at=1', true],
  ['https://a.test/x#1', true],
  ['https://a.test/y', false],
])('an address of one call and %s are the same: %s', (url, isSame) => {
  const [one, other] = [request('POST'), { ...request('POST', url), body: '{"at":1}' }].map((sent) =>
    JSON.stringify(requestService.identity?.(sent)),
  );
  expect(one === other).toBe(isSame);
});

it.each<[RequestOutcome, boolean]>([
  [{ kind: 'response', status: 500, text: '' }, true],
  [{ kind: 'refused', reason: 'x' }, true],
  [{ kind: 'timeout' }, false],
  [{ kind: 'failed', message: 'x' }, false],
])('%j says what became of the request: %s', (outcome, isAnswered) => {
  expect(requestService.isAnswered?.(outcome)).toBe(isAnswered);
});

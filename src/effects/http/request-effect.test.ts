import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingRequest } from '../../blocks/shared/request-service.ts';
import { createHttpClient, type HttpClient } from './client.ts';
import { parseAllowList } from './guard.ts';
import { requestEffect } from './request-effect.ts';

/** What the server does with the attempts at a path, one entry each; the last one repeats. */
type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'drop' | 'silence';

describe('The request effect', () => {
  const answers = new Map<string, readonly Answer[]>();
  const attempts = new Map<string, { headers: http.IncomingHttpHeaders; body: string }[]>();
  let paths = 0;
  let server: http.Server;
  let client: HttpClient;
  let base: string;

  beforeAll(async () => {
    server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const path = request.url ?? '';
      const earlier = attempts.get(path) ?? [];
      attempts.set(path, [...earlier, { headers: request.headers, body: Buffer.concat(chunks).toString() }]);
      const list = answers.get(path) ?? [];
      const answer = list[Math.min(earlier.length, list.length - 1)];
      if (answer === 'drop') request.socket.destroy();
      else if (answer && answer !== 'silence') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = createHttpClient({ allow: parseAllowList('127.0.0.1') });
  });

  afterAll(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });

  /** Sends a request to a path of its own; gives the outcome and the attempts that arrived. */
  async function send(answer: readonly Answer[], request: Partial<OutgoingRequest> = {}, maxBytes?: number) {
    const path = `/${++paths}`;
    answers.set(path, answer);
    const effect = requestEffect(client, { pausesMs: [1, 2], ...(maxBytes !== undefined && { maxBytes }) });
    const outcome = await effect({ url: base + path, method: 'GET', headers: {}, timeoutMs: 60_000, ...request });
    return { outcome, attempts: attempts.get(path) ?? [] };
  }

  it.each<[status: number, count: number]>([
    [200, 1],
    [204, 1],
    [400, 1],
    [401, 1],
    [404, 1],
    [408, 3],
    [413, 3],
    [422, 1],
    [429, 3],
    [500, 3],
    [501, 1],
    [502, 3],
    [503, 3],
    [504, 3],
  ])('GET answered with %d makes %d attempts', async (status, count) => {
    const { outcome, attempts } = await send([{ status }]);
    expect(outcome).toEqual({ kind: 'response', status, text: '' });
    expect(attempts).toHaveLength(count);
  });

  it.each([
    ['GET', 3],
    ['PUT', 3],
    ['HEAD', 3],
    ['DELETE', 3],
    ['OPTIONS', 3],
    ['POST', 1],
    ['PATCH', 1],
  ])('%s is attempted %d times at a server that fails or hangs up', async (method, count) => {
    expect((await send([{ status: 503 }], { method })).attempts).toHaveLength(count);
    const dropped = await send(['drop'], { method });
    expect(dropped.outcome.kind).toBe('failed');
    expect(dropped.attempts).toHaveLength(count);
  });

  it('the first attempt that succeeds counts', async () => {
    const { outcome, attempts } = await send(['drop', { status: 200, body: 'ok' }]);
    expect(outcome).toEqual({ kind: 'response', status: 200, text: 'ok' });
    expect(attempts).toHaveLength(2);
  });

  it.each([
    ['a time of its own', { 'retry-after': '0' }, 3],
    ['a date that is over', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 3],
    ['no time that can be read', { 'retry-after': 'soon' }, 3],
    ['more time than there is', { 'retry-after': '3600' }, 1],
  ])('429 with %s', async (_name, headers, count) => {
    const { outcome, attempts } = await send([{ status: 429, headers }]);
    expect(outcome).toMatchObject({ status: 429 });
    expect(attempts).toHaveLength(count);
  });

  it('sends headers and body, and gives back what came', async () => {
    const { outcome, attempts } = await send([{ status: 201, body: 'übel' }], {
      method: 'POST',
      headers: { 'X-A': '1', 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(outcome).toEqual({ kind: 'response', status: 201, text: 'übel' });
    expect(attempts).toMatchObject([
      { headers: { 'x-a': '1', 'content-type': 'application/json', 'content-length': '7' }, body: '{"a":1}' },
    ]);
  });

  it('a server that says nothing times out after one attempt', async () => {
    // On a busy machine a short time may be over before the server has heard of the request.
    for (let timeoutMs = 50, heard = 0; heard === 0; timeoutMs *= 4) {
      const { outcome, attempts } = await send(['silence'], { timeoutMs });
      expect(outcome).toEqual({ kind: 'timeout' });
      heard = attempts.length;
      expect(heard).toBeLessThanOrEqual(1);
    }
  });

  it('a body that is too large is no response', async () => {
    const { outcome, attempts } = await send([{ status: 200, body: 'x'.repeat(101) }], {}, 100);
    expect(outcome).toEqual({ kind: 'failed', message: 'The response is larger than 100 bytes' });
    expect(attempts).toHaveLength(1);
  });

  it.each<[string, Partial<OutgoingRequest>, string]>([
    ['an address that is not public', { url: 'http://10.0.0.1/' }, 'private network range (10.0.0.0/8)'],
    ['an address that is none', { url: 'not a url' }, 'Invalid URL format'],
    ['an empty address', { url: '' }, 'URL is required'],
    ['a header for metadata services', { headers: { 'Metadata-Flavor': 'Google' } }, 'Header "Metadata-Flavor"'],
  ])('%s is refused', async (_name, request, reason) => {
    const { outcome, attempts } = await send([{ status: 200 }], request);
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) });
    expect(attempts).toEqual([]);
  });

  it('a redirect to an address that is not public fails without further attempts', async () => {
    const { outcome, attempts } = await send([{ status: 302, headers: { location: 'http://169.254.169.254/' } }]);
    expect(outcome).toEqual({ kind: 'failed', message: expect.stringContaining('link-local') });
    expect(attempts).toHaveLength(1);
  });

  it.each(['CONNECT', 'TRACE'])('%s cannot be sent', async (method) => {
    const { outcome, attempts } = await send([{ status: 200 }], { method });
    expect(outcome.kind).toBe('failed');
    expect(attempts).toEqual([]);
  });
});

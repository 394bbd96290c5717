import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type Sending } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** A header that makes a caller on this machine count as one that came through a proxy. */
const throughProxy = { 'x-forwarded-for': '203.0.113.9' };

describe('rate limits', () => {
  let server: TestServer;

  beforeAll(async () => {
    const limit = { max: 2, windowMs: 60_000 };
    server = await openTestServer({ http: { rateLimits: { start: limit, continue: limit } } });
  });

  afterAll(() => server.close());

  const post = (url: string, headers: Record<string, string>) => server.app.inject({ method: 'POST', url, headers });

  it.each([
    ['startChat', '/api/v1/typebots/nobody/startChat'],
    ['continueChat', '/api/v1/sessions/nobody/continueChat'],
  ])('%s answers 429 with the time to wait, readable for browsers', async (_, url) => {
    const headers = { ...throughProxy, origin: 'https://shop.example' };
    const statuses = [(await post(url, headers)).statusCode, (await post(url, headers)).statusCode];
    expect(statuses).toEqual([404, 404]);
    const refused = await post(url, headers);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect(refused.json()).toEqual({
      defined: true,
      code: 'TOO_MANY_REQUESTS',
      status: 429,
      message: 'Too many requests. Try again later.',
    });
  });

  it.each([
    ['streams', 'stream', ['/api/v2/sessions/no/streamMessage', '/api/integrations/openai/streamer'], 404],
    ['links to send a file', 'upload', ['/api/v3/generate-upload-url', '/api/v1/generate-upload-url'], 400],
    ['files', 'upload', ['/api/uploads/no', '/api/v2/generate-upload-url'], 403],
    ['logs of clients', 'logs', ['/api/v2/sessions/no/clientLogs', '/api/v1/sessions/no/clientLogs'], 404],
    ['messages', 'continue', ['/api/v1/sessions/no/continueChat', '/api/v2/sendMessage'], 404],
  ])('count %s of an address together, whatever the path, and nothing else', async (_, name, [one, other], status) => {
    const limited = await openTestServer({ http: { rateLimits: { [name]: { max: 1, windowMs: 60_000 } } } });
    try {
      const send = (url: string) =>
        limited.app.inject({
          method: 'POST',
          url,
          headers: { ...throughProxy, origin: 'https://shop.example' },
          payload: { clientLogs: [] },
        });
      expect((await send(one!)).statusCode).toBe(status);
      const refused = await send(other!);
      expect(refused.statusCode).toBe(429);
      expect(refused.headers['access-control-allow-origin']).toMatch(/^(\*|https:\/\/shop\.example)$/);
      expect((await send('/api/v1/typebots/nobody/startChat')).statusCode).toBe(404);
    } finally {
      await limited.close();
    }
  });

  it('never limits programs on the same machine', async () => {
    for (let i = 0; i < 5; i++) {
      expect((await post('/api/v1/typebots/nobody/startChat', {})).statusCode).toBe(404);
    }
  });
});

describe('addresses', () => {
  it.each([
    ['of one IPv6 network count as one', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', 429],
    ['of two IPv6 networks do not', '2001:db8:1:3::1', '2001:db8:1:4::1', 404],
    ['of IPv4 are counted alone', '203.0.113.1', '203.0.113.2', 404],
  ])('%s', async (_name, one, other, status) => {
    const limit = { max: 1, windowMs: 60_000 };
    const server = await openTestServer({ http: { rateLimits: { start: limit }, trustProxy: ['127.0.0.1'] } });
    try {
      const from = (address: string) => ({ 'x-forwarded-for': address });
      const url = '/api/v1/typebots/nobody/startChat';
      await server.app.inject({ method: 'POST', url, headers: from(one) });
      expect((await server.app.inject({ method: 'POST', url, headers: from(other) })).statusCode).toBe(status);
    } finally {
      await server.close();
    }
  });
});

describe('limits per bot', () => {
  const limit = { max: 1, windowMs: 60_000 };
  let server: TestServer;
  let chat: Chat;

  beforeAll(async () => {
    server = await openTestServer({ http: { rateLimits: { botStart: limit, botContinue: limit } }, metrics: {} });
    chat = new Chat(server);
  });
  afterAll(() => server.close());

  it('refuse starts of a bot that has had enough, whoever asks', async () => {
    const bots = [await chat.publish(oneGroup([asks('q')])), await chat.publish(oneGroup([asks('q')]))];
    const start = (bot: number, address: string) =>
      server.app.inject({
        method: 'POST',
        url: `/api/v1/typebots/${bots[bot]?.publicId}/startChat`,
        headers: { 'x-forwarded-for': address },
      });
    expect((await start(0, '203.0.113.1')).statusCode).toBe(200);
    const refused = await start(0, '203.0.113.2');
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await start(1, '203.0.113.2')).statusCode).toBe(200);
  });

  it('refuse messages before anything is changed, but not those of this machine', async () => {
    const bot = await chat.publish(oneGroup(Array.from({ length: 9 }, (_, i) => asks(`q${i}`))));
    const { sessionId } = (await chat.start(bot)).body;
    const headers = throughProxy;
    const say = (sending: Sending) => chat.send('POST', `/api/v1/sessions/${sessionId}/continueChat`, sending);
    const key = { ...headers, 'idempotency-key': 'k' };
    expect((await say({ body: { message: 'a' }, headers: key })).status).toBe(200);
    const before = await server.store.sessions.get(sessionId);
    expect((await say({ body: { message: 'b' }, headers })).status).toBe(429);
    expect(await server.store.sessions.get(sessionId)).toEqual(before);
    // A request that was answered gets its answer again.
    expect((await say({ body: { message: 'a' }, headers: key })).status).toBe(200);
    expect((await say({ body: { message: 'b' } })).status).toBe(200);
    const { body } = await server.app.inject({ url: '/metrics' });
    expect(body).toContain('repartee_rate_limited_requests_total{scope="bot"} 2\n');
  });
});

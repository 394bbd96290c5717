import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('never limits programs on the same machine', async () => {
    for (let i = 0; i < 5; i++) {
      expect((await post('/api/v1/typebots/nobody/startChat', {})).statusCode).toBe(404);
    }
  });
});

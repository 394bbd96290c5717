import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Chat, type Headers } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

/** Makes a caller on this machine count as one that came through a proxy. */
const throughProxy = { 'x-forwarded-for': '203.0.113.9' };
const wrong = { authorization: 'Bearer wrong' };

describe('wrong tokens of an address', () => {
  let server: TestServer;
  let chat: Chat;

  beforeEach(async () => {
    server = await openTestServer({
      http: { rateLimits: { auth: { max: 2, windowMs: 60_000 } } },
      metrics: { token: 'a token for metrics' },
    });
    chat = new Chat(server);
  });
  afterEach(() => server.close());

  const send = (method: string, url: string, headers: Headers, body: object = {}) =>
    chat.send(method, url, { ...(method === 'POST' && { body }), headers: { ...throughProxy, ...headers } });

  it.each([
    ['GET', '/api/users/me', 401],
    ['GET', '/api/v1/typebots/x', 404],
    ['POST', '/api/v1/typebots/import', 401],
    ['POST', '/api/v1/typebots/x/preview/startChat', 401],
    ['GET', '/api/v1/sessions/x', 401],
    ['GET', '/api/typebots/a/results/b/blocks/c/d', 401],
    ['GET', '/metrics', 401],
  ])('are counted: %s %s', async (method, url, status) => {
    for (let i = 0; i < 2; i++) expect((await send(method, url, wrong)).status).toBe(status);
    const refused = await send(method, url, wrong);
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // The right one is not told apart from the others, whatever it opens.
    expect((await send('GET', '/api/users/me', chat.asOwner)).status).toBe(429);
    expect((await send('GET', '/metrics', { authorization: 'Bearer a token for metrics' })).status).toBe(401);
    // Without one there is nothing to guess, and this machine is never limited.
    expect((await send('GET', '/api/users/me', {})).status).toBe(401);
    expect((await chat.send('GET', '/api/users/me', { headers: chat.asOwner })).status).toBe(200);
  });

  it('are nobody’s business on public routes (C16)', async () => {
    const { publicId } = await chat.publish(oneGroup([asks('q')]));
    for (let i = 0; i < 5; i++) {
      expect((await send('POST', `/api/v1/typebots/${publicId}/startChat`, wrong)).status).toBe(200);
      const body = { startParams: { typebot: publicId } };
      expect((await send('POST', '/api/v2/sendMessage', wrong, body)).status).toBe(200);
    }
  });

  it('are counted where a message asks for a preview or is large', async () => {
    const bot = await chat.publish(oneGroup([asks('q')]));
    const preview = { startParams: { typebot: bot.id, isPreview: true } };
    const large = { message: 'x'.repeat(300_000) };
    const statuses = [];
    for (const body of [preview, large, preview, large]) {
      statuses.push((await send('POST', '/api/v2/sendMessage', wrong, body)).status);
    }
    expect(statuses).toEqual([401, 413, 429, 429]);
  });
});

describe('what is said without a token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  afterAll(() => server.close());

  const authenticated = 'You must be authenticated to access this resource';
  const loggedIn = 'You must be logged in to access this resource';

  it.each([
    ['GET', '/api/users/me', authenticated],
    ['GET', '/api/v1/sessions/x', authenticated],
    ['POST', '/api/v1/sessions/x/updateTypebot', authenticated],
    ['POST', '/api/v1/typebots/x/preview/startChat', authenticated],
    ['POST', '/api/v1/typebots/x/blocks/b/results/r/executeWebhook', authenticated],
    ['POST', '/api/v1/typebots/x/blocks/b/web/executeTestWebhook', authenticated],
    ['POST', '/api/v1/typebots/x/blocks/b/whatsapp/1/executeTestWebhook', authenticated],
    ['GET', '/api/typebots/x/results/r/blocks/b/f', authenticated],
    ['GET', '/api/v1/workspaces', loggedIn],
    ['GET', '/api/v1/typebots', loggedIn],
    ['POST', '/api/v1/typebots', loggedIn],
    ['PATCH', '/api/v1/typebots/x', loggedIn],
    ['DELETE', '/api/v1/typebots/x', loggedIn],
    ['POST', '/api/v1/typebots/x/publish', loggedIn],
    ['POST', '/api/v1/typebots/x/unpublish', loggedIn],
    ['GET', '/api/v1/typebots/x/results', loggedIn],
  ])('%s %s', async (method, url, message) => {
    for (const authorization of [undefined, 'Bearer wrong', 'Basic eDp5', 'Bearer']) {
      const answer = await server.app.inject({
        method: method as 'GET',
        url,
        headers: { ...(authorization && { authorization }) },
      });
      expect([answer.statusCode, answer.json()]).toEqual([
        401,
        { defined: true, code: 'UNAUTHORIZED', status: 401, message },
      ]);
    }
  });
});

describe('callers behind a proxy', () => {
  const forwarding = [
    ['x-forwarded-for', '203.0.113.9'],
    ['forwarded', 'for=203.0.113.9'],
    ['x-real-ip', '203.0.113.9'],
  ] as const;

  async function openLogged(trustProxy: readonly string[]) {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const limit = { max: 1, windowMs: 60_000 };
    const server = await openTestServer({ log, http: { trustProxy, rateLimits: { start: limit } }, metrics: {} });
    const look = async (headers: object) => {
      const answer = await server.app.inject({ url: '/metrics', headers: { ...headers } });
      return answer.statusCode;
    };
    return { server, lines, look };
  }

  it.each(forwarding)('do not count as local with %s, and the operator is warned once', async (name, value) => {
    const { server, lines, look } = await openLogged([]);
    try {
      expect(await look({})).toBe(200);
      expect(lines).toEqual([]);
      expect([await look({ [name]: value }), await look({ [name]: value })]).toEqual([401, 401]);
      expect(lines).toEqual([expect.stringContaining('TRUST_PROXY')]);
      const start = () =>
        server.app.inject({ method: 'POST', url: '/api/v1/typebots/x/startChat', headers: { [name]: value } });
      expect([(await start()).statusCode, (await start()).statusCode]).toEqual([404, 429]);
    } finally {
      await server.close();
    }
  });

  it('are told apart where the proxy is trusted, and nobody is warned', async () => {
    const { server, lines, look } = await openLogged(['127.0.0.1']);
    try {
      expect(await look({ 'x-forwarded-for': '203.0.113.9' })).toBe(401);
      expect(lines).toEqual([]);
      // A header that says nothing about the address leaves everybody the same one.
      expect(await look({ 'x-real-ip': '203.0.113.9' })).toBe(401);
      expect(lines).toEqual([expect.stringContaining('X-Forwarded-For')]);
    } finally {
      await server.close();
    }
  });
});

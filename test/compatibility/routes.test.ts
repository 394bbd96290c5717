import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let open: PublishedBot;
let guarded: PublishedBot;
let session: string;

const flow = oneGroup([says('Hi'), asks('q'), says('Bye'), asks('r')]);
const shop = 'https://shop.example';
const ownPages = 'https://bots.example';

beforeAll(async () => {
  server = await openTestServer({ http: { publicUrl: ownPages } });
  chat = new Chat(server);
  open = await chat.publish(flow);
  guarded = await chat.publish({ ...flow, settings: { security: { allowedOrigins: [shop] } } });
  session = (await chat.start(open)).body.sessionId;
});
afterAll(() => server.close());

describe('C23 wrong but common routes are answered with help', () => {
  it.each([
    ['POST', '/api/v1/sessions/abc', 404, 'continueChat'],
    ['POST', '/api/v1/typebots/abc/continueChat', 404, 'continueChat'],
    ['POST', '/api/v1/typebots/abc/chat/start', 404, 'startChat'],
    ['PROPFIND', '/api/v1/typebots/abc/startChat', 405, 'POST /api/v1/typebots/{publicId}/startChat'],
    ['M-SEARCH', '/api/v1/sessions/abc', 405, 'GET /api/v1/sessions/{sessionId}'],
    ['GET', '/api/v1/typebots/abc/startChat', 405, 'POST /api/v1/typebots/{publicId}/startChat'],
    ['PUT', '/api/v1/typebots/abc/startChat', 405, 'POST /api/v1/typebots/{publicId}/startChat'],
    ['GET', '/api/v1/sessions/abc/continueChat', 405, 'POST /api/v1/sessions/{sessionId}/continueChat'],
    ['PATCH', '/api/v2/sessions/abc/clientLogs', 405, 'POST /api/v2/sessions/{sessionId}/clientLogs'],
    ['DELETE', '/api/v1/sessions/abc', 405, 'GET /api/v1/sessions/{sessionId}'],
  ])('%s %s', async (method, url, status, hint) => {
    const answer = await chat.send(method, url, { body: {}, headers: { origin: shop } });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      defined: true,
      code: status === 405 ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND',
      status,
      message: expect.stringContaining(hint),
    });
    expect(answer.headers['access-control-allow-origin']).toBe(shop);
    expect(answer.headers['content-type']).toBe('application/json');
    if (status === 405) expect(answer.headers.allow).toBe(hint.split(' ')[0]);
  });

  it('a session can be looked at with a token', async () => {
    const url = `/api/v1/sessions/${session}`;
    expect((await chat.send('GET', url)).status).toBe(401);
    const { status, body } = await chat.send('GET', url, { headers: chat.asOwner });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      sessionId: session,
      typebotId: open.id,
      waitingFor: { blockId: 'q', type: 'text input' },
    });
    const unknown = await chat.send('GET', '/api/v1/sessions/abc', { headers: chat.asOwner });
    expect([unknown.status, unknown.body.message]).toEqual([404, 'Session not found.']);
  });

  it.each([
    ['POST', '/api/v1/typebots/abc/startchat'],
    ['POST', '/api/v9/typebots/abc/startChat'],
    ['GET', '/api/nothing'],
    ['POST', '/'],
  ])('anything else is plain: %s %s', async (method, url) => {
    const answer = await chat.send(method, url, { headers: { origin: shop } });
    expect([answer.status, answer.text]).toEqual([404, 'Not found']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('C25 browsers of other sites', () => {
  it.each([
    ['start', () => chat.start(open, {}, { origin: shop }), 200],
    ['unknown bot', () => chat.start({ publicId: 'nobody' }, {}, { origin: shop }), 404],
    ['invalid body', () => chat.start(open, { isStreamEnabled: 'yes' }, { origin: shop }), 400],
    ['unknown session', () => chat.say('abc', 'x', { origin: shop }), 404],
    ['refused origin', () => chat.start(guarded, {}, { origin: 'https://evil.example' }), 403],
  ] as const)('get their origin back: %s', async (_, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    const origin = status === 403 ? 'https://evil.example' : shop;
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('no origin, no header', async () => {
    const { headers } = await chat.start(open);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    '/api/v1/typebots/abc/startChat',
    '/api/v1/sessions/abc/continueChat',
    '/api/v2/sessions/abc/clientLogs',
    '/api/v1/sessions/abc',
  ])('preflight of %s', async (url) => {
    const requested = 'content-type, x-typebot-iframe-referrer-origin, idempotency-key';
    const answer = await chat.send('OPTIONS', url, {
      headers: { origin: shop, 'access-control-request-method': 'POST', 'access-control-request-headers': requested },
    });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE, PATCH',
      'access-control-allow-headers': requested,
      'access-control-max-age': '600',
    });
  });

  it.each([
    ['no origin', {}, 200],
    ['the listed origin', { origin: shop }, 200],
    ['with a slash', { origin: `${shop}/` }, 403],
    ['another scheme', { origin: 'http://shop.example' }, 403],
    ['another port', { origin: `${shop}:8443` }, 403],
    ['a subdomain', { origin: 'https://www.shop.example' }, 403],
    ['our own page alone', { origin: ownPages }, 403],
    [
      'our own page in a frame of the listed origin',
      { origin: ownPages, 'x-typebot-iframe-referrer-origin': shop },
      200,
    ],
    [
      'our own page in a strange frame',
      { origin: ownPages, 'x-typebot-iframe-referrer-origin': 'https://evil.example' },
      403,
    ],
    [
      'a stranger who claims the frame',
      { origin: 'https://evil.example', 'x-typebot-iframe-referrer-origin': shop },
      403,
    ],
  ])('a bot that lists origins: %s', async (_, headers, status) => {
    const started = await chat.start(guarded, {}, headers);
    expect(started.status).toBe(status);
    if (status === 403)
      expect(started.body).toEqual({ defined: true, code: 'FORBIDDEN', status, message: 'Origin not allowed' });

    const { sessionId } = (await chat.start(guarded)).body;
    const logs = { body: { clientLogs: [] }, headers };
    expect((await chat.send('POST', `/api/v2/sessions/${sessionId}/clientLogs`, logs)).status).toBe(status);
    const stream = await chat.send('POST', `/api/v2/sessions/${sessionId}/streamMessage`, { headers });
    expect(stream.status === 403).toBe(status === 403);
    const continued = await chat.say(sessionId, 'x', headers);
    expect(continued.status).toBe(status);
    // A refused reply changes nothing.
    expect(shortly(await chat.say(sessionId, 'y'))).toBe(status === 403 ? 'Bye ?r' : '.');
  });

  it('a refused start leaves nothing behind', async () => {
    await chat.start(guarded, {}, { origin: 'https://evil.example' });
    const before = (await server.store.results.list(guarded.id, { limit: 100, offset: 0 })).length;
    await chat.start(guarded, {}, { origin: 'https://evil.example' });
    expect(await server.store.results.list(guarded.id, { limit: 100, offset: 0 })).toHaveLength(before);
  });
});

describe('C24 older upload routes answer like the current one', () => {
  const upload = oneGroup([{ id: 'f', type: 'file input' }]);
  const file = { fileName: 'a.png', fileType: 'image/png' };

  it.each([
    ['v3', '/api/v3/generate-upload-url', (sessionId: string) => ({ ...file, sessionId, blockId: 'f' })],
    ['v2, session in the body', '/api/v2/generate-upload-url', (sessionId: string) => ({ ...file, sessionId })],
    ['v1', '/api/v1/generate-upload-url', (sessionId: string) => ({ ...file, sessionId })],
    [
      'v1 with path props',
      '/api/v1/generate-upload-url',
      (sessionId: string) => ({ filePathProps: {}, fileType: 'image/png', sessionId }),
    ],
  ])('%s', async (_, url, bodyOf) => {
    const { sessionId } = (await chat.start(await chat.publish(upload))).body;
    const answer = await chat.send('POST', url, { body: bodyOf(sessionId) });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      formData: {},
      fileType: 'image/png',
      presignedUrl: expect.any(String),
      fileUrl: expect.any(String),
    });
  });

  it('v2, session in the query as the automation node sends it', async () => {
    const { sessionId } = (await chat.start(await chat.publish(upload))).body;
    const answer = await chat.send('POST', `/api/v2/generate-upload-url?sessionId=${sessionId}`, { body: file });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ formData: {}, presignedUrl: expect.any(String) });
  });
});

describe('C18 sendMessage names the bot in several ways', () => {
  it.each([
    ['v1', 'typebot'],
    ['v1', 'publicId'],
    ['v1', 'typebotId'],
    ['v2', 'typebot'],
    ['v2', 'publicId'],
    ['v2', 'typebotId'],
  ])('%s startParams.%s', async (version, field) => {
    const send = (body: unknown) => chat.send('POST', `/api/${version}/sendMessage`, { body });
    const started = await send({ startParams: { [field]: open.publicId } });
    expect(started.status).toBe(200);
    expect(started.body).toMatchObject({ sessionId: expect.any(String), messages: [{ id: 'Hi' }], input: { id: 'q' } });
    const { sessionId } = started.body;
    expect((await send({ sessionId, message: 'x' })).body).toMatchObject({
      messages: [{ id: 'Bye' }],
      input: { id: 'r' },
    });
  });

  it('an inline bot runs for the owner, never for strangers', async () => {
    const typebot = { ...flow, id: 'inline', variables: [] };
    const body = { startParams: { typebot } };
    expect((await chat.send('POST', '/api/v1/sendMessage', { body })).status).toBe(401);
    const answer = await chat.send('POST', '/api/v1/sendMessage', { body, headers: chat.asOwner });
    expect(answer.status).toBe(200);
    expect(shortly(answer)).toBe('Hi ?q');
  });
});

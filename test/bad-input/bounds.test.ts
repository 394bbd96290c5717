import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let echo: PublishedBot;

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
  echo = await chat.publish(
    oneGroup([asks('q', { options: { variableId: 'v1' } }), says('{{Said}}', { id: 'b' }), asks('r')], {
      variables: [{ id: 'v1', name: 'Said' }],
    }),
  );
});
afterAll(() => server.close());

const startUrl = () => `/api/v1/typebots/${echo.publicId}/startChat`;
const open = async () => (await chat.start(echo)).body.sessionId;
const list = (length: number, item: unknown = 1) => Array.from({ length }, () => item);
const names = (count: number) => Object.fromEntries(list(count).map((value, i) => [`n${i}`, value]));

describe('one answer tells at most 20 issues', () => {
  it.each<[string, (session: string) => string, object, number]>([
    [
      'attachments',
      (id) => `/api/v1/sessions/${id}/continueChat`,
      { message: { type: 'text', text: 'a', attachedFileUrls: list(100) } },
      20,
    ],
    [
      'too many attachments',
      (id) => `/api/v1/sessions/${id}/continueChat`,
      { message: { type: 'text', text: 'a', attachedFileUrls: list(101) } },
      1,
    ],
    ['logs of a message', () => '/api/v1/sendMessage', { clientLogs: list(50) }, 20],
    [
      'many logs of a message, of which the first ones are looked at',
      () => '/api/v2/sendMessage',
      { clientLogs: list(5000) },
      20,
    ],
    ['logs', (id) => `/api/v2/sessions/${id}/clientLogs`, { clientLogs: list(50) }, 20],
    ['names', startUrl, { prefilledVariables: names(1001) }, 1],
    ['names of a message', (id) => `/api/v1/sessions/${id}/continueChat`, { variables: names(1001) }, 1],
    ['values', startUrl, { x: list(20_001) }, 1],
  ])('%s', async (_, url, body, issues) => {
    const answer = await chat.send('POST', url(await open()), { body });
    expect([answer.status, answer.body.data.issues.length]).toEqual([400, issues]);
    expect(answer.text.length).toBeLessThan(4000);
  });

  it('says what is too much', async () => {
    const url = `/api/v1/sessions/${await open()}/continueChat`;
    const many = await chat.send('POST', url, {
      body: { message: { type: 'text', text: 'a', attachedFileUrls: list(101) } },
    });
    expect(many.body.data.issues).toEqual([
      {
        origin: 'array',
        code: 'too_big',
        maximum: 100,
        inclusive: true,
        path: ['message', 'attachedFileUrls'],
        message: 'Too big: expected array to have <=100 items',
      },
    ]);
    const startParams = { typebot: echo.publicId, prefilledVariables: names(1001) };
    const sent = await chat.send('POST', '/api/v2/sendMessage', { body: { startParams } });
    expect(sent.body.data.issues).toMatchObject([{ code: 'too_big', path: ['startParams', 'prefilledVariables'] }]);
    const named = await chat.send('POST', url, { body: { variables: names(1001) } });
    expect(named.body.data.issues).toMatchObject([{ code: 'too_big', maximum: 1000, path: ['variables'] }]);
  });

  it('what is just within the bounds is taken', async () => {
    const prefilledVariables = { ...names(999), Said: 'x' };
    expect((await chat.start(echo, { prefilledVariables })).status).toBe(200);
    const message = { type: 'text', text: 'a', attachedFileUrls: list(100, 'https://files.example/a') };
    expect(shortly(await chat.continue(await open(), { message, variables: names(1000) }))).toBe('a ?r');
  });
});

describe('forms of browsers', () => {
  const boundary = '----formBoundary';
  const form = (fields: Record<string, string>) =>
    [
      ...Object.entries(fields).map(
        ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`,
      ),
      `--${boundary}--`,
    ].join('\r\n');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const send = (url: string, fields: Record<string, string>) => chat.send('POST', url, { raw: form(fields), headers });

  it('continueChat takes the message as a text', async () => {
    expect(shortly(await send(`/api/v1/sessions/${await open()}/continueChat`, { message: 'hi' }))).toBe('hi ?r');
  });

  it('startChat', async () => {
    expect(shortly(await send(startUrl(), { message: 'hi', textBubbleContentFormat: 'markdown' }))).toBe('hi ?r');
  });

  it.each(['v1', 'v2'])('sendMessage %s', async (version) => {
    const answer = await send(`/api/${version}/sendMessage`, { sessionId: await open(), message: 'hi' });
    expect(shortly(answer)).toBe('hi ?r');
  });

  it('a field that must be something else than a text is refused as in JSON', async () => {
    const answer = await send(startUrl(), { isStreamEnabled: 'true' });
    expect(answer.body.data.issues).toMatchObject([{ expected: 'boolean', path: ['isStreamEnabled'] }]);
  });

  it('files are refused in words', async () => {
    const raw = `--${boundary}\r\nContent-Disposition: form-data; name="message"; filename="a"\r\n\r\nx\r\n--${boundary}--`;
    const answer = await chat.send('POST', startUrl(), { raw, headers });
    expect(answer.status).toBe(400);
    expect(answer.body.data.issues[0]?.message).toContain('generate-upload-url');
  });

  it('have the limit of every body', async () => {
    expect((await send(startUrl(), { message: 'x'.repeat(256 * 1024) })).status).toBe(413);
  });
});

describe('who talks to nobody hears that before anything about the body', () => {
  const bodies = {
    'no JSON': '{',
    'a wrong type': '{"message":5,"clientLogs":5}',
    'too large': `"${'x'.repeat(300_000)}"`,
  };
  const rows = Object.entries(bodies).flatMap(([what, raw]) =>
    (
      [
        ['/api/v1/typebots/nobody/startChat', 404, 'Typebot not found'],
        ['/api/v1/sessions/nobody/continueChat', 404, 'Session not found.'],
        ['/api/v1/sessions/nobody/clientLogs', 404, 'Session not found.'],
        ['/api/v2/sessions/nobody/clientLogs', 404, 'Session not found.'],
        ['/api/v2/sessions/nobody/streamMessage', 404, 'Could not find session'],
        ['/api/v1/templates/nobody/preview/startChat', 404, 'Template not found'],
        ['/nothing', 404, undefined],
        ['/api/v1/typebots/nobody/preview/startChat', 401, 'You must be authenticated to access this resource'],
        ['/api/v1/sessions/nobody/updateTypebot', 401, 'You must be authenticated to access this resource'],
        [
          '/api/v1/typebots/nobody/blocks/b/results/r/executeWebhook',
          401,
          'You must be authenticated to access this resource',
        ],
        ['/api/v1/typebots', 401, 'You must be logged in to access this resource'],
        ['/api/v1/typebots/import', 401, 'You must be logged in to access this resource'],
        ['/api/v1/sessions/nobody', 404, 'Use POST /api/v1/sessions/{sessionId}/continueChat'],
        ['/healthz', 405, 'Use GET /healthz'],
      ] as const
    ).map((row) => [what, raw, ...row] as const),
  );

  it.each(rows)('%s', async (_what, raw, url, status, message) => {
    const answer = await chat.send('POST', url, { raw });
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  it.each([
    ['/api/v1/typebots/nobody/preview/startChat', 'Typebot not found'],
    ['/api/v1/sessions/nobody/updateTypebot', 'Session not found'],
    ['/api/v1/typebots/nobody/blocks/b/results/r/executeWebhook', 'Typebot not found'],
    ['/api/v1/typebots/nobody/blocks/b/web/executeTestWebhook', 'Typebot not found'],
    ['/api/v1/typebots/nobody/publish', 'Typebot not found'],
  ])('also with a token: %s', async (url, message) => {
    const answer = await chat.send('POST', url, { raw: '{', headers: chat.asOwner });
    expect([answer.status, answer.body.message]).toEqual([404, message]);
  });

  it.each([
    [{ startParams: { typebot: 'nobody', isStreamEnabled: 'x' } }, 404, 'Typebot not found'],
    [{ startParams: { publicId: 'nobody', isStreamEnabled: 'x' } }, 404, 'Typebot not found'],
    [{ startParams: { typebotId: 'nobody' }, message: 5 }, 404, 'Typebot not found'],
    [{ startParams: { typebot: 'nobody', isPreview: true }, message: 5 }, 400, 'Input validation failed'],
    [{ sessionId: 'nobody', message: 5 }, 400, 'Input validation failed'],
  ])('sendMessage %j', async (body, status, message) => {
    for (const version of ['v1', 'v2']) {
      const answer = await chat.send('POST', `/api/${version}/sendMessage`, { body });
      expect([answer.status, answer.body.message]).toEqual([status, message]);
    }
  });

  it.each([
    ['no JSON', '{', 400],
    ['a wrong type', '{"message":5}', 400],
    ['too large', `"${'x'.repeat(300_000)}"`, 413],
  ])('who talks to somebody hears of the body: %s', async (_, raw, status) => {
    expect((await chat.send('POST', startUrl(), { raw })).status).toBe(status);
    expect((await chat.send('POST', `/api/v1/sessions/${await open()}/continueChat`, { raw })).status).toBe(status);
  });
});

describe('a bot in a message needs a token to be large', () => {
  const typebot = () => ({ ...oneGroup([asks('q')]), id: 'inline', notes: list(150_000) });

  it.each(['v1', 'v2'])('sendMessage %s', async (version) => {
    const send = (headers: object) =>
      chat.send('POST', `/api/${version}/sendMessage`, {
        body: { startParams: { typebot: typebot() } },
        headers: { ...headers },
      });
    expect(shortly(await send(chat.asOwner))).toBe('?q');
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const refused = await send(headers);
      expect([refused.status, refused.body.message]).toEqual([413, 'The request body is larger than 256 KB.']);
    }
  });
});

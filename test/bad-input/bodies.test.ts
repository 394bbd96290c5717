import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let echo: PublishedBot;

const echoFlow = oneGroup(
  [says('Hi', { id: 'b1' }), asks('q', { options: { variableId: 'v1' } }), says('{{Said}}', { id: 'b2' }), asks('r')],
  { variables: [{ id: 'v1', name: 'Said' }] },
);

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
  echo = await chat.publish(echoFlow);
});
afterAll(() => server.close());

const startUrl = () => `/api/v1/typebots/${echo.publicId}/startChat`;
const malformed =
  "Malformed request. Ensure the request body is properly formatted and the 'Content-Type' header is set correctly.";

describe('bodies that are no JSON', () => {
  it.each(['{', '{"message":}', '{"a":1,}', 'hello', "{'a':1}", '\u0000', '{"a":"\n"}', '[', '{}{}', 'NaN'])(
    '%j',
    async (raw) => {
      const answer = await chat.send('POST', startUrl(), { raw });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ defined: false, code: 'BAD_REQUEST', status: 400, message: malformed });
    },
  );
});

describe('whole bodies of a wrong type', () => {
  it.each([
    ['null', 'null'],
    ['[1]', 'array'],
    ['[{}]', 'array'],
    ['"text"', 'string'],
    ['5', 'number'],
    ['true', 'boolean'],
  ])('%s', async (raw, received) => {
    const answer = await chat.send('POST', startUrl(), { raw });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      defined: true,
      code: 'BAD_REQUEST',
      status: 400,
      message: 'Input validation failed',
      data: {
        issues: [
          {
            expected: 'object',
            code: 'invalid_type',
            path: [],
            message: `Invalid input: expected object, received ${received}`,
          },
        ],
      },
    });
  });

  it('a text that is no JSON, sent as text/plain', async () => {
    const answer = await chat.send('POST', startUrl(), { raw: 'hello', headers: { 'content-type': 'text/plain' } });
    expect(answer.status).toBe(400);
    expect(answer.body.data.issues).toMatchObject([
      { path: [], message: 'Invalid input: expected object, received string' },
    ]);
  });

  it.each(['a=1&message=Hi', 'isStreamEnabled=true', ''])('the form %j', async (raw) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await chat.send('POST', startUrl(), { raw, headers });
    expect(answer.status).toBe(raw.includes('Stream') ? 400 : 200);
  });

  it.each(['multipart/form-data; boundary=x', 'image/png', 'nonsense', 'application/json; charset=latin1'])(
    'the content type %j never fails the server',
    async (contentType) => {
      const answer = await chat.send('POST', startUrl(), {
        raw: '{"message":1}',
        headers: { 'content-type': contentType },
      });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('BAD_REQUEST');
    },
  );
});

const type = (path: readonly (string | number)[], expected: string, received: string) => ({
  expected,
  code: 'invalid_type',
  path,
  message: `Invalid input: expected ${expected}, received ${received}`,
});
const option = (path: readonly string[], ...values: readonly string[]) => ({
  code: 'invalid_value',
  values,
  path,
  message: `Invalid option: expected one of ${values.map((value) => `"${value}"`).join('|')}`,
});
const unknownMessage = {
  code: 'invalid_union',
  errors: [],
  note: 'No matching discriminator',
  discriminator: 'type',
  path: ['message', 'type'],
  message: 'Invalid input',
};

const messageRows: [body: object, issue: object][] = [
  [{ message: 5 }, type(['message'], 'object', 'number')],
  [{ message: true }, type(['message'], 'object', 'boolean')],
  [{ message: ['a'] }, type(['message'], 'object', 'array')],
  [{ message: {} }, unknownMessage],
  [{ message: { type: 'video' } }, unknownMessage],
  [{ message: { type: null } }, unknownMessage],
  [{ message: { type: 'text' } }, type(['message', 'text'], 'string', 'undefined')],
  [{ message: { type: 'text', text: 5 } }, type(['message', 'text'], 'string', 'number')],
  [{ message: { type: 'text', text: null } }, type(['message', 'text'], 'string', 'null')],
  [{ message: { type: 'text', text: 'a', metadata: 'x' } }, type(['message', 'metadata'], 'object', 'string')],
  [
    { message: { type: 'text', text: 'a', metadata: { replyId: 1 } } },
    type(['message', 'metadata', 'replyId'], 'string', 'number'),
  ],
  [
    { message: { type: 'text', text: 'a', attachedFileUrls: 'u' } },
    type(['message', 'attachedFileUrls'], 'array', 'string'),
  ],
  [
    { message: { type: 'text', text: 'a', attachedFileUrls: [1] } },
    type(['message', 'attachedFileUrls', 0], 'string', 'number'),
  ],
  [{ message: { type: 'audio' } }, type(['message', 'url'], 'string', 'undefined')],
  [{ message: { type: 'command', command: {} } }, type(['message', 'command'], 'string', 'object')],
  [{ textBubbleContentFormat: 'html' }, option(['textBubbleContentFormat'], 'richText', 'markdown')],
  [{ textBubbleContentFormat: null }, option(['textBubbleContentFormat'], 'richText', 'markdown')],
];

const startRows: typeof messageRows = [
  [{ message: null }, type(['message'], 'object', 'null')],
  [{ isStreamEnabled: 'true' }, type(['isStreamEnabled'], 'boolean', 'string')],
  [{ isOnlyRegistering: 1 }, type(['isOnlyRegistering'], 'boolean', 'number')],
  [{ prefilledVariables: null }, type(['prefilledVariables'], 'record', 'null')],
  [{ prefilledVariables: ['a'] }, type(['prefilledVariables'], 'record', 'array')],
  [{ prefilledVariables: 'a' }, type(['prefilledVariables'], 'record', 'string')],
];

const isRefused = (issue: object) => ({
  defined: true,
  code: 'BAD_REQUEST',
  status: 400,
  message: 'Input validation failed',
  data: { issues: [issue] },
});

describe('fields of a wrong type', () => {
  it.each([...messageRows, ...startRows, [{ resultId: 5 }, type(['resultId'], 'string', 'number')] as const])(
    'startChat %j',
    async (body, issue) => {
      const answer = await chat.start(echo, body);
      expect([answer.status, answer.body]).toEqual([400, isRefused(issue)]);
    },
  );

  it.each([
    ...messageRows,
    ...startRows,
    [{ sessionId: 5 }, type(['sessionId'], 'string', 'number')] as const,
    [{ startFrom: { type: 'group' } }, type(['startFrom', 'groupId'], 'string', 'undefined')] as const,
    [{ startFrom: { type: 'event', eventId: 1 } }, type(['startFrom', 'eventId'], 'string', 'number')] as const,
    [{ isProgressBarEnabled: 'x' }, type(['isProgressBarEnabled'], 'boolean', 'string')] as const,
  ])('preview startChat %j', async (body, issue) => {
    const answer = await chat.preview(echo, body);
    expect([answer.status, answer.body]).toEqual([400, isRefused(issue)]);
  });

  it.each([...messageRows, [{ variables: 'x' }, type(['variables'], 'record', 'string')] as const])(
    'continueChat %j',
    async (body, issue) => {
      const { sessionId } = (await chat.start(echo)).body;
      const answer = await chat.continue(sessionId, body);
      expect([answer.status, answer.body]).toEqual([400, isRefused(issue)]);
      // Nothing has changed.
      expect(shortly(await chat.say(sessionId, 'x'))).toBe('x ?r');
    },
  );

  it('continueChat takes null for no message', async () => {
    const { sessionId } = (await chat.start(echo)).body;
    expect(shortly(await chat.continue(sessionId, { message: null }))).toBe('Invalid message. Please, try again. ?q');
  });

  it.each([
    ['v2', {}, type(['clientLogs'], 'array', 'undefined')],
    ['v2', { clientLogs: {} }, type(['clientLogs'], 'array', 'object')],
    ['v2', { clientLogs: ['x'] }, type(['clientLogs', 0], 'object', 'string')],
    ['v2', { clientLogs: [{}] }, type(['clientLogs', 0, 'description'], 'string', 'undefined')],
    ['v2', { clientLogs: [{ description: 'd', details: {} }] }, type(['clientLogs', 0, 'details'], 'string', 'object')],
    [
      'v1',
      { clientLogs: [{ description: 5, details: {} }] },
      type(['clientLogs', 0, 'description'], 'string', 'number'),
    ],
  ])('clientLogs %s %j', async (version, body, issue) => {
    const { sessionId } = (await chat.start(echo)).body;
    const answer = await chat.send('POST', `/api/${version}/sessions/${sessionId}/clientLogs`, { body });
    expect([answer.status, answer.body]).toEqual([400, isRefused(issue)]);
  });
});

describe('texts that are hard to keep', () => {
  const lone = '\ud800';
  it.each([
    ['U+0000', 'a\u0000b', 'a\ufffdb'],
    ['a lone surrogate', `a${lone}b`, 'a\ufffdb'],
    ['a surrogate pair', 'a😀b', 'a😀b'],
    ['directions and joiners', '\u202eabc\u200d', '\u202eabc\u200d'],
    ['a placeholder', '{{Said}}', '{{Said}}'],
  ])('%s', async (_, sent, kept) => {
    const { sessionId, resultId } = (await chat.start(echo)).body;
    const answer = await chat.say(sessionId, sent);
    expect(answer.status).toBe(200);
    const message = { type: 'text', text: sent, attachedFileUrls: [sent], metadata: { replyId: sent } };
    expect((await chat.continue(sessionId, { message })).status).toBe(200);
    const answers = await server.store.results.answers(resultId!);
    expect(answers).toMatchObject([{ content: kept }, { content: kept, attachedFileUrls: [kept] }]);
  });

  it.each(['\u0000', lone])('%j in every other field', async (odd) => {
    const body = { prefilledVariables: { Said: odd, [odd]: odd } };
    const started = await chat.start(echo, body);
    expect(started.status).toBe(200);
    const { sessionId, resultId } = started.body;
    expect((await server.store.results.get(resultId!))?.variables).toEqual([
      { id: 'v1', name: 'Said', value: '\ufffd' },
    ]);
    const logs = { clientLogs: [{ description: odd, details: odd, status: odd, context: odd }] };
    expect((await chat.send('POST', `/api/v2/sessions/${sessionId}/clientLogs`, { body: logs })).status).toBe(200);
    const anyDetails = { clientLogs: [{ description: 'x', details: { [odd]: [odd] } }] };
    expect((await chat.send('POST', `/api/v1/sessions/${sessionId}/clientLogs`, { body: anyDetails })).status).toBe(
      200,
    );
    for (const { details } of await server.store.results.logs(resultId!)) {
      expect(details?.isWellFormed() && !details.includes('\0')).toBe(true);
    }
    for (const message of [
      { type: 'audio', url: odd },
      { type: 'command', command: odd },
    ]) {
      expect((await chat.continue(sessionId, { message, variables: { Said: odd } })).status).toBeLessThan(500);
    }
  });
});

describe('sizes', () => {
  it('a message of 250 KB is taken and kept whole', async () => {
    const { sessionId, resultId } = (await chat.start(echo)).body;
    const text = 'ab c'.repeat(62 * 1024);
    const answer = await chat.say(sessionId, text);
    expect(answer.status).toBe(200);
    expect((await server.store.results.answers(resultId!))[0]?.content).toBe(text);
  });

  it('a body over 256 KB is refused', async () => {
    const { sessionId } = (await chat.start(echo)).body;
    const answer = await chat.say(sessionId, 'x'.repeat(256 * 1024));
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({
      defined: true,
      code: 'PAYLOAD_TOO_LARGE',
      status: 413,
      message: 'The request body is larger than 256 KB.',
    });
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('x ?r');
  });

  it('an import may have 10 MB, not more', async () => {
    const typebot = (size: number) => ({ ...echoFlow, id: 'big', name: 'Big', notes: 'x'.repeat(size) });
    const send = (size: number) =>
      chat.send('POST', '/api/v1/typebots/import', { body: { typebot: typebot(size) }, headers: chat.asOwner });
    expect((await send(5 * 1024 * 1024)).status).toBe(200);
    const refused = await send(10 * 1024 * 1024);
    expect([refused.status, refused.body.message]).toEqual([413, 'The request body is larger than 10 MB.']);
  });

  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each([
    ['prefilledVariables', (json: string) => `{"prefilledVariables":{"Said":${json}}}`],
    ['an unknown key', (json: string) => `{"x":${json}}`],
    ['a message', (json: string) => `{"message":{"type":"text","text":"a","metadata":{"x":${json}}}}`],
  ])('JSON that is nested deeply in %s', async (_, wrap) => {
    for (const depth of [100, 10_000, 1_000_000]) {
      const answer = await chat.send('POST', startUrl(), { raw: wrap(nested(depth)) });
      expect(answer.status).toBeLessThan(500);
    }
  });

  it('JSON that is nested deeply in logs and variables of a running session', async () => {
    const { sessionId } = (await chat.start(echo)).body;
    const logs = `{"clientLogs":[{"description":"d","details":${nested(100_000)}}]}`;
    const url = `/api/v1/sessions/${sessionId}`;
    expect((await chat.send('POST', `${url}/clientLogs`, { raw: logs })).status).toBeLessThan(500);
    const variables = `{"variables":{"Said":${nested(100_000)}}}`;
    expect((await chat.send('POST', `${url}/continueChat`, { raw: variables })).status).toBeLessThan(500);
    expect((await chat.say(sessionId, 'x')).status).toBe(200);
  });
});

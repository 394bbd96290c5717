import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let echo: PublishedBot;

/** Asks for a name, greets, then asks on. */
const echoFlow = oneGroup(
  [
    says('Name?', { id: 'b1' }),
    asks('name', { options: { variableId: 'v1' } }),
    says('Hi {{Name}}', { id: 'b2' }),
    asks('next'),
  ],
  { variables: [{ id: 'v1', name: 'Name' }] },
);

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
  echo = await chat.publish(echoFlow);
});
afterAll(() => server.close());

it('C1 session ids contain no dash', async () => {
  for (let i = 0; i < 20; i++) {
    const { body } = await chat.start(echo);
    expect(body.sessionId).toMatch(/^[a-z][a-z0-9]{23}$/);
    expect(body.resultId).toMatch(/^[a-z][a-z0-9]{23}$/);
  }
});

describe('C2 a message may be a bare text or an object with extra keys', () => {
  it.each([
    ['bare text', 'Ada'],
    ['text message', { type: 'text', text: 'Ada' }],
    ['extra keys', { type: 'text', text: 'Ada', id: 7, metadata: { replyId: 'x', more: 1 }, quoted: null }],
  ])('%s', async (_, message) => {
    const { body } = await chat.start(echo);
    expect(shortly(await chat.continue(body.sessionId, { message }))).toBe('Hi Ada ?next');
  });

  it.each([
    ['bare text', 'Ada'],
    ['text message', { type: 'text', text: 'Ada', extra: true }],
  ])('%s on a start that begins with an input', async (_, message) => {
    const bot = await chat.publish(
      oneGroup([asks('q', { options: { variableId: 'v' } }), says('Hi {{N}}'), asks('z')], {
        variables: [{ id: 'v', name: 'N' }],
      }),
    );
    expect(shortly(await chat.start(bot, { message }))).toBe('Hi Ada ?z');
  });
});

describe('C3 unknown keys of a body are ignored', () => {
  it.each([
    { sessionId: '5511999999999' },
    { startParams: { publicId: 'x', prefilledVariables: { Name: 'Zoe' } } },
    { isOnlyRegistering: false, prefilledVariables: {}, foo: null, typebot: { groups: [] } },
  ])('%j', async (body) => {
    const started = await chat.start(echo, body);
    expect(started.status).toBe(200);
    expect(shortly(started)).toBe('Name? ?name');
    const answer = await chat.continue(started.body.sessionId, { message: 'Ada', ...body });
    expect(shortly(answer)).toBe('Hi Ada ?next');
  });

  it('a bot named in the body does not win over the path', async () => {
    const other = await chat.publish(oneGroup([says('Other')]));
    expect(shortly(await chat.start(echo, { publicId: other.publicId }))).toBe('Name? ?name');
  });
});

describe('C4 a result id joins nobody to a stranger', () => {
  it('the documentation placeholder makes a fresh result each time', async () => {
    const ids = [await chat.start(echo, { resultId: 'string' }), await chat.start(echo, { resultId: 'string' })];
    const [first, second] = ids.map(({ body }) => body.resultId);
    expect(first).toMatch(/^[a-z][a-z0-9]{23}$/);
    expect(second).not.toBe(first);
    expect(await server.store.results.get('string')).toBeUndefined();
  });

  const remembering = { ...echoFlow, settings: { general: { rememberUser: { isEnabled: true } } } };

  it('a bot that remembers joins its own result', async () => {
    const bot = await chat.publish(remembering);
    const first = await chat.start(bot, { prefilledVariables: { Name: 'Ada' } });
    const again = await chat.start(bot, { resultId: first.body.resultId });
    expect(again.body.resultId).toBe(first.body.resultId);
    expect(again.body.sessionId).not.toBe(first.body.sessionId);
  });

  it.each([
    ['of another bot', remembering, remembering],
    ['of a bot that does not remember', echoFlow, undefined],
  ])('a result %s is not joined', async (_, own, foreign) => {
    const bot = await chat.publish(own);
    const owner = foreign ? await chat.publish(foreign) : bot;
    const { resultId } = (await chat.start(owner, { prefilledVariables: { Name: 'Secret' } })).body;
    const { body } = await chat.start(bot, { resultId });
    expect(body.resultId).not.toBe(resultId);
    expect((await server.store.results.get(body.resultId!))?.variables).toEqual([]);
  });
});

describe('C5 startChat works without a body, with {} and with []', () => {
  it.each([
    ['no body', {}],
    ['no body but a content type', { headers: { 'content-type': 'application/json' } }],
    ['an empty text', { raw: '' }],
    ['blanks', { raw: ' \r\n' }],
    ['{}', { raw: '{}' }],
    ['[]', { raw: '[]' }],
    ['{} as text/plain', { raw: '{}', headers: { 'content-type': 'text/plain' } }],
    ['{} in capitals', { raw: '{}', headers: { 'content-type': 'Application/JSON; Charset=UTF-8' } }],
    ['{} without a content type', { raw: '{}', headers: { 'content-type': null } }],
  ])('%s', async (_, sending) => {
    const answer = await chat.send('POST', `/api/v1/typebots/${echo.publicId}/startChat`, sending);
    expect(answer.status).toBe(200);
    expect(shortly(answer)).toBe('Name? ?name');
  });
});

it('C6 a message for a flow that begins with bubbles is no answer', async () => {
  const placeholders = {
    isStreamEnabled: true,
    message: 'string',
    resultId: 'string',
    isOnlyRegistering: false,
    prefilledVariables: { number: '5511999999999', pushName: 'Ada' },
  };
  const { body, ...answer } = await chat.start(echo, placeholders);
  expect(shortly({ body, ...answer })).toBe('Name? ?name');
  expect(await server.store.results.answers(body.resultId!)).toEqual([]);
});

describe('C16 any Authorization header is accepted on public routes', () => {
  it.each(['Bearer wrong', 'Bearer', 'Basic eDp5', 'nonsense', ''])('%j', async (authorization) => {
    const started = await chat.start(echo, {}, { authorization });
    expect(started.status).toBe(200);
    const answer = await chat.say(started.body.sessionId, 'Ada', { authorization });
    expect(shortly(answer)).toBe('Hi Ada ?next');
    const url = `/api/v2/sessions/${started.body.sessionId}/clientLogs`;
    const logs = await chat.send('POST', url, { body: { clientLogs: [] }, headers: { authorization } });
    expect(logs.status).toBe(200);
  });
});

it('C17 a text message may bring a reply id and attachments', async () => {
  const { body } = await chat.start(echo);
  const attachedFileUrls = ['https://files.example.com/a.png'];
  const message = { type: 'text', text: 'Ada', metadata: { replyId: 'wamid.1' }, attachedFileUrls };
  expect(shortly(await chat.continue(body.sessionId, { message }))).toBe('Hi Ada ?next');
  const answers = await server.store.results.answers(body.resultId!);
  expect(answers).toMatchObject([{ blockId: 'name', content: 'Ada', attachedFileUrls }]);
});

it('C19 ids of the imported flow stay as they are', async () => {
  const file = {
    ...echoFlow,
    id: 'author-bot-id',
    name: 'Imported',
    groups: [{ id: 'Group-1', title: 'One', graphCoordinates: { x: 0, y: 0 }, blocks: [asks('zz_Block:42')] }],
    edges: [{ id: 'e1', from: { eventId: 'start' }, to: { groupId: 'Group-1' } }],
    events: [{ id: 'start', type: 'start', outgoingEdgeId: 'e1', graphCoordinates: { x: 0, y: 0 } }],
  };
  const headers = chat.asOwner;
  const imported = await chat.send('POST', '/api/v1/typebots/import', { body: { typebot: file }, headers });
  const { id } = imported.body.typebot;
  expect(id).toBe('author-bot-id');
  await chat.send('POST', `/api/v1/typebots/${id}/publish`, { headers });
  const bot = await server.store.bots.get(String(id));
  const { body } = await chat.start({ publicId: bot!.publicId! });
  expect(body.input?.id).toBe('zz_Block:42');
});

describe('C26 values given at the start', () => {
  const names = ['Text', 'Number', 'Flag', 'Nothing', 'Empty', 'List', 'Object', 'constructor'];
  const blocks = names.map((name, i) => says(`{{${name}}}`, { id: `b${i}` }));
  const variables = names.map((name, i) => ({ id: `v${i}`, name }));

  it('may be of any JSON type, and unknown names are ignored', async () => {
    const bot = await chat.publish(oneGroup([...blocks.slice(0, 3), ...blocks.slice(5), asks('q')], { variables }));
    const prefilledVariables = {
      Text: 'a',
      Number: 5,
      Flag: true,
      Nothing: null,
      Empty: '',
      List: ['a', 1, null, true],
      Object: { a: 1 },
      constructor: 'plain',
      Unknown: 'x',
      text: 'other case',
    };
    const { body, ...answer } = await chat.start(bot, { prefilledVariables });
    expect(shortly({ body, ...answer })).toBe('a 5 true ["a","1",null,"true"] {"a":1} plain ?q');
    const { variables: stored } = (await server.store.results.get(body.resultId!))!;
    expect(Object.fromEntries(stored.map(({ name, value }) => [name, value]))).toEqual({
      Text: 'a',
      Number: '5',
      Flag: 'true',
      List: ['a', '1', null, 'true'],
      Object: '{"a":1}',
      constructor: 'plain',
    });
  });

  it('are masked when a session is inspected', async () => {
    const bot = await chat.publish(
      oneGroup([asks('q', { options: { variableId: 'v1' } }), asks('z')], {
        variables: [
          { id: 'v0', name: 'apiKey' },
          { id: 'v1', name: 'Said' },
          { id: 'v2', name: 'Later' },
        ],
      }),
    );
    const { body } = await chat.start(bot, { prefilledVariables: { apiKey: 'sk-very-secret' } });
    await chat.continue(body.sessionId, { message: 'hello', variables: { Later: 'also-secret' } });
    const inspected = await chat.send('GET', `/api/v1/sessions/${body.sessionId}`, { headers: chat.asOwner });
    expect(inspected.status).toBe(200);
    expect(inspected.text).not.toContain('secret');
    expect(JSON.parse(inspected.text).variables).toEqual([
      { id: 'v0', name: 'apiKey', value: '***' },
      { id: 'v1', name: 'Said', value: 'hello' },
      { id: 'v2', name: 'Later', value: '***' },
    ]);
  });
});

it('C26 secrets of a start are not written to the log of the server', async () => {
  const lines: string[] = [];
  const broken = flowDocument({ events: [] });
  const { createServer } = await import('../../src/server.ts');
  const { default: pino } = await import('pino');
  const logged = await createServer({
    dataDir: ':memory:',
    http: { publicUrl: 'http://127.0.0.1:3000', rateLimits: {}, trustProxy: [] },
    allowPrivateHosts: '',
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  });
  try {
    const loggedChat = new Chat({ ...logged, token: '', workspaceId: 'w1' });
    const bot = await loggedChat.publish(broken);
    const answer = await loggedChat.start(bot, { prefilledVariables: { apiKey: 'sk-very-secret' } });
    expect(answer.status).toBe(500);
    expect(lines.join('\n')).toContain('request failed');
    expect(lines.join('\n')).not.toContain('sk-very-secret');
  } finally {
    await logged.close();
  }
});

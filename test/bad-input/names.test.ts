import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let echo: PublishedBot;

const echoFlow = oneGroup([says('Hi'), asks('q'), says('Bye'), asks('r')]);

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
  echo = await chat.publish(echoFlow);
});
afterAll(() => server.close());

const notFound = (message: string) => ({ defined: true, code: 'NOT_FOUND', status: 404, message });

describe('ids that nothing has', () => {
  const ids = [
    'nobody',
    '__proto__',
    'constructor',
    '..%2f..',
    '%00',
    '%ff',
    '%ED%A0%80',
    '%0a',
    'a%',
    ';%ff',
    '%',
    '%zz%20%f0%9f%98%80%f0',
    'a%20b',
    "' OR 1=1 --",
    'x'.repeat(900),
    'x'.repeat(999),
    '😀',
  ];

  it.each(ids)('startChat of %j', async (id) => {
    const answer = await chat.start({ publicId: encodeIfNeeded(id) }, {});
    expect([answer.status, answer.body]).toEqual([404, notFound('Typebot not found')]);
  });

  it.each(ids)('continueChat of %j', async (id) => {
    const answer = await chat.say(encodeIfNeeded(id), 'x');
    expect([answer.status, answer.body]).toEqual([404, notFound('Session not found.')]);
  });

  it.each(ids)('every other route with %j', async (id) => {
    const part = encodeIfNeeded(id);
    for (const [method, url] of [
      ['POST', `/api/v1/typebots/${part}/preview/startChat`],
      ['POST', `/api/v1/sessions/${part}/updateTypebot`],
      ['POST', `/api/v2/sessions/${part}/clientLogs`],
      ['POST', `/api/v2/sessions/${part}/streamMessage`],
      ['GET', `/api/v1/sessions/${part}`],
      ['GET', `/api/v1/typebots/${part}`],
      ['POST', `/api/v1/typebots/${part}/publish`],
      ['POST', `/api/v1/typebots/${part}/unpublish`],
      ['DELETE', `/api/v1/typebots/${part}`],
      ['POST', `/api/v1/typebots/${part}/blocks/${part}/results/${part}/executeWebhook`],
      ['POST', `/api/v1/typebots/${part}/blocks/${part}/web/executeTestWebhook`],
      ['POST', `/api/v1/templates/${part}/preview/startChat`],
    ] as const) {
      const body = method === 'POST' ? { clientLogs: [] } : undefined;
      const answer = await chat.send(method, url, { ...(body && { body }), headers: chat.asOwner });
      expect([method, url, answer.status]).toEqual([method, url, 404]);
      expect([url, answer.headers['content-type']]).toEqual([url, 'application/json']);
    }
  });

  it('lets browsers read the answer, and ask for it', async () => {
    const url = '/api/v1/sessions/%00/continueChat';
    const headers = { origin: 'https://shop.example' };
    expect((await chat.send('OPTIONS', url, { headers })).status).toBe(204);
    const answer = await chat.send('POST', url, { body: {}, headers });
    expect(answer.headers['access-control-allow-origin']).toBe(headers.origin);
  });

  it.each(['/%00', '/api/nothing/%ff', '/api/files/%ff', '/api/files/public/%'])('%s is plain', async (url) => {
    expect((await chat.send('GET', url)).text).toBe('Not found');
  });

  /** Ids that are meant to arrive broken stay as they are. */
  function encodeIfNeeded(id: string): string {
    return id.includes('%') ? id : encodeURIComponent(id);
  }
});

describe('bots that cannot be started', () => {
  const change = (id: string, typebot: object) =>
    chat.send('PATCH', `/api/v1/typebots/${id}`, { body: { typebot, overwrite: true }, headers: chat.asOwner });
  const closedMessage = 'Sorry {{Name}}, we are closed';

  it.each([
    ['closed', { isClosed: true }, {}, [400, 'BAD_REQUEST', 'This bot is now closed']],
    [
      'closed with a text of its own',
      { isClosed: true },
      { systemMessages: { botClosed: closedMessage } },
      [400, 'BAD_REQUEST', closedMessage],
    ],
  ])('%s', async (_, typebot, general, [status, code, message]) => {
    const bot = await chat.publish({ ...echoFlow, settings: { general } });
    const { sessionId } = (await chat.start(bot)).body;
    await change(bot.id, typebot);
    expect((await chat.start(bot)).body).toEqual({ defined: true, code, status, message });
    expect((await chat.preview(bot)).status).toBe(200);
    // Running conversations go on.
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('Bye ?r');
  });

  it.each([
    ['unpublished', 'POST', '/unpublish'],
    ['archived', 'DELETE', ''],
  ])('%s', async (state, method, path) => {
    const bot = await chat.publish(echoFlow);
    const { sessionId } = (await chat.start(bot)).body;
    await chat.send(method, `/api/v1/typebots/${bot.id}${path}`, { headers: chat.asOwner });
    const answer = await chat.start(bot);
    expect([answer.status, answer.body]).toEqual([404, notFound('Typebot not found')]);
    expect((await chat.preview(bot)).status).toBe(state === 'archived' ? 404 : 200);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('Bye ?r');
  });

  it('the internal id is no public id', async () => {
    expect((await chat.start({ publicId: echo.id })).status).toBe(404);
  });

  it.each([
    ['without a start event', { ...echoFlow, events: [] }],
    ['with events that are none', { ...echoFlow, events: [null, 5, { type: 'start' }] }],
  ])('a bot %s is the author’s fault, told as such', async (_, document) => {
    const answer = await chat.start(await chat.publish(document));
    expect(answer.body).toEqual({
      defined: true,
      code: 'INTERNAL_SERVER_ERROR',
      status: 500,
      message: 'Invalid typebot: events',
    });
  });
});

describe('previews', () => {
  it.each([
    ['no token', {}, {}, 401, 'You must be authenticated to access this resource'],
    ['a wrong token', { authorization: 'Bearer wrong' }, {}, 401, 'You must be authenticated to access this resource'],
    ['an unknown group', undefined, { startFrom: { type: 'group', groupId: 'x' } }, 400, "Start group doesn't exist"],
    ['an unknown event', undefined, { startFrom: { type: 'event', eventId: 'x' } }, 400, "Start event doesn't exist"],
    [
      'a group called __proto__',
      undefined,
      { startFrom: { type: 'group', groupId: '__proto__' } },
      400,
      "Start group doesn't exist",
    ],
  ])('%s', async (_, headers, body, status, message) => {
    const url = `/api/v1/typebots/${echo.id}/preview/startChat`;
    const answer = await chat.send('POST', url, { body, headers: headers ?? chat.asOwner });
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  it.each(['', 'x'.repeat(256)])('the chosen session id %j is refused', async (sessionId) => {
    expect((await chat.preview(echo, { sessionId })).status).toBe(400);
  });

  it.each(['a', 'A/b?c#d', '__proto__', 'x'.repeat(255), '5511999999999@s.whatsapp.net'])(
    'the chosen session id %j works',
    async (sessionId) => {
      const started = await chat.preview(echo, { sessionId });
      expect(started.body.sessionId).toBe(sessionId);
      expect(shortly(await chat.say(encodeURIComponent(sessionId), 'x'))).toBe('Bye ?r');
    },
  );
});

describe('commands', () => {
  const withEvents = (event: object) => ({
    ...echoFlow,
    events: [...echoFlow.events, { id: 'ev', type: 'command', options: { command: 'help' }, ...event }],
    edges: [...echoFlow.edges, { id: 'lost', from: {}, to: { groupId: 'nowhere' } }],
  });

  it.each([
    ['unknown', echoFlow, 'help', 'Command event not found'],
    ['in another case', withEvents({}), 'Help', 'Command event not found'],
    ['without an edge', withEvents({}), 'help', "Command event doesn't have a connected edge"],
    [
      'with an edge that does not exist',
      withEvents({ outgoingEdgeId: 'gone' }),
      'help',
      "Command event doesn't have a connected edge",
    ],
    [
      'with an edge to a missing group',
      withEvents({ outgoingEdgeId: 'lost' }),
      'help',
      "Command event doesn't have a connected group",
    ],
  ])('%s', async (_, document, command, message) => {
    const { sessionId } = (await chat.start(await chat.publish(document))).body;
    const answer = await chat.continue(sessionId, { message: { type: 'command', command } });
    expect([answer.status, answer.body]).toEqual([400, { defined: true, code: 'BAD_REQUEST', status: 400, message }]);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('Bye ?r');
  });
});

describe('names that objects have by themselves', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each(names)('a variable called %s', async (name) => {
    const flow = oneGroup([asks('q', { options: { variableId: name } }), says(`{{${name}}}`, { id: 'b' }), asks('r')], {
      variables: [{ id: name, name }],
    });
    const bot = await chat.publish(flow);
    const raw = `{"prefilledVariables":{"${name}":"prefilled"}}`;
    const started = await chat.send('POST', `/api/v1/typebots/${bot.publicId}/startChat`, { raw });
    expect(shortly(started)).toBe('?q');
    expect(started.body.input?.prefilledValue).toBe(name === '__proto__' ? undefined : 'prefilled');
    expect(shortly(await chat.say(started.body.sessionId, 'said'))).toBe('said ?r');
    const stored = await server.store.results.get(started.body.resultId!);
    expect(stored?.variables).toEqual([{ id: name, name, value: 'said' }]);
  });

  it.each(names)('blocks, groups, edges and items called %s', async (id) => {
    const flow = {
      ...echoFlow,
      events: [{ id, type: 'start', outgoingEdgeId: id }],
      groups: [
        {
          id,
          title: id,
          blocks: [{ id, type: 'choice input', items: [{ id, content: 'A', outgoingEdgeId: `${id}2` }] }],
        },
        { id: 'g2', title: 'G2', blocks: [asks('r')] },
      ],
      edges: [
        { id, from: { eventId: id }, to: { groupId: id } },
        { id: `${id}2`, from: { blockId: id }, to: { groupId: 'g2' } },
      ],
    };
    const { body } = await chat.start(await chat.publish(flow));
    expect(body.input?.id).toBe(id);
    expect(shortly(await chat.say(body.sessionId, id))).toBe('?r');
  });

  it('the names leak into nothing', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { said?: unknown }).said).toBeUndefined();
  });
});

describe('keys of requests', () => {
  it.each([
    ['', 400],
    ['x'.repeat(256), 400],
    ['x'.repeat(255), 200],
    ['a b', 200],
  ])('Idempotency-Key %j: %s', async (key, status) => {
    const answer = await chat.start(echo, {}, { 'idempotency-key': key });
    expect(answer.status).toBe(status);
  });
});

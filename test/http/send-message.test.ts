import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../src/flow/document.ts';
import { newId } from '../../src/ids.ts';
import { Chat, type PublishedBot } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;
let bot: PublishedBot;

const flow = oneGroup([says('Hi {{Name}}'), asks('q', { options: { variableId: 'vA' } }), says('Bye {{A}}')], {
  variables: [
    { id: 'vA', name: 'A' },
    { id: 'vName', name: 'Name' },
  ],
  theme: { general: { progressBar: { isEnabled: true } } },
  settings: {
    general: { isBrandingEnabled: true, sessionGone: 'restart' },
    metadata: { title: 'T' },
    publicShare: { isEnabled: true },
    security: { allowedOrigins: [] },
    whatsApp: { isEnabled: true },
  },
});

beforeAll(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  bot = await chat.publish(flow);
});
afterAll(() => server.close());

type Version = 'v1' | 'v2';
const versions: readonly Version[] = ['v1', 'v2'];
const send = (version: Version, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  chat.send('POST', `/api/${version}/sendMessage`, { body, headers });
const asOwner = () => chat.asOwner as Record<string, string>;
const texts = (answer: Awaited<ReturnType<typeof send>>) => JSON.stringify(answer.body.messages);

describe.each(versions)('%s', (version) => {
  it('starts with all settings, without version, publication date and progress', async () => {
    const { status, body } = await send(version, { startParams: { typebot: bot.publicId } });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['input', 'messages', 'resultId', 'sessionId', 'typebot']);
    expect(body.typebot).toEqual({
      id: bot.id,
      theme: flow.theme,
      settings: { ...flow.settings, general: { isBrandingEnabled: true } },
    });
    expect(body.sessionId).toMatch(/^[a-z][a-z0-9]{23}$/);
  });

  it('continues until the end; then the session is unknown', async () => {
    const { sessionId } = (await send(version, { startParams: { typebot: bot.publicId } })).body;
    const last = await send(version, { sessionId, message: 'Ann', startParams: { typebot: 'ghost' } });
    expect(last.body).toMatchObject({ messages: [{ id: 'Bye {{A}}' }], clientSideActions: [], logs: [] });
    expect(Object.keys(last.body).sort()).toEqual(['clientSideActions', 'logs', 'messages']);
    const after = await send(version, { sessionId, message: 'x' });
    expect([after.status, after.body.message]).toEqual([400, 'Missing startParams']);
  });

  it('keeps the session id that the caller chose', async () => {
    const sessionId = `whatsapp:+55 11 ${version}`;
    const first = await send(version, { sessionId, message: 'x', startParams: { typebot: bot.publicId } });
    expect(first.body.sessionId).toBe(sessionId);
    const second = await send(version, { sessionId, message: 'Ann', startParams: { typebot: bot.publicId } });
    expect(texts(second)).toContain('Ann');
    const anew = await send(version, { sessionId, startParams: { typebot: bot.publicId } });
    expect(anew.body).toMatchObject({ sessionId, input: { id: 'q' } });
  });

  it.each([
    ['nothing', {}, 400, 'BAD_REQUEST', 'Missing startParams'],
    ['no body', undefined, 400, 'BAD_REQUEST', 'Missing startParams'],
    ['an unknown session', { sessionId: 'nope', message: 'x' }, 400, 'BAD_REQUEST', 'Missing startParams'],
    ['an unknown bot', { startParams: { typebot: 'ghost' } }, 404, 'NOT_FOUND', 'Typebot not found'],
    [
      'a preview without token',
      { startParams: { typebot: 'x', isPreview: true } },
      401,
      'UNAUTHORIZED',
      'You need to be authenticated to perform this action',
    ],
    [
      'a flow without token',
      { startParams: { typebot: { groups: [] } } },
      401,
      'UNAUTHORIZED',
      'You need to be authenticated to perform this action',
    ],
    ['a message object', { message: { type: 'text', text: 'x' } }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['a number', { message: 5 }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['a list as bot', { startParams: { typebot: [] } }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['no name of a bot', { startParams: {} }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['null params', { startParams: null }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['an empty session id', { sessionId: '', message: 'x' }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['a long session id', { sessionId: 'x'.repeat(256) }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['logs without description', { clientLogs: [{}] }, 400, 'BAD_REQUEST', 'Input validation failed'],
    ['a list', [1], 400, 'BAD_REQUEST', 'Input validation failed'],
    ['null', null, 400, 'BAD_REQUEST', 'Input validation failed'],
  ])('answers %s with %d', async (_, body, status, code, message) => {
    const answer = await send(version, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ defined: true, code, status, message });
  });

  it.each([
    [{}, 'expected string, received undefined', ['startParams', 'typebot']],
    [{ typebot: 5 }, 'expected string, received number', ['startParams', 'typebot']],
    [{ typebot: 'a', isPreview: 'yes' }, 'expected boolean, received string', ['startParams', 'isPreview']],
  ])('%j names the wrong field, also where old programs look', async (startParams, expected, path) => {
    const { body } = await send(version, { startParams });
    const message = `Invalid input: ${expected}`;
    expect(body.data.issues).toMatchObject([{ code: 'invalid_type', path, message }]);
    expect(body).toMatchObject({ issues: [{ message }] });
  });

  it('refuses a broken body', async () => {
    const { status, body } = await chat.send('POST', `/api/${version}/sendMessage`, { raw: '{"a":' });
    expect([status, body.defined, body.code]).toEqual([400, false, 'BAD_REQUEST']);
  });

  it.each([
    ['publicId', () => bot.publicId],
    ['typebotId', () => bot.publicId],
  ])('knows the bot by %s too', async (field, value) => {
    const { status, body } = await send(version, { startParams: { [field]: value() } });
    expect([status, body.input?.id]).toEqual([200, 'q']);
  });

  it('prefers typebot over publicId over typebotId', async () => {
    const other = await chat.publish(oneGroup([says('other')]));
    const first = await send(version, { startParams: { typebot: other.publicId, publicId: 'no', typebotId: 'no' } });
    expect(texts(first)).toContain('other');
    const second = await send(version, { startParams: { publicId: other.publicId, typebotId: 'no' } });
    expect(texts(second)).toContain('other');
  });

  it('says the same to the same request under a key, wherever the session stands', async () => {
    const sessionId = `keyed-${version}`;
    const begin = { sessionId, startParams: { typebot: bot.publicId } };
    const first = await send(version, begin, { 'idempotency-key': 'k1' });
    const again = await send(version, begin, { 'idempotency-key': 'k1' });
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const last = await send(version, { sessionId, message: 'Ann' }, { 'idempotency-key': 'k2' });
    const lastAgain = await send(version, { sessionId, message: 'Ann' }, { 'idempotency-key': 'k2' });
    expect([lastAgain.status, lastAgain.text]).toEqual([200, last.text]);
    const other = await send(version, { sessionId, message: 'Bob' }, { 'idempotency-key': 'k2' });
    expect(other.body.code).toBe('ID_REUSED');
  });

  it('stores the logs of the client with the turn and does not give them back', async () => {
    const clientLogs = [{ description: 'from client', details: 'd'.repeat(1500) }];
    const { body } = await send(version, { startParams: { typebot: bot.publicId }, clientLogs });
    expect(body.logs).toBeUndefined();
    const stored = await server.store.results.logs(body.resultId ?? '');
    expect(stored).toMatchObject([{ status: 'error', description: 'from client' }]);
    expect(stored[0]?.details).toHaveLength(1003);
  });

  it('tells the saved form of a reply, on continuations only', async () => {
    const number = await chat.publish(oneGroup([{ id: 'n', type: 'number input' }, asks('more')]));
    const start = await send(version, { message: '1,5', startParams: { typebot: number.publicId } });
    expect(start.body.input?.id).toBe('more');
    expect(start.body.lastMessageNewFormat).toBeUndefined();
    const { sessionId } = (await send(version, { startParams: { typebot: number.publicId } })).body;
    expect((await send(version, { sessionId, message: '1,5' })).body.lastMessageNewFormat).toBe('1.5');
  });

  it('checks the origin before it starts and when it continues', async () => {
    const guarded = await chat.publish({
      ...flow,
      settings: { security: { allowedOrigins: ['https://ok.example'] } },
    });
    const startParams = { typebot: guarded.publicId };
    const refused = await send(version, { startParams }, { origin: 'https://evil.example' });
    expect([refused.status, refused.body.message]).toEqual([403, 'Origin not allowed']);
    expect(await server.store.results.list(guarded.id, { limit: 10, offset: 0 })).toEqual([]);
    const { sessionId } = (await send(version, { startParams }, { origin: 'https://ok.example' })).body;
    const next = await send(version, { sessionId, message: 'x' }, { origin: 'https://evil.example' });
    expect(next.status).toBe(403);
    expect(next.headers['access-control-allow-origin']).toBe('https://evil.example');
  });

  it('only registers', async () => {
    const startParams = { typebot: bot.publicId, isOnlyRegistering: true };
    const { body } = await send(version, { startParams });
    expect(Object.keys(body).sort()).toEqual(['messages', 'sessionId', 'typebot']);
    expect((await send(version, { sessionId: body.sessionId })).body.input?.id).toBe('q');
  });

  it('answers a closed bot with its own text', async () => {
    const closed = await chat.publish({
      ...flow,
      settings: { general: { systemMessages: { botClosed: 'Shut {{Name}}' } } },
    });
    await server.store.bots.update(closed.id, { isClosed: true, updatedAt: server.clock.now() });
    const { status, body } = await send(version, { startParams: { typebot: closed.publicId } });
    expect([status, body.message]).toEqual([400, 'Shut {{Name}}']);
  });

  it('answers a big message, and refuses a huge one', async () => {
    const startParams = { typebot: bot.publicId };
    const { sessionId } = (await send(version, { startParams })).body;
    expect((await send(version, { message: 'x'.repeat(256 * 1024), startParams })).status).toBe(413);
    expect((await send(version, { sessionId, message: 'x'.repeat(255 * 1024) })).status).toBe(200);
  });
});

describe('texts', () => {
  it.each([
    ['v1', [{ text: 'Hi **Bo** ["a","b"]!' }]],
    ['v2', [{ text: 'Hi ' }, { bold: true, text: 'Bo' }, { text: ' ' }, { text: '["a","b"]' }, { text: '!' }]],
  ] as const)('%s', async (version, children) => {
    const lists = await chat.publish(
      oneGroup([says('Hi {{N}} {{L}}!')], {
        variables: [
          { id: 'n', name: 'N', value: '**Bo**' },
          { id: 'l', name: 'L', value: ['a', 'b'] },
        ],
      }),
    );
    const { body } = await send(version, { startParams: { typebot: lists.publicId } });
    const { content } = body.messages[0] as unknown as { content: { richText: { children: unknown[] }[] } };
    expect(content.richText[0]?.children).toEqual(children);
  });
});

describe('logs', () => {
  const failing = (type: string) =>
    oneGroup([{ id: 'w', type, options: { webhook: { url: 'https://x.example/a' } } }, asks('q')]);

  it('hides those that may hold secrets in live answers', async () => {
    const published = await chat.publish(failing('Webhook'));
    const live = await send('v2', { startParams: { typebot: published.publicId } });
    expect(live.body.logs).toEqual([]);
    const stored = await server.store.results.logs(live.body.resultId ?? '');
    expect(stored.map(({ description }) => description)).toEqual(['Webhook returned an error.']);
    const preview = await send('v2', { startParams: { typebot: published.id, isPreview: true } }, asOwner());
    expect(preview.body.logs?.map(({ description }) => description)).toEqual(['Webhook returned an error.']);
  });
});

describe('previews', () => {
  const twoGroups: FlowDocument = flowDocument({
    events: [
      { id: 'start', type: 'start', outgoingEdgeId: 'to-start' },
      { id: 'help', type: 'command', outgoingEdgeId: 'e2' },
    ],
    groups: [group('g1', says('one {{Name}}')), group('g2', says('two'))],
    edges: [{ id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } }, ...edges('e2>g2')],
    variables: [{ id: 'vName', name: 'Name' }],
  });

  it.each([
    [{}, 'one'],
    [{ startGroupId: 'g2' }, 'two'],
    [{ startEventId: 'help' }, 'two'],
    [{ startGroupId: 'g2', startEventId: 'help' }, 'one'],
  ])('%j', async (params, said) => {
    const { id } = await chat.publish(twoGroups);
    const { status, body } = await send('v2', { startParams: { typebot: id, isPreview: true, ...params } }, asOwner());
    expect([status, JSON.stringify(body.messages)]).toEqual([200, expect.stringContaining(said)]);
    expect(body.resultId).toBeUndefined();
  });

  it.each([
    [{ startGroupId: 'no' }, "Start group doesn't exist"],
    [{ startEventId: 'no' }, "Start event doesn't exist"],
  ])('%j', async (params, message) => {
    const { id } = await chat.publish(twoGroups);
    const answer = await send('v2', { startParams: { typebot: id, isPreview: true, ...params } }, asOwner());
    expect([answer.status, answer.body.message]).toEqual([400, message]);
  });

  it('fills in prefilled variables and runs the draft', async () => {
    const { id } = await chat.publish(twoGroups);
    const document = oneGroup([says('draft {{Name}}')], { variables: [{ id: 'vName', name: 'Name' }] });
    await server.store.bots.update(id, { document, updatedAt: server.clock.now() });
    const prefilledVariables = { Name: 'Ann' };
    const answer = await send('v1', { startParams: { typebot: id, isPreview: true, prefilledVariables } }, asOwner());
    expect(texts(answer)).toContain('draft Ann');
  });

  it('does not show bots of others', async () => {
    const { id } = await chat.publish(twoGroups);
    const other = await server.store.bots.get(id);
    const hidden = { ...other!, id: newId(), workspaceId: 'somewhere-else', publicId: null };
    await server.store.bots.insert(hidden);
    const answer = await send('v2', { startParams: { typebot: hidden.id, isPreview: true } }, asOwner());
    expect([answer.status, answer.body.message]).toEqual([404, 'Typebot not found']);
  });

  it('runs a bot that comes with the request, and stores no bot', async () => {
    const id = newId();
    const typebot = { id, name: 'Inline', ...oneGroup([says('inline'), asks('q'), says('done')]) };
    const first = await send('v2', { startParams: { typebot } }, asOwner());
    expect(first.body).toMatchObject({ typebot: { id }, messages: [{ id: 'inline' }], input: { id: 'q' } });
    expect(first.body.resultId).toBeUndefined();
    const next = await send('v2', { sessionId: first.body.sessionId, message: 'x' });
    expect(next.body.messages).toMatchObject([{ id: 'done' }]);
    expect(await server.store.bots.get(id)).toBeUndefined();
  });

  it.each([[{}], [{ version: '6.1', groups: 'x' }], [{ name: 'a', version: '99' }]])(
    'refuses %j as a bot',
    async (typebot) => {
      const { status, body } = await send('v1', { startParams: { typebot } }, asOwner());
      expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
    },
  );
});

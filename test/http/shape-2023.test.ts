import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingRequest } from '../../src/blocks/shared/request-service.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

/** Every field that answers of 2023 have. */
interface Body2023 {
  readonly sessionId: string;
  readonly resultId?: string;
  readonly messages: readonly { readonly id: string; readonly type: string; readonly content: unknown }[];
  readonly input?: Readonly<Record<string, unknown>>;
  readonly logic?: unknown;
  readonly integrations?: unknown;
  readonly clientSideActions?: readonly unknown[];
  readonly typebot: Readonly<Record<string, unknown>>;
  readonly message: string;
}

let server: SmallServer;
let chat: Chat;
const requests: OutgoingRequest[] = [];

beforeAll(async () => {
  server = await openSmallServer({
    request: async (request) => {
      requests.push(request);
      return request.url.includes('down')
        ? { kind: 'failed', message: 'down' }
        : { kind: 'response', status: 200, text: '{"name":"Ann"}' };
    },
  });
  chat = new Chat(server);
});
afterAll(() => server.close());

const post = async (version: string, body: unknown, headers = {}) => {
  const { status, body: answer } = await chat.send('POST', `/api/${version}/sendMessage`, { body, headers });
  return { status, body: answer as unknown as Body2023 };
};
const begin = async (document: FlowDocument, params: object = {}) => {
  const { publicId } = await chat.publish(document);
  return (await post('v1', { startParams: { typebotId: publicId, ...params } })).body;
};
const rich = (...children: readonly unknown[]) => ({ richText: [{ type: 'p', children }] });
const bubble = (content: unknown) => ({ id: 'b', type: 'text', content });

describe('trigger', () => {
  it.each<[string, string, (bot: { id: string; publicId: string }) => object, boolean]>([
    ['typebotId on v1', 'v1', ({ publicId }) => ({ typebotId: publicId }), true],
    ['an internal id', 'v1', ({ id }) => ({ typebotId: id }), true],
    ['typebotId on v2', 'v2', ({ publicId }) => ({ typebotId: publicId }), false],
    ['typebot', 'v1', ({ publicId }) => ({ typebot: publicId }), false],
    ['typebot and typebotId', 'v1', ({ publicId }) => ({ typebot: publicId, typebotId: 'x' }), false],
    ['publicId', 'v1', ({ publicId }) => ({ publicId }), false],
  ])('%s', async (_, version, paramsOf, is2023) => {
    const bot = await chat.publish(oneGroup([says('Hi'), asks('q'), says('Bye')]));
    const first = await post(version, { startParams: paramsOf(bot) });
    expect(first.status).toBe(200);
    expect(JSON.stringify(first.body.messages).includes('"html"')).toBe(is2023);
    const next = await post(version, { sessionId: first.body.sessionId, message: 'x' });
    expect(JSON.stringify(next.body.messages).includes('"html"')).toBe(is2023);
  });

  it.each([
    [{ typebotId: 'ghost' }, 404, 'Typebot not found'],
    [{ typebotId: 'ghost', isPreview: true }, 401, 'You need to be authenticated to perform this action'],
  ])('%j answers %d', async (startParams, status, message) => {
    const answer = await post('v1', { startParams });
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });

  it.each([
    ['public id', (bot: { publicId: string }) => bot.publicId],
    ['id', (bot: { id: string }) => bot.id],
  ] as const)('previews by %s', async (_, nameOf) => {
    const bot = await chat.publish(oneGroup([says('Hi'), asks('q')]));
    const startParams = { typebotId: nameOf(bot as never), isPreview: true };
    const { status, body } = await post('v1', { startParams }, chat.asOwner);
    expect([status, body.input?.id, body.resultId]).toEqual([200, 'q', undefined]);
  });

  it('takes an unknown internal id of an unpublished bot for none', async () => {
    const bot = await chat.publish(oneGroup([says('Hi')]));
    await server.store.bots.unpublish(bot.id);
    expect((await post('v1', { startParams: { typebotId: bot.id } })).status).toBe(404);
  });
});

describe('answers', () => {
  it('have the keys of that time', async () => {
    const body = await begin(oneGroup([says('Hi'), asks('q')]));
    expect(Object.keys(body).sort()).toEqual(['input', 'messages', 'resultId', 'sessionId', 'typebot']);
    const { body: next } = await post('v1', { sessionId: body.sessionId, message: 'x' });
    expect(Object.keys(next)).toEqual(['messages']);
  });

  it('have theme and settings with everything filled in', async () => {
    const parts = {
      theme: {
        general: { font: { type: 'Google', family: 'Lato' } },
        chat: { hostBubbles: { color: '#111111' }, inputs: { placeholderColor: '#222222' } },
      },
      settings: { general: { isBrandingEnabled: true, rememberUser: { isEnabled: true } }, metadata: { title: 'T' } },
    };
    const { typebot } = await begin(oneGroup([asks('q')], parts));
    expect(typebot.theme).toEqual({
      general: { font: 'Lato', background: { type: 'Color', content: '#F8F8F8' } },
      chat: {
        hostAvatar: { isEnabled: true },
        guestAvatar: { isEnabled: false },
        hostBubbles: { backgroundColor: '#ffffff', color: '#111111' },
        guestBubbles: { backgroundColor: '#ff5924', color: '#ffffff' },
        buttons: { backgroundColor: '#ff5924', color: '#ffffff' },
        inputs: { backgroundColor: '#FFFFFF', color: '#202020', placeholderColor: '#222222' },
      },
    });
    expect(typebot.settings).toEqual({
      general: {
        isBrandingEnabled: true,
        rememberUser: { isEnabled: true },
        isInputPrefillEnabled: false,
        isHideQueryParamsEnabled: true,
        isNewResultOnRefreshEnabled: false,
      },
      typingEmulation: { enabled: true, speed: 400, maxDelay: 3 },
      metadata: { title: 'T' },
    });
  });

  it('use the colours of the old format for old bots', async () => {
    const { typebot } = await begin(oneGroup([asks('q')], { version: '6' }));
    expect(typebot.theme).toMatchObject({
      general: { font: 'Open Sans', background: { content: '#FFFFFF' } },
      chat: { buttons: { backgroundColor: '#0042DA' }, guestBubbles: { backgroundColor: '#FF8E21' } },
    });
  });
});

describe('texts', () => {
  const variables = [{ id: 'v', name: 'V', value: '<b "x">' }];
  it.each<[unknown, string, string]>([
    [rich({ text: 'a ', bold: true }, { text: 'b', italic: true }), '<div><strong>a </strong><em>b</em></div>', 'a b'],
    [rich({ text: 'u', underline: true }), '<div><u>u</u></div>', 'u'],
    [rich({ text: '' }), '<div><br></div>', ''],
    [rich({ text: '{{V}}' }), '<div>&lt;b &quot;x&quot;&gt;</div>', '<b "x">'],
    [
      rich({ type: 'a', url: 'https://e.example', children: [{ text: 'link' }] }),
      '<div><a href="https://e.example" target="_blank">link</a></div>',
      'link',
    ],
    [
      { richText: [...rich({ text: '1' }).richText, ...rich({ text: '2' }).richText] },
      '<div>1</div><div>2</div>',
      '1\n2',
    ],
    [
      { html: '<div>Hi <b title="{{V}}">{{V}}</b></div><div><br></div><div>{{No}}x</div>' },
      '<div>Hi <b title="&lt;b &quot;x&quot;&gt;">&lt;b &quot;x&quot;&gt;</b></div><div><br></div><div>x</div>',
      'Hi <b "x">\n\nx',
    ],
    [{ html: '<div>old</div>', ...rich({ text: 'new' }) }, '<div>new</div>', 'new'],
  ])('%j', async (content, html, plainText) => {
    const { messages } = await begin(oneGroup([bubble(content), asks('q')], { variables }));
    expect(messages[0]).toMatchObject({ id: 'b', type: 'text', content: { type: 'richText', html, plainText } });
  });

  it('say stored HTML as rich text to the other generations', async () => {
    const bot = await chat.publish(oneGroup([bubble({ html: '<div>old</div>' }), asks('q')]));
    for (const version of ['v1', 'v2']) {
      const { body } = await post(version, { startParams: { typebot: bot.publicId } });
      expect(body.messages).toEqual([
        { id: 'b', type: 'text', content: { type: 'richText', ...rich({ text: 'old' }) } },
      ]);
    }
  });

  it('ask again in one paragraph', async () => {
    const { sessionId } = await begin(oneGroup([{ id: 'e', type: 'email input' }]));
    const { body } = await post('v1', { sessionId, message: 'no' });
    expect(body.messages).toMatchObject([
      { id: 'e', content: { html: expect.stringMatching(/^<div>This email doesn&#39;t .*<\/div>$/) } },
    ]);
    expect(body.input).toMatchObject({ id: 'e', groupId: 'g1' });
  });
});

describe('media', () => {
  it.each([
    ['embed', { url: 'https://e.example' }, { url: 'https://e.example', height: 400 }],
    ['embed', { url: 'https://e.example', height: 300 }, { url: 'https://e.example', height: 300 }],
    ['image', { url: 'https://e.example/a.png' }, { url: 'https://e.example/a.png' }],
    ['audio', { url: 'https://e.example/a.mp3' }, { url: 'https://e.example/a.mp3' }],
    ['video', { url: 'https://www.tiktok.com/@a/video/7187391935142694187' }, { type: 'url' }],
    ['video', { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' }, { type: 'youtube', id: 'dQw4w9WgXcQ' }],
  ])('%s %j', async (type, content, expected) => {
    const { messages } = await begin(oneGroup([{ id: 'm', type, content }, asks('q')]));
    expect(messages).toMatchObject([{ id: 'm', type, content: expected }]);
  });
});

describe('inputs', () => {
  const item = { id: 'i', content: 'A' };
  it.each<[string, object, object]>([
    ['text input', {}, { labels: { placeholder: 'Type your answer...', button: 'Send' }, isLong: false }],
    [
      'text input',
      { options: { labels: { button: 'Go' }, isLong: true } },
      { labels: { placeholder: 'Type your answer...', button: 'Go' }, isLong: true },
    ],
    ['number input', {}, { labels: { placeholder: 'Type a number...', button: 'Send' } }],
    ['email input', {}, { retryMessageContent: "This email doesn't seem to be valid. Can you type it again?" }],
    ['url input', {}, { retryMessageContent: "This URL doesn't seem to be valid. Can you type it again?" }],
    ['phone number input', {}, { labels: { placeholder: 'Type your phone number...', button: 'Send' } }],
    ['date input', {}, { hasTime: false, isRange: false, labels: { button: 'Send', from: 'From:', to: 'To:' } }],
    ['rating input', {}, { buttonType: 'Numbers', length: 10, customIcon: { isEnabled: false } }],
    ['file input', {}, { isRequired: true, isMultipleAllowed: false, labels: { button: 'Upload', skip: 'Skip' } }],
    ['choice input', { items: [item] }, { isMultipleChoice: false, buttonLabel: 'Send' }],
  ])('%s %j', async (type, block, options) => {
    const { input } = await begin(oneGroup([{ id: 'in', type, ...block }]));
    expect(input).toMatchObject({ id: 'in', type, groupId: 'g1', options });
  });

  it('give choices their type and block', async () => {
    const { input } = await begin(oneGroup([{ id: 'in', type: 'choice input', items: [item] }]));
    expect(input?.items).toEqual([{ ...item, type: 0, blockId: 'in' }]);
  });

  it.each(['time input', 'picture choice input', 'cards'])('%s stays as it is', async (type) => {
    const items = [{ id: 'i', title: 'A' }];
    const { input } = await begin(oneGroup([{ id: 'in', type, ...(type !== 'time input' && { items }) }]));
    expect(input).toMatchObject({ id: 'in', type, groupId: 'g1' });
    expect(input?.options).toBeUndefined();
  });

  it('name the group of a linked bot', async () => {
    const child = await chat.publish({
      ...oneGroup([]),
      groups: [{ id: 'child-group', title: 'C', blocks: [asks('inner')] }],
      edges: [{ id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'child-group' } }],
    });
    const { input } = await begin(oneGroup([{ id: 'l', type: 'Typebot link', options: { typebotId: child.id } }]));
    expect(input).toMatchObject({ id: 'inner', groupId: 'child-group' });
  });
});

describe('actions', () => {
  const script = (content: string) => ({ id: content, type: 'Code', options: { content } });
  const redirect = (url: string, isNewTab?: boolean) => ({ id: url, type: 'Redirect', options: { url, isNewTab } });
  it.each<[string, object[], object]>([
    [
      'the last redirect',
      [redirect('https://a.example'), redirect('https://b.example', true)],
      { logic: { redirect: { url: 'https://b.example', isNewTab: true } } },
    ],
    ['a redirect here', [redirect('https://a.example')], { logic: { redirect: { isNewTab: false } } }],
    [
      'the last script',
      [script('one()'), script('two()')],
      { logic: { codeToExecute: { content: 'two()', args: [] } } },
    ],
    [
      'analytics',
      [{ id: 'ga', type: 'Google Analytics', options: { trackingId: 'G-1', action: 'buy' } }],
      { integrations: { googleAnalytics: { action: 'buy' } } },
    ],
    [
      'the chat widget',
      [{ id: 'cw', type: 'Chatwoot', options: { websiteToken: 'tok' } }],
      { integrations: { chatwoot: { codeToExecute: { content: expect.any(String), args: expect.anything() } } } },
    ],
  ])('%s', async (_, blocks, expected) => {
    expect(await begin(oneGroup([...blocks, asks('q')]))).toMatchObject(expected);
  });
});

describe('pauses', () => {
  const vars = { variables: [{ id: 'v', name: 'V', value: 'old' }] };
  const waits = { id: 'w', type: 'Wait', options: { secondsToWaitFor: '2', shouldPause: true } };
  const setsOnClient = {
    id: 's',
    type: 'Set variable',
    options: { variableId: 'v', expressionToEvaluate: 'location.href', isExecutedOnClient: true },
  };
  const calls = (url: string) => ({
    id: 'h',
    type: 'Webhook',
    options: {
      isExecutedOnClient: true,
      webhook: { url, method: 'POST', body: '{"a":1}' },
      isCustomBody: true,
      responseVariableMapping: [{ id: 'm', variableId: 'v', bodyPath: 'data.name' }],
    },
  });

  it.each<[string, object[], string[]]>([
    ['a wait', [says('a'), waits, says('b')], ['a', 'b']],
    ['several waits', [waits, says('a'), { ...waits, id: 'w2' }, says('b'), { ...waits, id: 'w3' }], ['a', 'b']],
    ['a value of the client', [setsOnClient, says('{{V}}')], ['{{V}}']],
  ])('go past %s', async (_, blocks, ids) => {
    const body = await begin(oneGroup([...blocks, asks('q')], vars));
    expect(body.messages.map(({ id }) => id)).toEqual(ids);
    expect(body.input?.id).toBe('q');
    expect(JSON.stringify(body.clientSideActions ?? [])).not.toContain('expectsDedicatedReply":true');
    const { body: next } = await post('v1', { sessionId: body.sessionId, message: 'x' });
    expect(next).toEqual({ messages: [] });
  });

  it.each([
    ['https://up.example', '<div>Ann</div>'],
    ['https://down.example', '<div>old</div>'],
  ])('send the request of the client to %s', async (url, html) => {
    requests.length = 0;
    const { messages } = await begin(oneGroup([calls(url), says('{{V}}'), asks('q')], vars));
    expect(messages).toMatchObject([{ content: { html } }]);
    expect(requests).toMatchObject([{ method: 'POST', body: '{"a":1}' }]);
    expect(new URL(requests[0]?.url ?? '').origin).toBe(url);
  });

  it('tell the code that a value was to come from', async () => {
    const { logic } = await begin(oneGroup([setsOnClient, asks('q')], vars));
    expect(logic).toEqual({ codeToExecute: { content: expect.stringContaining('location.href'), args: [] } });
  });

  it('stay where only another system can go on', async () => {
    const body = await begin(oneGroup([says('a'), { id: 'l', type: 'webhook' }, says('b')]));
    expect(body.messages.map(({ id }) => id)).toEqual(['a']);
    expect(await chat.server.store.sessions.get(body.sessionId)).toMatchObject({ isWaiting: true });
  });

  it('end after so many of them', async () => {
    const loop = { id: 'j', type: 'Jump', options: { groupId: 'g1' } };
    const { messages } = await begin(oneGroup([says('a'), waits, loop]));
    expect(messages).toHaveLength(101);
  });

  it('keep the whole turn in the transcript', async () => {
    const transcript = { id: 't', type: 'Set variable', options: { variableId: 'v', type: 'Transcript' } };
    const { messages } = await begin(oneGroup([says('a'), waits, says('b'), transcript, says('{{V}}')], vars));
    expect(JSON.stringify(messages.at(-1))).toMatch(/a.*b/);
  });

  it('answer the same request under a key only once', async () => {
    const { publicId } = await chat.publish(oneGroup([says('a'), waits, says('b'), asks('q')]));
    const body = { startParams: { typebotId: publicId } };
    const headers = { 'idempotency-key': 'once' };
    const first = await post('v1', body, headers);
    expect((await post('v1', body, headers)).body).toEqual(first.body);
  });
});

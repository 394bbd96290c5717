import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/flow/json.ts';
import { Chat, type ChatAnswer, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

const start = async (blocks: readonly unknown[], parts = {}, body?: unknown) =>
  chat.start(await chat.publish(oneGroup(blocks, parts)), body);

describe('C7 messages is always a list', () => {
  it.each([
    ['a flow without bubbles', [asks('q')], {}],
    ['a flow without anything', [], {}],
    ['registering only', [says('Hi'), asks('q')], { isOnlyRegistering: true }],
  ])('%s', async (_, blocks, body) => {
    expect((await start(blocks, {}, body)).body.messages).toEqual([]);
  });

  it('the last answer with nothing after it is exactly that', async () => {
    const { body } = await start([asks('q')]);
    expect((await chat.say(body.sessionId, 'bye')).text).toBe('{"messages":[]}');
  });

  it('a skip and a retry have it too', async () => {
    const { body } = await start([asks('q', { type: 'email input' })]);
    expect((await chat.continue(body.sessionId)).body.messages).toHaveLength(1);
    expect((await chat.say(body.sessionId, 'no address')).body.messages).toHaveLength(1);
  });
});

describe('C8 input is there exactly when an answer is awaited', () => {
  const flow = [says('Hi', { id: 'b' }), asks('q'), says('Bye', { id: 'c' })];

  it('awaited', async () => expect((await start(flow)).body.input).toMatchObject({ id: 'q', type: 'text input' }));

  it.each([
    ['ended', async () => chat.say((await start(flow)).body.sessionId, 'x')],
    ['ended at the start', () => start([says('Hi')])],
    ['registered', () => start(flow, {}, { isOnlyRegistering: true })],
    [
      'paused on an action',
      () => start([{ id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } }]),
    ],
  ])('absent: %s', async (_, ask) => {
    const answer: ChatAnswer = await ask();
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).not.toContain('input');
  });
});

describe('C9 actions name the bubble before them', () => {
  const waits = (id: string) => ({ id, type: 'Wait', options: { secondsToWaitFor: '1' } });

  it('every message has an id, and actions refer to bubbles of the same answer', async () => {
    const { body } = await start([
      waits('w0'),
      says('a'),
      says('b'),
      waits('w1'),
      asks('q'),
      waits('w2'),
      says('c'),
      waits('w3'),
      asks('r'),
    ]);
    expect(body.messages.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(body.clientSideActions?.map((action) => action.lastBubbleBlockId)).toEqual([undefined, 'b']);
    expect(Object.keys(body.clientSideActions![0]!)).not.toContain('lastBubbleBlockId');
    const next = (await chat.say(body.sessionId, 'x')).body;
    expect(next.clientSideActions?.map((action) => action.lastBubbleBlockId)).toEqual([undefined, 'c']);
  });

  it('a retry message has the id of its input', async () => {
    const { body } = await start([asks('q', { type: 'email input' })]);
    expect((await chat.say(body.sessionId, 'x')).body.messages.map(({ id }) => id)).toEqual(['q']);
  });
});

it.each([
  ['3', '3'],
  ['3.0', '3'],
  [' 3', '3'],
  ['3s', '3'],
  ['0.5', '0.5'],
  ['1,5', '1.5'],
  ['1e2', '100'],
  ['{{Seconds}}', '4'],
])('C10 a wait of %j is the JSON number %s', async (secondsToWaitFor, written) => {
  const variables = [{ id: 'v', name: 'Seconds', value: '4' }];
  const { text } = await start([{ id: 'w', type: 'Wait', options: { secondsToWaitFor } }, asks('q')], { variables });
  expect(text).toContain(`"secondsToWaitFor":${written}}`);
});

describe('C11 rich text is as deep as clients look', () => {
  const variables = [
    { id: 'v1', name: 'Name', value: 'Ada' },
    { id: 'v2', name: 'Bold', value: 'so **bold** and [there](https://example.com/x)' },
    { id: 'v5', name: 'Lines', value: 'one\n\n- two\n- three' },
    { id: 'v3', name: 'Url', value: 'https://example.com/x' },
    { id: 'v4', name: 'Empty' },
  ];
  const bubble = (...children: readonly unknown[]) => ({
    id: 'b',
    type: 'text',
    content: { richText: [{ type: 'p', children }] },
  });

  const link = (...children: readonly unknown[]) => ({ type: 'a', url: '{{Url}}', children });

  it.each([
    ['a plain text', bubble({ text: 'Hello' })],
    ['a variable', bubble({ text: 'Hi {{Name}}!' })],
    ['a variable with formatting inside', bubble({ text: 'Hi {{Bold}}!', bold: true })],
    ['a variable that is bold', bubble({ text: '{{Name}}', bold: true })],
    ['a variable between leaves', bubble({ text: 'Hi ', bold: true }, { text: '{{Bold}}' }, { text: '!' })],
    ['a variable of several lines', bubble({ text: 'Hi ', bold: true }, { text: '{{Lines}}' }, { text: '!' })],
    ['a paragraph in a paragraph', bubble({ text: 'Hi ' }, { type: 'p', children: [{ text: '{{Name}}' }] })],
    [
      'a variable element',
      bubble({ text: 'Hi ' }, { type: 'inline-variable', variableId: 'v1', children: [{ text: '' }] }),
    ],
    ['a link', bubble(link({ text: 'here' }))],
    ['a link whose text is a variable', bubble(link({ text: '{{Name}}' }))],
    [
      'a link whose text is a variable element',
      bubble(link({ type: 'inline-variable', variableId: 'v1', children: [{ text: '' }] })),
    ],
    ['a link whose text is an empty variable', bubble(link({ text: '{{Empty}}' }))],
    ['a link without children', bubble(link())],
  ])('%s', async (_, block) => {
    const { body } = await start([block, asks('q')], { variables });
    const [message] = body.messages;
    if (message?.type !== 'text' || message.content.type !== 'richText') throw new Error('no rich text');
    for (const node of message.content.richText) checkNode(node, 1);
  });

  function checkNode(node: unknown, depth: number): void {
    if (!isObject(node)) throw new Error(`not a node: ${JSON.stringify(node)}`);
    const { children } = node;
    if (depth === 1 || !('text' in node)) expect(children, JSON.stringify(node)).toBeInstanceOf(Array);
    if (node.type === 'a') {
      expect(node.url).toBe('https://example.com/x');
      expect((children as { text?: unknown }[])[0]?.text, JSON.stringify(node)).toBeTypeOf('string');
    }
    if (!Array.isArray(children)) return;
    // Texts stand on the third level at most, in a list one level deeper.
    expect(depth, JSON.stringify(node)).toBeLessThanOrEqual(node.type === 'lic' ? 3 : 2);
    for (const child of children) {
      expect(node.type === 'p' && child.type === 'p', JSON.stringify(node)).toBe(false);
      checkNode(child, depth + 1);
    }
  }
});

describe('C12 the format of texts is chosen per request', () => {
  const flow = [says('One', { id: 'b1' }), asks('q', { type: 'number input' }), says('Two', { id: 'b2' }), asks('r')];
  const richText = (text: string) => ({ type: 'richText', richText: [{ type: 'p', children: [{ text }] }] });
  const markdown = (text: string) => ({ type: 'markdown', markdown: text });
  const asMarkdown = { textBubbleContentFormat: 'markdown' };

  it('on start, retry and continue', async () => {
    const { body } = await start(flow, {}, asMarkdown);
    expect(body.messages[0]?.content).toEqual(markdown('One'));
    const retries = [
      await chat.continue(body.sessionId, { message: 'x', ...asMarkdown }),
      await chat.continue(body.sessionId, { message: 'x' }),
    ];
    const retryText = 'Invalid message. Please, try again.';
    expect(retries.map((retry) => retry.body.messages[0]?.content)).toEqual([markdown(retryText), richText(retryText)]);
    const last = await chat.continue(body.sessionId, { message: '5', ...asMarkdown });
    expect(last.body.messages[0]?.content).toEqual(markdown('Two'));
  });

  it('is not remembered', async () => {
    const { body } = await start(flow, {}, asMarkdown);
    const answer = await chat.say(body.sessionId, '5');
    expect(answer.body.messages[0]?.content).toEqual(richText('Two'));
  });
});

it.each([
  '#{"queueId":"3"}',
  '# heading',
  '[list]',
  '[buttons]\nOne\n[/buttons]',
  '*bold* _it_ ~no~',
  '1) a',
  '> q',
  '<b>',
])('C20 the text %j passes through untouched', async (text) => {
  const { body } = await start([says(text, { id: 'b' }), asks('q')]);
  expect(body.messages).toEqual([
    { id: 'b', type: 'text', content: { type: 'richText', richText: [{ type: 'p', children: [{ text }] }] } },
  ]);
});

describe('C13 items keep id and content, and are matched by both', () => {
  const items = [
    { id: 'it1', content: 'Yes', outgoingEdgeId: 'e1' },
    { id: 'it2', content: 'No', outgoingEdgeId: 'e2' },
  ];
  const choice = flowDocument({
    groups: [
      group('g1', { id: 'c', type: 'choice input', items }),
      group('g2', says('you said yes'), asks('a')),
      group('g3', says('you said no'), asks('b')),
    ],
    edges: edges('to-start>g1', 'e1>g2', 'e2>g3'),
  });

  it('items', async () => {
    const { body } = await chat.start(await chat.publish(choice));
    expect(body.input?.items).toEqual(items);
  });

  it.each([
    ['Yes', 'you said yes ?a'],
    [' yes ', 'you said yes ?a'],
    ['YES', 'you said yes ?a'],
    ['it2', 'you said no ?b'],
    ['IT2', 'you said no ?b'],
    ['nO', 'you said no ?b'],
    ['1', 'Invalid message. Please, try again. ?c'],
    ['Yes please', 'Invalid message. Please, try again. ?c'],
  ])('the reply %j', async (reply, expected) => {
    const { body } = await chat.start(await chat.publish(choice));
    expect(shortly(await chat.say(body.sessionId, reply))).toBe(expected);
  });

  it.each([
    ['YES', 'YES'],
    ['Yes', 'yes'],
  ])('an exact match comes first: %j', async (reply, content) => {
    const twins = [
      { id: 'i0', content: 'yes' },
      { id: 'i1', content: 'YES' },
    ];
    const { body } = await start([{ id: 'c', type: 'choice input', items: twins }, asks('q')]);
    await chat.say(body.sessionId, reply);
    expect((await server.store.results.answers(body.resultId!))[0]?.content).toBe(content);
  });

  it('a reply id wins over the text', async () => {
    const { body } = await chat.start(await chat.publish(choice));
    const message = { type: 'text', text: 'Yes', metadata: { replyId: 'it2' } };
    expect(shortly(await chat.continue(body.sessionId, { message }))).toBe('you said no ?b');
  });
});

describe('C14 a reply that is not understood', () => {
  it('is answered with the default sentence under the id of the input, and the same input', async () => {
    const { body } = await start([asks('q', { type: 'number input', options: { labels: { button: 'Go' } } })]);
    const retry = await chat.say(body.sessionId, 'x');
    expect(retry.status).toBe(200);
    expect(retry.body).toEqual({
      messages: [
        {
          id: 'q',
          type: 'text',
          content: {
            type: 'richText',
            richText: [{ type: 'p', children: [{ text: 'Invalid message. Please, try again.' }] }],
          },
        },
      ],
      input: body.input,
    });
  });

  it('never with a status of 400', async () => {
    const { body } = await start([asks('q', { type: 'number input', options: { min: 3 } })]);
    for (const reply of ['x', '2', '']) expect((await chat.say(body.sessionId, reply)).status).toBe(200);
  });
});

describe('C15 a conversation that is not there is 404 with a message and a code', () => {
  const gone = { defined: true, code: 'NOT_FOUND', status: 404, message: 'Session not found.' };

  it('unknown', async () => {
    const { status, body } = await chat.say('neverissued', 'x');
    expect([status, body]).toEqual([404, gone]);
  });

  it('ended', async () => {
    const { sessionId } = (await start([asks('q')])).body;
    await chat.say(sessionId, 'x');
    const { status, body } = await chat.say(sessionId, 'y');
    expect([status, body]).toEqual([404, gone]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../src/flow/document.ts';
import { Chat, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openSmallServer } from '../support/small-server.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

const run = async (document: FlowDocument) => chat.start(await chat.publish(document));
const jump = (id: string, options: object) => ({ id, type: 'Jump', options });
const link = (id: string, options: object) => ({ id, type: 'Typebot link', options });

describe('flows that lead nowhere', () => {
  const arrows = ['to-start>g1', 'e>g2', 'lost>nowhere', 'odd>g2.nothing'];
  const withEdge = (outgoingEdgeId: string, ...more: readonly unknown[]) =>
    flowDocument({
      groups: [group('g1', says('a', { outgoingEdgeId }), ...more), group('g2', says('b'), asks('q'))],
      edges: edges(...arrows),
    });

  it.each([
    ['an edge that exists', withEdge('e'), 'a b ?q'],
    ['an edge that does not exist', withEdge('gone'), 'a .'],
    ['an edge to a missing group', withEdge('lost'), 'a .'],
    ['an edge to a missing block', withEdge('odd'), 'a b ?q'],
    ['an edge in the middle of a group', withEdge('lost', says('c'), asks('r')), 'a c ?r'],
    ['a start event without an edge', { ...withEdge('e'), events: [{ id: 's', type: 'start' }] }, '.'],
    [
      'a start edge that does not exist',
      { ...withEdge('e'), events: [{ id: 's', type: 'start', outgoingEdgeId: 'x' }] },
      '.',
    ],
    ['no edges', { ...withEdge('e'), edges: [] }, '.'],
    ['no groups', { ...withEdge('e'), groups: [] }, '.'],
    ['an empty group', flowDocument({ groups: [group('g1')] }), '.'],
    ['a jump to a missing group', oneGroup([says('a'), jump('j', { groupId: 'x' }), says('b')]), 'a .'],
    ['a jump to a missing block', oneGroup([says('a'), jump('j', { groupId: 'g1', blockId: 'x' }), says('b')]), 'a .'],
    ['a jump without a target', oneGroup([says('a'), jump('j', {}), says('b'), asks('q')]), 'a b ?q'],
    ['a link to a missing bot', oneGroup([says('a'), link('l', { typebotId: 'x' }), says('b'), asks('q')]), 'a b ?q'],
    ['a link without a target', oneGroup([says('a'), link('l', {}), says('b'), asks('q')]), 'a b ?q'],
    [
      'a link to a missing group',
      oneGroup([link('l', { typebotId: 'current', groupId: 'x' }), says('b'), asks('q')]),
      'b ?q',
    ],
    ['a return to nowhere', oneGroup([says('a'), { id: 'r', type: 'Return' }, says('b'), asks('q')]), 'a b ?q'],
  ])('%s', async (_, document, expected) => {
    const answer = await run(document);
    expect([answer.status, shortly(answer)]).toEqual([200, expected]);
  });

  it('an answer whose edge is missing does not run the rest of the group', async () => {
    const { sessionId } = (await run(oneGroup([asks('q', { outgoingEdgeId: 'gone' }), says('b')]))).body;
    expect((await chat.say(sessionId, 'x')).text).toBe('{"messages":[],"clientSideActions":[],"logs":[]}');
  });
});

describe('flows in circles', () => {
  const choice = (id: string, outgoingEdgeId: string) => ({
    id,
    type: 'choice input',
    items: [{ id: 'i', content: 'go', outgoingEdgeId }],
  });
  const always = {
    logicalOperator: 'AND',
    comparisons: [{ id: 'c', variableId: 'v', comparisonOperator: 'Is empty' }],
  };

  it.each([
    ['an edge to its own group', [group('g1', says('a', { outgoingEdgeId: 'e' }))], ['e>g1']],
    ['silent blocks', [group('g1', { id: 's', type: 'Set variable', outgoingEdgeId: 'e' })], ['e>g1']],
    ['jumps', [group('g1', jump('a', { groupId: 'g2' })), group('g2', jump('b', { groupId: 'g1' }))], []],
    [
      'a condition',
      [group('g1', { id: 'c', type: 'Condition', items: [{ id: 'i', content: always, outgoingEdgeId: 'e' }] })],
      ['e>g1'],
    ],
    [
      'a condition with a bubble',
      [
        group('g1', says('a'), {
          id: 'c',
          type: 'Condition',
          items: [{ id: 'i', content: always, outgoingEdgeId: 'e' }],
        }),
      ],
      ['e>g1'],
    ],
    [
      'jump and return',
      [
        group('g1', jump('j', { groupId: 'g2' }), says('x', { outgoingEdgeId: 'e' })),
        group('g2', { id: 'r', type: 'Return' }),
      ],
      ['e>g1'],
    ],
    [
      'links',
      [
        group('g1', link('l', { typebotId: 'current', groupId: 'g2' }), says('a', { outgoingEdgeId: 'e' })),
        group('g2', says('b')),
      ],
      ['e>g1'],
    ],
  ])('%s are cut', async (_, groups, arrows) => {
    const document = flowDocument({
      groups,
      edges: edges('to-start>g1', ...arrows),
      variables: [{ id: 'v', name: 'V' }],
    });
    const { status, body } = await run(document);
    expect(status).toBe(200);
    expect(body.input).toBeUndefined();
    expect(body.logs?.map(({ context }) => context)).toContain('Guard');
    // The conversation has ended and may begin anew.
    expect((await chat.say(body.sessionId, 'x')).status).toBe(200);
    expect((await chat.say(body.sessionId, 'x')).status).toBe(404);
  });

  it('a circle through an input is legal', async () => {
    const flow = flowDocument({
      groups: [group('g1', says('a'), choice('c', 'e'))],
      edges: edges('to-start>g1', 'e>g1'),
    });
    const { sessionId } = (await run(flow)).body;
    for (let i = 0; i < 50; i++) expect(shortly(await chat.say(sessionId, 'go'))).toBe('a ?c');
  });

  it('an answer of a reply event that asks again never ends in a circle of its own', async () => {
    const flow = flowDocument({
      events: [
        { id: 'start', type: 'start', outgoingEdgeId: 'to-start' },
        { id: 'ev', type: 'reply', outgoingEdgeId: 'e' },
      ],
      groups: [group('g1', asks('q')), group('g2', says('in'), asks('r'), { id: 'ret', type: 'Return' })],
      edges: edges('to-start>g1', 'e>g2'),
    });
    const { sessionId } = (await run(flow)).body;
    for (let i = 0; i < 3; i++) expect(shortly(await chat.say(sessionId, 'x'))).toBe('in ?r');
  });
});

describe('documents with wrong parts', () => {
  it.each([
    [
      'an unknown block between others',
      oneGroup([says('a'), { id: 'u', type: 'Telepathy' }, says('b'), asks('q')]),
      'a b ?q',
    ],
    [
      'an unknown block at the end',
      flowDocument({
        groups: [group('g1', says('a'), { id: 'u', type: 'Telepathy', outgoingEdgeId: 'e' }), group('g2', says('b'))],
        edges: edges('to-start>g1', 'e>g2'),
      }),
      'a b .',
    ],
    [
      'two groups with one id',
      flowDocument({ groups: [group('g1', says('first')), group('g1', says('second'))] }),
      'first .',
    ],
    [
      'two edges with one id',
      flowDocument({
        groups: [group('g1', says('a', { outgoingEdgeId: 'e' })), group('g2', says('b')), group('g3', says('c'))],
        edges: edges('to-start>g1', 'e>g2', 'e>g3'),
      }),
      'a b .',
    ],
    [
      'two start events',
      flowDocument({
        events: [
          { id: 's1', type: 'start', outgoingEdgeId: 'to-start' },
          { id: 's2', type: 'start', outgoingEdgeId: 'e' },
        ],
        groups: [group('g1', says('a')), group('g2', says('b'))],
        edges: edges('to-start>g1', 'e>g2'),
      }),
      'a .',
    ],
    [
      'two variables with one name',
      oneGroup([says('{{V}}')], {
        variables: [
          { id: 'v1', name: 'V', value: 'first' },
          { id: 'v2', name: 'V', value: 'second' },
        ],
      }),
      'first .',
    ],
    ['blocks that are none', oneGroup([null, 5, 'x', [], {}, { type: 'text' }, { id: 'x' }, says('a')]), 'a .'],
    [
      'groups and edges that are none',
      flowDocument({ groups: [null, 5, {}, group('g1', says('a'))], edges: [null, 7, {}, ...edges('to-start>g1')] }),
      'a .',
    ],
    ['options that are none', oneGroup([asks('q', { options: 5 })]), '?q'],
    ['options of wrong types', oneGroup([asks('q', { options: { isLong: 'x', labels: 5, variableId: {} } })]), '?q'],
    ['a bubble without content', oneGroup([{ id: 'b', type: 'text' }, asks('q')]), '?q'],
    [
      'rich text that is none',
      oneGroup([
        { id: 'b', type: 'text', content: { richText: [5, null, { type: 'p' }, { children: 'x' }] } },
        asks('q'),
      ]),
      expect.stringMatching(/\?q$/),
    ],
    [
      'settings and theme that are none',
      { ...oneGroup([says('a')]), settings: 5, theme: [] } as unknown as FlowDocument,
      'a .',
    ],
    [
      'variables that are none',
      oneGroup([says('a{{V}}')], { variables: [null, 5, { id: 'x' }, { name: 'V' }] }),
      'a .',
    ],
    [
      'a variable with an object as value',
      oneGroup([says('{{V}}')], { variables: [{ id: 'v', name: 'V', value: { a: 1 } }] }),
      '{"a":1} .',
    ],
  ])('%s', async (_, document, expected) => {
    const answer = await run(document);
    expect([answer.status, shortly(answer)]).toEqual([200, expected]);
  });

  it('two blocks with one id: the conversation goes on from the first', async () => {
    const { sessionId } = (await run(oneGroup([asks('q'), says('a'), asks('q'), says('b'), asks('r')]))).body;
    for (let i = 0; i < 3; i++) expect(shortly(await chat.say(sessionId, 'x'))).toBe('a ?q');
  });
});

describe('big documents', () => {
  it('a group of 1,000 blocks runs in one turn', async () => {
    const blocks = Array.from({ length: 999 }, (_, i) => says(`line ${i}`));
    const { status, body } = await run(oneGroup([...blocks, asks('q')]));
    expect([status, body.messages.length, body.input?.id]).toEqual([200, 999, 'q']);
  });

  it('1,000 groups in a row run in one turn', async () => {
    const groups = Array.from({ length: 1_000 }, (_, i) =>
      group(`g${i + 1}`, says(`line ${i}`, { outgoingEdgeId: `e${i + 1}` })),
    );
    const arrows = groups.map((_, i) => `e${i + 1}>g${i + 2}`);
    const { status, body } = await run(
      flowDocument({ groups: [...groups, group('g1001', asks('q'))], edges: edges('to-start>g1', ...arrows) }),
    );
    expect([status, body.messages.length, body.input?.id]).toEqual([200, 1_000, 'q']);
  });

  it('10,000 items and variables', async () => {
    const items = Array.from({ length: 10_000 }, (_, i) => ({ id: `i${i}`, content: `Item ${i}` }));
    const variables = items.map(({ id }) => ({ id, name: id, value: id }));
    const { sessionId } = (
      await run(oneGroup([{ id: 'c', type: 'choice input', items }, says('{{i9999}}'), asks('q')], { variables }))
    ).body;
    expect(shortly(await chat.say(sessionId, 'item 9999'))).toBe('i9999 ?q');
  });

  // No code, so nothing depends on how fast scripts run.
  const sets = (id: string, variableId: string, expressionToEvaluate: string) => ({
    id,
    type: 'Set variable',
    options: { variableId, expressionToEvaluate },
  });

  it.each([
    [
      'a variable that doubles itself',
      Array.from({ length: 30 }, (_, i) => sets(`s${i}`, 'v', '{{V}} {{V}}')),
      { Large: 'z' },
      /1 MB/,
    ],
    [
      'a little more in a large state',
      [sets('s', 'v', '{{Small}}')],
      { Small: 'y'.repeat(200_000), Large: 'z'.repeat(4_700_000) },
      /5 MB/,
    ],
  ])('%s ends at the size limit, and the session stays as it was', async (_name, blocks, values, limit) => {
    const variables = Object.entries({ V: 'x', ...values }).map(([name, value]) => ({
      id: name.toLowerCase(),
      name,
      value,
    }));
    const flow = oneGroup([asks('q'), ...blocks, asks('r')], { variables });
    // Scripts in this process: on a busy machine they may run out of time, which gives nothing and not the text.
    const small = await openSmallServer();
    const person = new Chat(small);
    const { sessionId } = (await person.start(await person.publish(flow))).body;
    const answer = await person.say(sessionId, 'go');
    expect([answer.status, answer.body.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(answer.body.message).toMatch(limit);
    const inspected = await small.store.sessions.get(sessionId);
    expect(inspected).toMatchObject({ revision: 1, state: { position: 'q' } });
    await small.close();
  });

  const deep = (depth: number) => JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);

  it.each([
    ['options', (value: unknown) => oneGroup([asks('q', { options: { labels: value, x: value } })])],
    [
      'theme and settings',
      (value: unknown) => oneGroup([asks('q')], { theme: { x: value }, settings: { general: value as never } }),
    ],
    ['a variable', (value: unknown) => oneGroup([asks('q')], { variables: [{ id: 'v', name: 'V', value }] })],
    ['rich text', (value: unknown) => oneGroup([{ id: 'b', type: 'text', content: { richText: [value] } }, asks('q')])],
  ])('deep nesting in %s', async (_, documentOf) => {
    for (const depth of [50, 500]) {
      const answer = await run(documentOf(deep(depth)));
      expect([depth, answer.status, answer.body.input?.id]).toEqual([depth, 200, 'q']);
    }
  });

  it('rich text that is nested deeply', async () => {
    let node: unknown = { text: 'x' };
    for (let i = 0; i < 500; i++) node = { type: 'p', children: [node] };
    const answer = await run(oneGroup([{ id: 'b', type: 'text', content: { richText: [node] } }, asks('q')]));
    expect(answer.status).toBe(200);
    const markdown = await chat.start(
      await chat.publish(oneGroup([{ id: 'b', type: 'text', content: { richText: [node] } }])),
      {
        textBubbleContentFormat: 'markdown',
      },
    );
    expect(markdown.status).toBe(200);
  });
});

import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { mostDynamicItems } from '../shared/displayed-items.ts';
import { cardsInput } from './cards-input.ts';

const kinds = new Map([[cardsInput.type, cardsInput]]);

const saveResponseMapping = [
  { field: 'Image URL', variableId: 'vImage' },
  { field: 'Title', variableId: 'vTitle' },
  { field: 'Description', variableId: 'vDescription' },
  { field: 'Button', variableId: 'vButton' },
  { field: 'Internal Value', variableId: 'vInternal' },
  { field: 'Title', variableId: 'not there' },
  { field: 'Title' },
  { variableId: 'vOther' },
  { field: 'Unknown', variableId: 'vOther' },
];

interface Asked {
  readonly items: readonly object[];
  readonly values?: Readonly<Record<string, unknown>>;
  readonly events?: readonly object[];
}

/** A conversation with one cards input; the edges e1, e2 and e3 lead from buttons, `e` from the block. */
function ask({ items, values = {}, events = [] }: Asked) {
  const block = {
    id: 'b1',
    type: 'cards',
    outgoingEdgeId: 'e',
    items,
    options: { variableId: 'vAnswer', saveResponseMapping },
  };
  const names = ['Answer', 'Image', 'Title', 'Description', 'Button', 'Internal', 'Other', 'Seen'];
  return new SimulatedConversation(
    flowDocument({
      events: [{ id: 'start', type: 'start', outgoingEdgeId: 'to-start' }, ...events],
      groups: [
        { id: 'g1', title: 'Group 1', blocks: [block] },
        { id: 'g2', title: 'Group 2', blocks: [] },
      ],
      edges: [
        { id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } },
        ...['e', 'e1', 'e2', 'e3'].map((id) => ({ id, from: {}, to: { groupId: 'g2' } })),
      ],
      variables: [
        ...names.map((name) => ({ id: `v${name}`, name, value: 'before' })),
        { id: 'vName', name: 'Name', value: 'Ann' },
        ...Object.entries(values).map(([name, value]) => ({ id: `x${name}`, name, value })),
      ],
    }),
    kinds,
  );
}

async function reply(asked: Asked, text: string, replyId?: string) {
  const conversation = ask(asked);
  await conversation.start();
  const { output, records } = await conversation.send({
    type: 'text',
    text,
    ...(replyId && { metadata: { replyId } }),
  });
  if (output.kind === 'retried') return undefined;
  return { content: conversation.value('Answer'), edge: records.visitedEdges[0]?.edgeId, conversation };
}

const paris = {
  id: 'c1',
  title: 'Paris',
  description: 'City of {{Name}}',
  imageUrl: 'https://a/p.png',
  options: { internalValue: 'par' },
  paths: [
    { id: 'p1', text: 'Book for {{Name}}', outgoingEdgeId: 'e1' },
    { id: 'p2', text: 'More' },
  ],
};
const london = { id: 'c2', title: 'London', imageUrl: null, paths: [{ id: 'p3', text: 'Go', outgoingEdgeId: 'e2' }] };

describe('cards sent', () => {
  const hidden = {
    isEnabled: true,
    condition: { comparisons: [{ variableId: 'vName', comparisonOperator: 'Equal to', value: 'Bob' }] },
  };

  it('sends visible stored cards with variables filled in', async () => {
    const hiddenCard = { id: 'c3', title: 'Hidden', options: { displayCondition: hidden } };
    const { output } = await ask({ items: [paris, hiddenCard, { ...london, type: 0 }] }).start();
    expect(output.input).toMatchObject({ id: 'b1', type: 'cards', outgoingEdgeId: 'e' });
    expect(output.input?.items).toEqual([
      {
        ...paris,
        description: 'City of Ann',
        paths: [{ id: 'p1', text: 'Book for Ann', outgoingEdgeId: 'e1' }, paris.paths[1]],
      },
      london,
    ]);
    expect(output.input).not.toHaveProperty('prefilledValue');
  });

  it.each<[string, object, Readonly<Record<string, unknown>>, object[]]>([
    [
      'all fields',
      { title: '{{T}}', imageUrl: '{{I}}', description: '{{D}}', options: { internalValue: '{{V}}' } },
      { T: ['t0', 't1'], I: ['i0', 'i1'], D: ['d0', 'd1'], V: ['v0', 'v1'] },
      [
        { title: 't0', imageUrl: 'i0', description: 'd0', options: { internalValue: 'v0' } },
        { title: 't1', imageUrl: 'i1', description: 'd1', options: { internalValue: 'v1' } },
      ],
    ],
    [
      'titles, which decide the number',
      { title: '{{T}}', imageUrl: '{{I}}' },
      { T: ['t0', 't1'], I: ['i0', 'i1', 'i2'] },
      [
        { title: 't0', imageUrl: 'i0' },
        { title: 't1', imageUrl: 'i1' },
      ],
    ],
    [
      'pictures when the title is no list',
      { title: '{{T}}', imageUrl: '{{I}}', description: '{{D}}' },
      { T: 'same', I: ['i0', 'i1'], D: ['d0'] },
      [
        { title: 'same', imageUrl: 'i0', description: 'd0' },
        { title: 'same', imageUrl: 'i1' },
      ],
    ],
    ['descriptions at last', { description: '{{D}}' }, { D: ['d0'] }, [{ description: 'd0' }]],
    [
      'a list beside ordinary texts',
      { title: '{{T}}', description: 'For {{Name}}', imageUrl: 'i', options: { internalValue: 'v {{Name}}' } },
      { T: ['t0', 't1'] },
      ['t0', 't1'].map((title) => ({
        title,
        description: 'For Ann',
        imageUrl: 'i',
        options: { internalValue: 'v Ann' },
      })),
    ],
    [
      'a variable without value',
      { title: '{{T}}', description: '{{D}}' },
      { T: ['t0'], D: undefined },
      [{ title: 't0' }],
    ],
    ['nothing where null is stored', { title: '{{T}}', imageUrl: null }, { T: ['t0'] }, [{ title: 't0' }]],
    [
      'placeholders in values',
      { title: '{{T}}' },
      { T: ['{{Name}}', '{{= 1 =}}'] },
      [{ title: '{{Name}}' }, { title: '{{= 1 =}}' }],
    ],
    ['an empty list', { title: '{{T}}' }, { T: [] }, []],
    [
      'whatever the display condition',
      { title: '{{T}}', options: { displayCondition: hidden } },
      { T: ['t0'] },
      [{ title: 't0', options: { displayCondition: hidden } }],
    ],
  ])('dynamic cards from %s', async (_title, card, values, cards) => {
    const { output } = await ask({ items: [{ id: 'c', ...card }], values }).start();
    expect(output.input?.items).toEqual(cards.map((expected) => ({ id: 'c', ...expected })));
  });

  it('makes no more buttons than a choice may have', async () => {
    const card = { ...paris, title: '{{T}}', paths: [0, 1, 2, 3].map((i) => ({ id: `p${i}` })) };
    const titles = Array.from({ length: 3_000 }, (_, i) => `T${i}`);
    const { output } = await ask({ items: [card], values: { T: titles } }).start();
    expect(output.input?.items).toHaveLength(mostDynamicItems / 4);
  });

  it('gives the buttons of dynamic cards ids of their own', async () => {
    const { output } = await ask({ items: [{ ...paris, title: '{{T}}' }], values: { T: ['a', 'b'] } }).start();
    const path = (id: string, index: number) => ({ ...paris.paths[index], text: ['Book for Ann', 'More'][index], id });
    expect(output.input?.items?.map(({ paths }) => paths)).toEqual([
      [path('dynamic-card-0-path-0', 0), path('dynamic-card-0-path-1', 1)],
      [path('dynamic-card-1-path-0', 0), path('dynamic-card-1-path-1', 1)],
    ]);
  });

  it.each<[string, object[], Readonly<Record<string, unknown>>, unknown[]]>([
    ['two cards', [{ id: 'a', title: '{{T}}' }, { id: 'b' }], { T: ['x'] }, ['["x"]', undefined]],
    ['a text', [{ id: 'a', title: '{{T}}' }], { T: 'x' }, ['x']],
    ['a list inside a text', [{ id: 'a', title: 'My {{T}}' }], { T: ['x'] }, ['My ["x"]']],
    ['an unknown name', [{ id: 'a', title: '{{Unknown}}' }], {}, ['']],
    ['no card', [], {}, []],
  ])('%s: the cards stay as stored', async (_title, items, values, titles) => {
    const { output } = await ask({ items, values }).start();
    expect(output.input?.items?.map(({ title }) => title)).toEqual(titles);
  });
});

describe('replies', () => {
  const items = [paris, london];
  it.each<[string, string | undefined, string, string | undefined, string | null]>([
    ['p3', undefined, 'London', 'e2', 'Go'],
    ['anything', 'p3', 'London', 'e2', 'Go'],
    [' paris ', undefined, 'Paris', 'e1', 'Book for Ann'],
    ['Paris', 'unknown', 'Paris', 'e1', 'Book for Ann'],
    ['p2', undefined, 'Paris', undefined, 'More'],
    ['London', 'p2', 'Paris', undefined, 'More'],
    ['P3 ', undefined, 'London', 'e2', 'Go'],
  ])('%j with id %j', async (text, replyId, content, edge, button) => {
    const result = await reply({ items }, text, replyId);
    expect(result).toMatchObject({ content, edge });
    expect(result?.conversation.value('Button')).toBe(button);
  });

  it.each([
    ['More', undefined],
    ['Go', undefined],
    ['c2', undefined],
    ['x', 'c2'],
    ['', undefined],
  ])('refuses %j with id %j', async (text, replyId) => {
    expect(await reply({ items: [...items, { id: 'c3' }] }, text, replyId)).toBeUndefined();
  });

  it.each<[string, object, string, string | undefined]>([
    ['a picture when there is no title', { imageUrl: 'https://a/x.png', paths: [{ id: 'p' }] }, 'p', 'https://a/x.png'],
    ['a picture when the title is empty', { title: '', imageUrl: 'i', paths: [{ id: 'p' }] }, 'p', 'i'],
    ['nothing when there is neither', { description: 'd', paths: [{ id: 'p' }] }, 'p', undefined],
    ['the title of a card without buttons', { title: 'T' }, 't', 'T'],
  ])('saves %s', async (_title, card, text, content) => {
    expect((await reply({ items: [{ id: 'c', ...card }] }, text))?.content).toBe(content);
  });

  it('takes the card with exactly the title first, then any case', async () => {
    const twins = ['yes', 'YES'].map((title, i) => ({ id: title, title, paths: [{ id: `p${i}` }] }));
    expect((await reply({ items: twins }, 'YES'))?.content).toBe('YES');
    expect((await reply({ items: twins }, 'Yes'))?.content).toBe('yes');
  });

  it('takes dynamic cards by their buttons', async () => {
    const dynamic = { items: [{ ...paris, title: '{{T}}' }], values: { T: ['T1', 'T2'] } };
    expect(await reply(dynamic, 'dynamic-card-1-path-0')).toMatchObject({ content: 'T2', edge: 'e1' });
    expect(await reply(dynamic, 't2')).toMatchObject({ content: 'T2', edge: 'e1' });
    expect(await reply(dynamic, 'p1')).toBeUndefined();
  });

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    [
      'of everything',
      'p1',
      {
        Image: 'https://a/p.png',
        Title: 'Paris',
        Description: 'City of Ann',
        Button: 'Book for Ann',
        Internal: 'par',
        Other: 'before',
      },
    ],
    [
      'of what is there',
      'p3',
      { Image: null, Title: 'London', Description: 'before', Button: 'Go', Internal: 'before', Other: 'before' },
    ],
  ])('mapping %s', async (_title, text, saved) => {
    const result = await reply({ items }, text);
    expect(Object.keys(saved).map((name) => [name, result?.conversation.value(name)])).toEqual(Object.entries(saved));
  });

  it('maps before the flow of a reply event runs', async () => {
    const events = [{ id: 'ev', type: 'reply', outgoingEdgeId: 'e3', options: { contentVariableId: 'vSeen' } }];
    const conversation = ask({ items, events });
    await conversation.start();
    await conversation.say('p3');
    expect([conversation.value('Seen'), conversation.value('Title'), conversation.value('Answer')]).toEqual([
      'p3',
      'London',
      'before',
    ]);
  });

  it('keeps the picture that web clients attach in the answer', async () => {
    const conversation = ask({ items });
    await conversation.start();
    const { output, state } = await conversation.send({
      type: 'text',
      text: 'p1',
      metadata: { replyId: 'p1' },
      attachedFileUrls: ['https://a/p.png'],
    });
    expect(output.lastMessageNewFormat).toBe('Paris');
    expect(state.frames[0]?.answers).toEqual([{ key: 'Answer', value: 'https://a/p.png\n\nParis' }]);
  });

  it('refuses an audio reply and none', async () => {
    const conversation = ask({ items });
    await conversation.start();
    expect((await conversation.say()).output.kind).toBe('retried');
    expect((await conversation.send({ type: 'audio', url: 'p1' })).output.kind).toBe('retried');
  });
});

it('never takes the message that starts a conversation', async () => {
  const { output } = await ask({ items: [paris] }).start({ message: { type: 'text', text: 'Paris' } });
  expect(output.input).toMatchObject({ id: 'b1' });
});

import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { choiceInput } from './choice-input.ts';

const kinds = new Map([[choiceInput.type, choiceInput]]);
const variables = [
  { id: 'vAnswer', name: 'Answer' },
  { id: 'vName', name: 'Name', value: 'Ann' },
  { id: 'vNothing', name: 'Nothing' },
];

interface Asked {
  readonly items?: readonly object[];
  readonly options?: object;
  /** Value of the variable `vList`. */
  readonly list?: unknown;
}

/** A conversation with one choice; the edges e0, e1, … lead from items, `e` from the block. */
function ask({ items = [], options, list }: Asked) {
  const block = {
    id: 'b1',
    type: 'choice input',
    outgoingEdgeId: 'e',
    items,
    options: { variableId: 'vAnswer', ...options },
  };
  const edges = ['e', 'e0', 'e1', 'e2'].map((id) => ({ id, from: {}, to: { groupId: 'g2' } }));
  return new SimulatedConversation(
    {
      ...oneGroup([block], { variables: [...variables, { id: 'vList', name: 'List', value: list }] }),
      groups: [
        { id: 'g1', title: 'Group 1', blocks: [block] },
        { id: 'g2', title: 'Group 2', blocks: [] },
      ],
      edges: [{ id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } }, ...edges],
    },
    kinds,
  );
}

/** What a reply to the choice gives: the answer that is saved and the item's edge that is followed. */
async function reply(asked: Asked, text: string | undefined, replyId?: string) {
  const conversation = ask(asked);
  await conversation.start();
  const { output, records } = await conversation.send(
    text === undefined ? undefined : { type: 'text', text, ...(replyId !== undefined && { metadata: { replyId } }) },
  );
  return {
    content: output.kind === 'retried' ? undefined : (conversation.value('Answer') ?? ''),
    edge: records.visitedEdges[0]?.edgeId,
    newFormat: output.lastMessageNewFormat,
  };
}

/** Items from labels, or from `[label, value]`, with an edge each; ids are i0, i1, … */
function items(...entries: (string | readonly [label: string, value: string])[]) {
  return entries.map((entry, index) => {
    const [content, value] = typeof entry === 'string' ? [entry] : entry;
    return { id: `i${index}`, content, outgoingEdgeId: `e${index}`, ...(value !== undefined && { value }) };
  });
}

const shownWhen = (value: string, isEnabled = true) => ({
  displayCondition: {
    isEnabled,
    condition: {
      logicalOperator: 'AND',
      comparisons: [{ id: 'c', variableId: 'vName', comparisonOperator: 'Equal to', value }],
    },
  },
});

async function shown(asked: Asked) {
  const { output } = await ask(asked).start();
  return output.input?.items?.map(({ content }) => content);
}

describe('items sent', () => {
  it('sends the stored block with variables filled in and nothing defaulted or unknown', async () => {
    const item = { id: 'i0', outgoingEdgeId: 'e0', content: 'Hi {{Name}}', value: '{{Name}}!', type: 0, blockId: 'b1' };
    const { output } = await ask({ items: [item], options: { buttonLabel: 'Go {{Name}}', other: 1 } }).start();
    expect(output.input).toEqual({
      id: 'b1',
      type: 'choice input',
      outgoingEdgeId: 'e',
      items: [{ id: 'i0', outgoingEdgeId: 'e0', content: 'Hi Ann', value: 'Ann!' }],
      options: { variableId: 'vAnswer', buttonLabel: 'Go Ann' },
    });
  });

  it.each([
    ['no condition', {}, true],
    ['true', shownWhen('Ann'), true],
    ['false', shownWhen('Bob'), false],
    ['switched off', shownWhen('Bob', false), true],
    ['without a condition', { displayCondition: { isEnabled: true } }, true],
    ['without comparisons', { displayCondition: { isEnabled: true, condition: { comparisons: [] } } }, false],
  ])('static item, condition %s', async (_title, condition, isShown) => {
    const item = { id: 'i0', content: 'A', ...condition };
    const { output } = await ask({ items: [item] }).start();
    expect(output.input?.items).toEqual(isShown ? [item] : []);
  });

  it.each<[string, unknown, string[]]>([
    ['a list', ['x', 'y'], ['x', 'y']],
    ['a list with gaps and repetitions', ['one', null, '', 'one', 'two'], ['one', 'two']],
    ['a list of nothing', [null], []],
    ['an empty list', [], []],
    ['a text', 'one', ['one']],
    ['a JSON list', '["a","b","a",""]', ['a', 'b']],
    ['a JSON list of other things', '[1,true,null,{"a":1},["b"]]', ['1', 'true', '{"a":1}', '["b"]']],
    ['other JSON', '{"a":1}', ['{"a":1}']],
    ['almost JSON', '[a]', ['[a]']],
    ['placeholders in values', ['{{Name}}', '{{= 1 =}}'], ['{{Name}}', '{{= 1 =}}']],
    [
      'a value that is too deep',
      '['.repeat(100_000) + ']'.repeat(100_000),
      ['['.repeat(100_000) + ']'.repeat(100_000)],
    ],
  ])('dynamic items from %s', async (_title, list, labels) => {
    expect(await shown({ items: items('stored'), options: { dynamicVariableId: 'vList' }, list })).toEqual(labels);
  });

  it('numbers dynamic items and fills in the options', async () => {
    const options = { dynamicVariableId: 'vList', buttonLabel: '{{Name}}' };
    const { output } = await ask({ items: items('stored'), options, list: ['x', 'x', 'y'] }).start();
    expect(output.input).toMatchObject({
      items: [
        { id: 'choice0', content: 'x' },
        { id: 'choice1', content: 'y' },
      ],
      options: { buttonLabel: 'Ann' },
    });
  });

  it.each(['vNothing', 'vList', 'not there'])(
    'sends the stored block as it is when %s has no value',
    async (dynamicVariableId) => {
      const stored = [
        { id: 'i0', content: 'Hi {{Name}}' },
        { id: 'i1', content: 'B', ...shownWhen('Bob') },
      ];
      const options = { dynamicVariableId, buttonLabel: '{{Name}}' };
      const { output } = await ask({ items: stored, options, list: '' }).start();
      expect(output.input).toMatchObject({ items: stored, options });
      expect(await reply({ items: stored, options, list: '' }, 'B')).toMatchObject({ content: 'B' });
    },
  );

  it('never prefills', async () => {
    const { output } = await ask({ items: items('A'), options: { variableId: 'vName' } }).start();
    expect(output.input).not.toHaveProperty('prefilledValue');
  });
});

describe('single choice', () => {
  it.each<[(string | [string, string])[], string, string | undefined, string | undefined, string | undefined]>([
    [['Yes', 'No'], 'Yes', undefined, 'Yes', 'e0'],
    [['Yes', 'No'], ' Yes ', undefined, 'Yes', 'e0'],
    [['Yes', 'No'], '1', undefined, undefined, undefined],
    [['Yes', 'No'], 'Yes please', undefined, undefined, undefined],
    [['Yes', 'No'], 'i1', undefined, 'No', 'e1'],
    [['Yes', 'No'], 'xx', 'i1', 'No', 'e1'],
    [['Yes', 'No'], 'zz', 'unknown', undefined, undefined],
    [['Yes', 'No'], 'Yes', 'unknown', 'Yes', 'e0'],
    [['Yes, no', 'No'], 'Yes, no', 'i1', 'No', 'e1'],
    [[['A', 'v']], 'A', undefined, 'v', 'e0'],
    [[['A', 'v']], 'v', undefined, 'v', 'e0'],
    [[['A', '']], 'A', undefined, 'A', 'e0'],
    [[' A '], 'A', undefined, ' A ', 'e0'],
    [['Yes', 'Yes'], 'Yes', undefined, 'Yes', 'e0'],
    [['Yes', 'Yes'], 'Yes', 'i1', 'Yes', 'e1'],
    [[''], 'i0', undefined, undefined, undefined],
    [['A'], '', undefined, undefined, undefined],
  ])('%j: %j with id %j', async (labels, text, replyId, content, edge) => {
    expect(await reply({ items: items(...labels) }, text, replyId)).toMatchObject({ content, edge });
  });

  it.each<[string[], string, string, string, string | undefined]>([
    [['Yes', 'No'], 'yes', 'Yes', 'e0', 'Yes'],
    [['Yes', 'No'], ' YES', 'Yes', 'e0', 'Yes'],
    [['yes', 'YES'], 'YES', 'YES', 'e1', undefined],
    [['yes', 'YES'], 'Yes', 'yes', 'e0', 'yes'],
    [['Yes', 'No'], 'I1', 'No', 'e1', 'No'],
  ])('C13 items %j answer to %j', async (labels, text, content, edge, newFormat) => {
    expect(await reply({ items: items(...labels) }, text)).toEqual({ content, edge, newFormat });
  });

  it('tells the client when something else than the text was saved', async () => {
    expect(await reply({ items: items(['A', 'v']) }, 'A')).toMatchObject({ newFormat: 'v' });
    expect(await reply({ items: items('A', 'B') }, 'i1')).toMatchObject({ newFormat: 'B' });
  });

  it.each([
    ['choice1', 'y'],
    ['y', 'y'],
    ['stored', undefined],
    ['i0', undefined],
  ])('of the dynamic items [x, y], %j gives %j', async (text, content) => {
    const asked = { items: items('stored'), options: { dynamicVariableId: 'vList' }, list: ['x', 'y'] };
    expect(await reply(asked, text)).toMatchObject({ content });
  });

  it('never matches a hidden item', async () => {
    const hidden = [{ id: 'i0', content: 'A', ...shownWhen('Bob') }];
    expect(await reply({ items: hidden }, 'A')).toMatchObject({ content: undefined });
    expect(await reply({ items: hidden }, 'A', 'i0')).toMatchObject({ content: undefined });
  });

  it('compares with labels as they are shown', async () => {
    expect(await reply({ items: items('Hi {{Name}}') }, 'Hi Ann')).toMatchObject({ content: 'Hi Ann', edge: 'e0' });
  });

  it.each([undefined, 'audio'])('refuses %s as a reply', async (kind) => {
    const conversation = ask({ items: items('https://f/a.webm') });
    await conversation.start();
    const { output } = await conversation.send(kind ? { type: 'audio', url: 'https://f/a.webm' } : undefined);
    expect(output).toMatchObject({ kind: 'retried', input: { id: 'b1', items: [{ id: 'i0' }] } });
  });
});

describe('ways out of a single choice', () => {
  const dynamic = { dynamicVariableId: 'vList' };
  const route = (content: string, condition = {}) => ({ id: 'i0', content, outgoingEdgeId: 'e0', ...condition });
  it.each<[string, Asked, string, string | undefined]>([
    [
      'a dynamic item goes the way of the stored item with its label',
      { items: items('a', 'b'), options: dynamic, list: ['b'] },
      'b',
      'e1',
    ],
    ['… in any normal form', { items: [route('\u00e9')], options: dynamic, list: ['e\u0301'] }, 'e\u0301', 'e0'],
    ['… with the label filled in', { items: [route('{{Name}}')], options: dynamic, list: ['Ann'] }, 'Ann', 'e0'],
    ['… hidden or not', { items: [route('x', shownWhen('Bob'))], options: dynamic, list: ['x'] }, 'x', 'e0'],
    ['… in this case only', { items: [route('x')], options: dynamic, list: ['X'] }, 'X', undefined],
    [
      '… never filling in its own text',
      { items: [route('Ann')], options: dynamic, list: ['{{Name}}'] },
      '{{Name}}',
      undefined,
    ],
    ['the first item with the label decides', { items: [{ id: 'a', content: 'x' }, route('x')] }, 'x', undefined],
    [
      'an internal value may be the label of another item',
      { items: [{ id: 'a', content: 'A', value: 'B' }, route('B')] },
      'A',
      'e0',
    ],
    ['an item without edge takes the block’s', { items: [{ id: 'a', content: 'A' }] }, 'A', undefined],
  ])('%s', async (_title, asked, text, edge) => {
    const { content, ...rest } = await reply(asked, text);
    expect(content).toBeDefined();
    expect(rest.edge).toBe(edge);
  });
});

describe('multiple choice', () => {
  const options = { isMultipleChoice: true };
  it.each<[(string | [string, string])[], string, string | undefined]>([
    [['Yes', 'No'], 'no yes', 'Yes, No'],
    [['Yes', 'No'], 'yes, 1', 'Yes'],
    [['Yes', 'No'], 'yesno', undefined],
    [['Yes', 'No'], '', undefined],
    [
      [
        ['Cats', 'c'],
        ['Dogs', 'd'],
      ],
      'Dogs, Cats',
      'c, d',
    ],
    [
      [
        ['A', 'v1'],
        ['B', 'v2'],
      ],
      'A, v2',
      'v1, v2',
    ],
    [[' A ', 'B'], 'B a', 'A, B'],
    [[['A', ''], 'B'], 'A, B', ', B'],
    [[['A', '']], 'A', ''],
  ])('%j: %j', async (labels, text, content) => {
    expect(await reply({ items: items(...labels), options }, text)).toMatchObject({ content, edge: undefined });
  });

  it('takes no notice of the pressed id', async () => {
    expect(await reply({ items: items('A', 'B'), options }, 'A', 'i1')).toMatchObject({ content: 'A' });
  });

  it('chooses among the displayed items, counted as displayed', async () => {
    const some = [{ id: 'h', content: 'Hidden', ...shownWhen('Bob') }, ...items('First', 'Second')];
    expect(await reply({ items: some, options }, '2')).toMatchObject({ content: 'Second' });
    expect(await reply({ items: some, options }, 'hidden, first')).toMatchObject({ content: 'First' });
    const dynamic = { options: { ...options, dynamicVariableId: 'vList' }, list: ['one', 'two', 'three'] };
    expect(await reply(dynamic, 'one, three')).toMatchObject({ content: 'one, three' });
  });
});

it('never takes the message that starts a conversation', async () => {
  const { output } = await ask({ items: items('Yes') }).start({ message: { type: 'text', text: 'Yes' } });
  expect(output.input).toMatchObject({ id: 'b1' });
});

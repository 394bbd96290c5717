import { describe, expect, it } from 'vitest';
import { blockKinds } from '../../blocks/registry.ts';
import { readBotFile } from '../read.ts';

const read = (file: unknown) => readBotFile(file, { newId: () => 'random', kinds: blockKinds });
const start = { id: 'ev', type: 'start', outgoingEdgeId: 'e0' };
const toFirst = { id: 'e0', from: { eventId: 'ev' }, to: { groupId: 'g' } };
const p = (text: string) => ({ type: 'p', children: [{ text }] });
const group = (id: string, ...blocks: unknown[]) => ({ id, title: id.toUpperCase(), blocks });
const says = (id: string, extra: object = {}) => ({ id, type: 'text', content: { richText: [p(id)] }, ...extra });

function file(groups: unknown[], parts: object = {}) {
  return {
    version: '6.1',
    events: [start],
    edges: [toFirst],
    variables: [{ id: 'v1', name: 'Name' }],
    groups,
    ...parts,
  };
}

/** The only block of a file after reading, and the fields that the report names. */
function readBlock(block: unknown, parts: object = {}) {
  const { document, report } = read(file([group('g', block)], parts));
  const [only] = document.groups as { blocks: unknown[] }[];
  return [only?.blocks[0], report.map(({ field }) => field)];
}

describe('blocks', () => {
  const lines = { id: 'b', type: 'text', content: { richText: [p('Hi'), p('there')] } };

  it.each<[object, object, string[]]>([
    [{ id: 'b', type: 'text', content: 'Hi\nthere' }, lines, ['content']],
    [{ id: 'b', type: 'text', message: 'Hi\nthere' }, lines, ['message']],
    [{ id: 'b', type: 'text', text: 'Hi\nthere', content: null }, lines, ['text']],
    [{ id: 'b', type: 'text', content: { richText: 'Hi\nthere' } }, lines, ['content.richText']],
    [{ id: 'b', type: 'text', content: { text: 'Hi\nthere' } }, lines, ['content.text']],
    [
      { id: 'b', type: 'text', content: { plainText: 'x' } },
      { id: 'b', type: 'text', content: { plainText: 'x' } },
      ['content.plainText'],
    ],
    [
      { id: 'b', type: 'text', content: { richText: [], plainText: 'x' } },
      { id: 'b', type: 'text', content: { richText: [], plainText: 'x' } },
      ['content.plainText'],
    ],
    [
      { id: 'b', type: 'text', content: { markdown: '**x**' } },
      { id: 'b', type: 'text', content: { markdown: '**x**' } },
      ['content.markdown'],
    ],
    [
      { id: 'b', type: 'image', content: 'https://a.test/a.png' },
      { id: 'b', type: 'image', content: { url: 'https://a.test/a.png' } },
      ['content'],
    ],
    [
      { id: 'b', type: 'Video', url: 'https://a.test/a.mp4' },
      { id: 'b', type: 'video', content: { url: 'https://a.test/a.mp4' } },
      ['type', 'url'],
    ],
    [{ type: 'Return' }, { id: 'g-1', type: 'Return' }, ['id']],
    [{ id: 7, type: 'Return' }, { id: '7', type: 'Return' }, ['groups']],
    [
      { id: 'b', type: 'choice input', items: ['Yes', 2] },
      {
        id: 'b',
        type: 'choice input',
        items: [
          { id: 'b-item-1', content: 'Yes' },
          { id: 'b-item-2', content: '2' },
        ],
      },
      ['items[0]', 'items[1]'],
    ],
    [
      { id: 'b', type: 'buttons', items: [{ id: 'i', content: 5 }, { label: 'No' }] },
      {
        id: 'b',
        type: 'choice input',
        items: [
          { id: 'i', content: '5' },
          { id: 'b-item-2', content: 'No' },
        ],
      },
      ['type', 'items[0].content', 'items[1].label', 'items[1].id'],
    ],
    [
      { id: 'b', type: 'choice input', options: { items: ['Yes'], isMultipleChoice: true } },
      {
        id: 'b',
        type: 'choice input',
        items: [{ id: 'b-item-1', content: 'Yes' }],
        options: { isMultipleChoice: true },
      },
      ['options.items', 'items[0]'],
    ],
    [
      { id: 'b', type: 'Condition', items: [], options: { items: [{ id: 'i' }] } },
      { id: 'b', type: 'Condition', items: [{ id: 'i' }] },
      ['options.items'],
    ],
    [
      { id: 'b', type: 'cards', items: [{ id: 'i', title: 'A', paths: ['Buy'] }] },
      { id: 'b', type: 'cards', items: [{ id: 'i', title: 'A', paths: [{ id: 'b-1-1', text: 'Buy' }] }] },
      [],
    ],
    [
      { id: 'b', type: 'text input', options: { variableId: 'Name' } },
      { id: 'b', type: 'text input', options: { variableId: 'v1' } },
      ['options.variableId'],
    ],
    [
      { id: 'b', type: 'Set variable', options: { variableId: '{{Name}}', type: 'Empty' } },
      { id: 'b', type: 'Set variable', options: { variableId: 'v1', type: 'Empty' } },
      ['options.variableId'],
    ],
    [
      { id: 'b', type: 'Wait', options: { secondsToWaitFor: 2 } },
      { id: 'b', type: 'Wait', options: { secondsToWaitFor: '2' } },
      ['options.secondsToWaitFor'],
    ],
  ])('%j', (block, expected, fields) => {
    expect(readBlock(block)).toEqual([expected, fields]);
  });

  it.each([
    ['Text', 'text'],
    ['text bubble', 'text'],
    ['TEXT_INPUT', 'text input'],
    ['number', 'number input'],
    ['choiceInput', 'choice input'],
    ['buttons', 'choice input'],
    ['buttons input', 'choice input'],
    ['phone input', 'phone number input'],
    ['picture-choice', 'picture choice input'],
    ['phone', 'phone number input'],
    ['rating', 'rating input'],
    ['set-variable', 'Set variable'],
    ['CONDITION', 'Condition'],
    ['ab_test', 'AB test'],
    ['http request', 'Webhook'],
    ['typebotLink', 'Typebot link'],
    ['jump', 'Jump'],
    ['return', 'Return'],
    ['Start', 'start'],
  ])('type %s means %s', (type, meant) => {
    const [block] = readBlock({ id: 'b', type });
    expect(block).toMatchObject({ type: meant });
  });

  // Each of these may mean two kinds of block, or none.
  it.each(['WEBHOOK', 'email', 'OPENAI', 'teleport', 'constructor', '__proto__', ''])(
    'type %s is left alone',
    (type) => {
      const [block] = readBlock({ id: 'b', type });
      expect(block).toMatchObject({ type });
    },
  );
});

describe('conditions', () => {
  const condition = (comparison: object, logicalOperator?: string) => ({
    id: 'b',
    type: 'Condition',
    items: [{ id: 'i', content: { logicalOperator, comparisons: [{ id: 'c', variableId: 'v1', ...comparison }] } }],
  });

  it.each([
    ['Not equal to', 'Not equal'],
    ['not equal', 'Not equal'],
    ['!=', 'Not equal'],
    ['equals', 'Equal to'],
    ['==', 'Equal to'],
    ['equal to', 'Equal to'],
    ['contains', 'Contains'],
    ['does not contain', 'Does not contain'],
    ['GREATER_THAN', 'Greater than'],
    ['>=', 'Greater or equal to'],
    ['Less than or equal to', 'Less or equal to'],
    ['is not empty', 'Is set'],
    ['isEmpty', 'Is empty'],
    ['startsWith', 'Starts with'],
    ['matches', 'Matches regex'],
    ['isEqual', 'Equal to'],
    ['eq', 'Equal to'],
    ['neq', 'Not equal'],
    ['greater', 'Greater than'],
    ['greaterThan', 'Greater than'],
    ['gt', 'Greater than'],
    ['gte', 'Greater or equal to'],
    ['Less', 'Less than'],
    ['lt', 'Less than'],
    ['lte', 'Less or equal to'],
    ['not matches', 'Does not match regex'],
  ])('%s means %s', (written, meant) => {
    expect(readBlock(condition({ comparisonOperator: written, value: 'x' }))).toEqual([
      condition({ comparisonOperator: meant, value: 'x' }),
      ['items[0].content.comparisons[0].comparisonOperator'],
    ]);
  });

  it('other parts are read, too', () => {
    const written = condition({ comparisonOperator: 'Less than', variableId: 'Name', value: 18 }, 'or');
    const meant = condition({ comparisonOperator: 'Less than', value: '18' }, 'OR');
    expect(readBlock(written)[0]).toEqual(meant);
  });

  it('an operator that means nothing stays and is reported', () => {
    const [block, fields] = readBlock(condition({ comparisonOperator: 'resembles' }));
    expect(block).toEqual(condition({ comparisonOperator: 'resembles' }));
    expect(fields).toEqual(['items[0].content.comparisons[0].comparisonOperator']);
  });
});

describe('edges', () => {
  const items = [{ id: 'i' }, { id: 'j' }];
  const edge = (id: string | undefined, from: object) => ({ id, from, to: { groupId: 'h' } });

  it.each<[string, object[], object[], object]>([
    ['a block', [edge('x', { blockId: 'b' })], [says('b')], { outgoingEdgeId: 'x' }],
    [
      'a block that names a missing one',
      [edge('x', { blockId: 'b' })],
      [says('b', { outgoingEdgeId: 'y' })],
      { outgoingEdgeId: 'x' },
    ],
    [
      'the first of two',
      [edge('x', { blockId: 'b' }), edge('y', { blockId: 'b' })],
      [says('b')],
      { outgoingEdgeId: 'x' },
    ],
    [
      'an item',
      [edge('x', { blockId: 'b', itemId: 'j' })],
      [{ id: 'b', type: 'choice input', items }],
      { items: [{ id: 'i' }, { outgoingEdgeId: 'x' }] },
    ],
    [
      'a button of a card',
      [edge('x', { blockId: 'b', itemId: 'i', pathId: 'p' })],
      [{ id: 'b', type: 'cards', items: [{ id: 'i', paths: [{ id: 'p' }] }] }],
      { items: [{ paths: [{ id: 'p', outgoingEdgeId: 'x' }] }] },
    ],
    ['an edge without an id', [edge(undefined, { blockId: 'b' })], [says('b')], { outgoingEdgeId: 'edge-2' }],
  ])('%s', (_name, edges, blocks, expected) => {
    const { document, report } = read(
      file([group('g', ...blocks), group('h', says('c'))], { edges: [toFirst, ...edges] }),
    );
    const [first] = document.groups as { blocks: unknown[] }[];
    expect(first?.blocks[0]).toMatchObject(expected);
    expect(report.filter(({ field }) => field !== 'edges' && !field?.startsWith('edges['))).toEqual([]);
    expect(report).not.toEqual([]);
  });

  it.each<[string, object, object]>([
    ['a block, without its group', { blockId: 'c' }, { groupId: 'h', blockId: 'c' }],
    ['the start event', { eventId: 'ev' }, { groupId: 'ev' }],
  ])('that leads to %s', (_name, written, meant) => {
    const edges = [toFirst, { id: 'x', from: { blockId: 'b' }, to: written }];
    const groups = [group('g', says('b', { outgoingEdgeId: 'x' })), group('h', says('c'))];
    const { document, report } = read(file(groups, { edges }));
    expect(document.edges[1]).toMatchObject({ to: meant });
    expect(report.map(({ field }) => field)).toContain('edges[1].to');
  });

  it('an event', () => {
    const { document } = read(file([group('g', says('b'))], { events: [{ id: 'ev', type: 'start' }] }));
    expect(document.events).toEqual([start]);
  });

  it('what names its edge stays as it is', () => {
    const edges = [toFirst, edge('x', { blockId: 'b' }), edge('y', { blockId: 'b' })];
    const groups = [group('g', says('b', { outgoingEdgeId: 'y' })), group('h', says('c'))];
    const { document, report } = read(file(groups, { edges }));
    expect([document.groups, report]).toEqual([groups, []]);
  });
});

describe('start', () => {
  const none = { events: [], edges: [] };
  const leads = (from: string, to: string) => ({ id: `${from}${to}`, from: { blockId: from }, to: { groupId: to } });

  it.each<[string, object]>([
    ['one group', file([group('g', says('a'))], none)],
    [
      'the group that nothing leads to',
      file([group('h', says('b')), group('g', says('a'))], { ...none, edges: [leads('a', 'h')] }),
    ],
    ['without empty groups', file([group('empty'), group('g', says('a'))], none)],
    ['with a way back to itself', file([group('g', says('a'))], { ...none, edges: [leads('a', 'g')] })],
    [
      'where a jump leads to the others',
      file([group('g', { id: 'j', type: 'Jump', options: { groupId: 'h' } }), group('h', says('b'))], none),
    ],
    ['without a list of events', { groups: [group('g', says('a'))] }],
    ['in version 5', { version: '5', groups: [group('g', says('a'))] }],
  ])('%s', (_name, flow) => {
    const { document, report } = read(flow);
    expect(document.events).toEqual([
      { id: 'start', type: 'start', graphCoordinates: { x: 0, y: 0 }, outgoingEdgeId: 'start-edge' },
    ]);
    expect(document.edges[0]).toEqual({ id: 'start-edge', from: { eventId: 'start' }, to: { groupId: 'g' } });
    expect(report).toContainEqual({ field: 'events', message: 'There is no start event: the flow begins at "G".' });
  });

  it.each<[string, object, string]>([
    ['several', file([group('g', says('a')), group('h', says('b'))], none), 'nothing leads to 2 groups: "G", "H"'],
    [
      'none',
      file([group('g', says('a')), group('h', says('b'))], { ...none, edges: [leads('a', 'h'), leads('b', 'g')] }),
      'something leads to every group',
    ],
  ])('%s is refused', (_name, flow, why) => {
    expect(() => read(flow)).toThrow(`Invalid typebot file: start event is missing, and ${why}`);
  });

  it('a start block is a start in version 6 as well', () => {
    const groups = [group('s', { id: 's0', type: 'start', outgoingEdgeId: 'e0' }), group('g', says('a'))];
    const { document } = read(file(groups, { events: null }));
    expect(document).toMatchObject({ version: '6.1', events: [{ id: 's', type: 'start', outgoingEdgeId: 'e0' }] });
    expect(document).not.toHaveProperty('importedVersion');
  });
});

describe('the file', () => {
  const flow = file([group('g', says('a'))]);

  it.each(['typebot', 'publishedTypebot'])('may be an answer of the API, with the bot in %s', (field) => {
    const { document, name, id, report } = read({
      [field]: { ...flow, name: 'Shop', id: 'bot1' },
      currentUserMode: 'write',
    });
    expect({ name, id, groups: document.groups }).toEqual({ name: 'Shop', id: 'bot1', groups: flow.groups });
    expect(report).toEqual([{ field, message: 'The bot stands in this field: it is read from there.' }]);
  });

  it('may have groups and variables without ids, which get the same ids every time', () => {
    const written = file([{ title: 'One', blocks: [says('group-1')] }], {
      variables: ['A', { name: 'B' }, { id: 'v2', name: 'C' }],
    });
    const { document } = read(written);
    expect(document.groups).toMatchObject([{ id: 'group-1-2', title: 'One' }]);
    expect(document.variables).toMatchObject([
      { id: 'v1', name: 'A' },
      { id: 'v2-2', name: 'B' },
      { id: 'v2', name: 'C' },
    ]);
    expect(read(written)).toEqual(read(written));
  });
});

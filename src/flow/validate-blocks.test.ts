import { describe, expect, it } from 'vitest';
import { oneGroup } from '../../test/support/running-flow.ts';
import { warningLines } from '../../test/support/warning-lines.ts';

const text = (id: string, more = {}) => ({ id, type: 'text', ...more });
const edge = (id: string, groupId: string, blockId?: string) => ({ id, to: { groupId, ...(blockId && { blockId }) } });
const variables = [{ id: 'v1', name: 'Name' }];

describe('validate: one group', () => {
  it.each<[string, unknown, string[]]>([
    ['no id', { type: 'text' }, ['Group 1: A block without an id or a type was left out.']],
    ['no object', 5, ['Group 1: A block without an id or a type was left out.']],
    [
      'unknown type',
      { id: 'b', type: 'teleport' },
      ['Group 1 / teleport b: Unknown block type "teleport": it is skipped.'],
    ],
    ['no edge', text('b', { outgoingEdgeId: null }), []],
    [
      'unreadable field',
      { id: 'b', type: 'text input', options: { isLong: 'yes', variableId: 'v1' } },
      ['Group 1 / text input b / options.isLong: Expected true or false but found a text: it was left out.'],
    ],
    [
      'arrow without an edge',
      text('b', { outgoingEdgeId: 'gone' }),
      ['Group 1 / text b / outgoingEdgeId: There is no edge with the id "gone": it counts as no arrow.'],
    ],
    [
      'arrow to a missing group',
      { id: 'b', type: 'Condition', items: [{ id: 'i' }, { id: 'j', outgoingEdgeId: 'nowhere' }] },
      [
        'Group 1 / Condition b / items[1].outgoingEdgeId: The arrow leads to a group that does not exist: the flow ends here.',
      ],
    ],
    [
      'arrow to a missing block',
      { id: 'b', type: 'cards', items: [{ id: 'i', paths: [{ id: 'p', outgoingEdgeId: 'no-block' }] }] },
      [
        'Group 1 / cards b / items[0].paths[0].outgoingEdgeId: The arrow leads to a block that "Group 1" does not have: the group starts at its top.',
      ],
    ],
    [
      'items with one id',
      { id: 'b', type: 'choice input', items: [{ id: 'i' }, { id: 'i' }, { id: 'j' }, { id: 'i' }] },
      ['Group 1 / choice input b / items: Several items have the id "i": the first one counts.'],
    ],
    [
      'A/B test with one item',
      { id: 'b', type: 'AB test', items: [{ id: 'i' }] },
      ['Group 1 / AB test b / items: An A/B test has two items, this one has 1.'],
    ],
    [
      'condition with options',
      { id: 'b', type: 'Condition', items: [], options: {} },
      ['Group 1 / Condition b / options: A condition has no options: they are left out.'],
    ],
    [
      'unknown variable of an option',
      { id: 'b', type: 'Set variable', options: { variableId: 'v9', params: { baseListVariableId: 'v8', x: '' } } },
      [
        'Group 1 / Set variable b / options.variableId: There is no variable with the id "v9".',
        'Group 1 / Set variable b / options.params.baseListVariableId: There is no variable with the id "v8".',
      ],
    ],
    ['no variable chosen', { id: 'b', type: 'text input', options: { variableId: '' } }, []],
    [
      'unknown variables of texts, each once',
      text('b', { content: { url: '{{Name}}{{Nmae}}{{Nmae}}{{= {{Age}} + 1 =}}', alt: '{{Nmae}}' } }),
      [
        'Group 1 / text b / content.url: There is no variable with the name "Nmae".',
        'Group 1 / text b / content.url: There is no variable with the name "Age".',
      ],
    ],
    [
      'jump without a group',
      { id: 'b', type: 'Jump' },
      ['Group 1 / Jump b / options.groupId: The jump names no group: the flow goes on.'],
    ],
    [
      'jump to a missing group',
      { id: 'b', type: 'Jump', options: { groupId: 'g9' } },
      ['Group 1 / Jump b / options.groupId: There is no group with the id "g9".'],
    ],
    [
      'jump to a missing block',
      { id: 'b', type: 'Jump', options: { groupId: 'g1', blockId: 'b9' } },
      ['Group 1 / Jump b / options.blockId: "Group 1" has no block with the id "b9".'],
    ],
    ['jump by title', { id: 'b', type: 'Jump', options: { groupId: '{{Name}}' } }, []],
    [
      'jump by an unknown variable',
      { id: 'b', type: 'Jump', options: { groupId: '{{Group}}' } },
      ['Group 1 / Jump b / options.groupId: There is no variable with the name "Group".'],
    ],
    [
      'link without a bot',
      { id: 'b', type: 'Typebot link', options: {} },
      ['Group 1 / Typebot link b / options.typebotId: The link names no bot: the flow goes on.'],
    ],
    [
      'link to a missing group of this bot',
      { id: 'b', type: 'Typebot link', options: { typebotId: 'current', groupId: 'g9' } },
      ['Group 1 / Typebot link b / options.groupId: There is no group with the id "g9".'],
    ],
    [
      'link to a group of another bot',
      { id: 'b', type: 'Typebot link', options: { typebotId: 'x', groupId: 'g9' } },
      [],
    ],
  ])('%s', (_name, block, expected) => {
    const edges = [edge('to-start', 'g1'), edge('nowhere', 'g9'), edge('no-block', 'g1', 'b9')];
    expect(warningLines(oneGroup([block], { edges, variables }))).toEqual(expected);
  });

  it.each([
    ['^a+$', true],
    ['/^a+$/i', true],
    ['/(/ is no delimiter', false],
    ['(', false],
    ['/(/', false],
    ['/a/gg', false],
    ['({{Name}}', true],
  ])('pattern %j', (value, isReadable) => {
    for (const comparisonOperator of ['Matches regex', 'Does not match regex', 'Contains']) {
      const items = [{ id: 'i', content: { comparisons: [{ comparisonOperator, value }] } }];
      const found = warningLines(oneGroup([{ id: 'b', type: 'Condition', items }], { variables }));
      const expected = expect.stringContaining(
        'Condition b / items[0].content.comparisons[0].value: The pattern cannot be read',
      );
      expect(found).toEqual(isReadable || comparisonOperator === 'Contains' ? [] : [expected]);
    }
  });
});

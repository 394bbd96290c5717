import { expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { edges, group, kindsOf, says, shown } from '../../../test/support/sample-blocks.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { condition } from './condition.ts';

const kinds = kindsOf(condition, textBubble);
const holds = { comparisons: [{ id: 'c', variableId: 'vx', comparisonOperator: 'Is set' }] };
const fails = { comparisons: [{ id: 'c', variableId: 'vx', comparisonOperator: 'Is empty' }] };

it.each<[string, object, string]>([
  ['the item that holds', { items: [{ id: 'i', content: holds, outgoingEdgeId: 'a' }] }, 'A .'],
  [
    'the first of two that hold',
    {
      items: [
        { id: 'i', content: holds, outgoingEdgeId: 'b' },
        { id: 'j', content: holds, outgoingEdgeId: 'a' },
      ],
    },
    'B .',
  ],
  [
    'the second when the first fails',
    {
      items: [
        { id: 'i', content: fails, outgoingEdgeId: 'b' },
        { id: 'j', content: holds, outgoingEdgeId: 'a' },
      ],
    },
    'A .',
  ],
  ['the branch ends without an edge', { items: [{ id: 'i', content: holds }] }, '.'],
  ['the branch ends without an edge, else or not', { items: [{ id: 'i', content: holds }], outgoingEdgeId: 'b' }, '.'],
  ['the branch ends at a missing edge', { items: [{ id: 'i', content: holds, outgoingEdgeId: 'gone' }] }, '.'],
  ['else', { items: [{ id: 'i', content: fails, outgoingEdgeId: 'a' }], outgoingEdgeId: 'b' }, 'B .'],
  ['the next block without else', { items: [{ id: 'i', content: fails, outgoingEdgeId: 'a' }] }, 'next .'],
  ['no items', {}, 'next .'],
  ['an item without content', { items: [{ id: 'i', outgoingEdgeId: 'a' }] }, 'next .'],
  ['an item with null content', { items: [{ id: 'i', content: null, outgoingEdgeId: 'a' }] }, 'next .'],
  ['an item without comparisons', { items: [{ id: 'i', content: {}, outgoingEdgeId: 'a' }] }, 'next .'],
  [
    'an unknown operator',
    {
      items: [
        {
          id: 'i',
          outgoingEdgeId: 'a',
          content: { comparisons: [{ id: 'c', variableId: 'vx', comparisonOperator: 'Sounds like', value: 'x' }] },
        },
      ],
    },
    'next .',
  ],
])('%s', async (_name, block, result) => {
  const document = flowDocument({
    groups: [
      group('g1', { id: 'c', type: 'Condition', ...block }, says('next')),
      group('ga', says('A')),
      group('gb', says('B')),
    ],
    edges: edges('to-start>g1', 'a>ga', 'b>gb'),
    variables: [{ id: 'vx', name: 'X', value: 'x' }],
  });
  expect(shown(await new SimulatedConversation(document, kinds).start())).toBe(result);
});

it('reports patterns that took too long once for each block', async () => {
  const content = {
    logicalOperator: 'OR',
    comparisons: ['a', 'b', 'c'].map((value, index) => ({
      id: `c${index}`,
      variableId: 'vx',
      comparisonOperator: 'Matches regex',
      value,
    })),
  };
  const block = (id: string) => ({
    id,
    type: 'Condition',
    items: [{ id: `${id}-item`, content, outgoingEdgeId: 'a' }],
  });
  const document = flowDocument({
    groups: [group('g1', block('b1'), block('b2'), says('next')), group('ga', says('A'))],
    edges: edges('to-start>g1', 'a>ga'),
    variables: [{ id: 'vx', name: 'X', value: 'x' }],
  });
  let patterns = 0;
  const testPattern = async () => {
    patterns++;
    return 'timeout' as const;
  };
  const result = await new SimulatedConversation(document, kinds, { effects: { testPattern } }).start();
  expect(patterns).toBe(6);
  expect(shown(result)).toBe('next .');
  expect(result.output.logs).toEqual(
    ['b1', 'b2'].map((id) => ({
      log: {
        status: 'error',
        description: `Condition ${id} in "G1": A pattern took too long and counts as not found`,
      },
      origin: 'diagnostic',
    })),
  );
});

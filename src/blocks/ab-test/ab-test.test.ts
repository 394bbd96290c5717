import { expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { edges, group, kindsOf, says, shown } from '../../../test/support/sample-blocks.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { abTest } from './ab-test.ts';

const kinds = kindsOf(abTest, textBubble);
const both = [
  { id: 'i1', path: 'a', outgoingEdgeId: 'a' },
  { id: 'i2', path: 'b', outgoingEdgeId: 'b' },
];
const onlyA = [both[0], { id: 'i2', path: 'b' }];
const onlyB = [{ id: 'i1', path: 'a' }, both[1]];
const neither = [
  { id: 'i1', path: 'a' },
  { id: 'i2', path: 'b' },
];

function run(block: object, random: number, ...behind: unknown[]) {
  const document = flowDocument({
    groups: [
      group('g1', { id: 't', type: 'AB test', ...block }, ...behind),
      group('ga', says('A')),
      group('gb', says('B')),
      group('gc', says('C')),
    ],
    edges: edges('to-start>g1', 'a>ga', 'b>gb', 'c>gc'),
  });
  return new SimulatedConversation(document, kinds, { effects: { random: () => random } }).start();
}

it.each<[object[], number | undefined, number, string]>([
  [both, undefined, 0.4999, 'A .'],
  [both, undefined, 0.5, 'B .'],
  [both, 10, 0.09, 'A .'],
  [both, 10, 0.1, 'B .'],
  [both, 0, 0, 'B .'],
  [both, 100, 0.9999, 'A .'],
  [onlyA as object[], 50, 0.6, 'next .'],
  [onlyA as object[], 50, 0.4, 'A .'],
  [onlyB as object[], 100, 0.4, 'B .'],
  [neither, 50, 0.4, 'next .'],
  [[], 50, 0.4, 'next .'],
])('%j with %j percent and a draw of %d shows %s', async (items, aPercent, random, result) => {
  const options = aPercent === undefined ? undefined : { aPercent };
  expect(shown(await run({ items, options }, random, says('next')))).toBe(result);
});

it.each<[string, unknown[], string]>([
  ['with a block behind it', [says('next')], 'next .'],
  ['as the last block', [], 'C .'],
])('follows its own edge only as the last block: %s', async (_name, behind, result) => {
  expect(shown(await run({ items: neither, outgoingEdgeId: 'c' }, 0.4, ...behind))).toBe(result);
});

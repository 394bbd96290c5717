import type { FlowDocument } from '../../src/flow/document.ts';
import { flowDocument } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';

/** Id and public id of the bot that everybody talks to. */
export const botId = 'chaos';

/** Replies of a whole conversation. */
export const questionCount = 6;

const count = (id: string) => ({
  id: `count-${id}`,
  type: 'Set variable',
  options: { variableId: 'Count', isCode: true, expressionToEvaluate: '{{Count}} + 1' },
});
/** A question, then a count of the replies, then what was understood. */
const question = (id: string, input: object = asks(id)) => [
  { ...input, options: { variableId: 'Said' } },
  count(id),
  says('{{Count}}: {{Said}}', { id: `echo-${id}` }),
];
const side = {
  id: 'q3',
  type: 'choice input',
  items: ['left', 'right'].map((content) => ({ id: `item-${content}`, content })),
};
const whichSide = {
  id: 'which-side',
  type: 'Condition',
  items: [
    {
      id: 'is-left',
      outgoingEdgeId: 'to-left',
      content: { comparisons: [{ id: 'c', variableId: 'Said', comparisonOperator: 'Equal to', value: 'left' }] },
    },
  ],
  outgoingEdgeId: 'to-right',
};

/** Two texts, a choice, a text on one of two ways, two more texts; in the end the bot tells all that was said. */
export const chaosBot: FlowDocument & { readonly id: string; readonly name: string } = {
  ...flowDocument({
    groups: [
      group('g1', ...question('q1'), ...question('q2'), ...question('q3', side), whichSide),
      group('left', ...question('left'), { id: 'j1', type: 'Jump', options: { groupId: 'last' } }),
      group('right', ...question('right'), { id: 'j2', type: 'Jump', options: { groupId: 'last' } }),
      group(
        'last',
        ...question('q5'),
        ...question('q6'),
        { id: 'tell', type: 'Set variable', options: { variableId: 'All', type: 'Transcript' } },
        says('{{All}}', { id: 'told' }),
      ),
    ],
    edges: [
      { id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } },
      ...edges('to-left>left', 'to-right>right'),
    ],
    variables: [
      { id: 'Count', name: 'Count', value: '0' },
      { id: 'Said', name: 'Said' },
      { id: 'All', name: 'All' },
    ],
  }),
  id: botId,
  name: 'Chaos',
};

/** One reply of a conversation. */
export interface Line {
  readonly blockId: string;
  readonly text: string;
  /** What is shown after it, in short. */
  readonly shown: string;
}

/** How the conversation of a person goes, who is known by a name that nobody else has. */
export function linesOf(name: string, way: 'left' | 'right'): readonly Line[] {
  const blockIds = ['q1', 'q2', 'q3', way, 'q5', 'q6'];
  const texts = blockIds.map((id) => (id === 'q3' ? way : `${name} at ${id}`));
  const echoes = texts.map((text, i) => `${i + 1}: ${text}`);
  const transcript = texts.flatMap((text, i) => [`User: "${text}"`, `Assistant: "${echoes[i]}"`]).join('\n\n');
  return blockIds.map((blockId, i) => ({
    blockId,
    text: texts[i]!,
    shown: `${echoes[i]} ${i + 1 < questionCount ? `?${blockIds[i + 1]}` : `${transcript} .`}`,
  }));
}

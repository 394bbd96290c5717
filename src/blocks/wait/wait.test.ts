import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf, says, shown } from '../../../test/support/sample-blocks.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { wait } from './wait.ts';

const kinds = kindsOf(wait, textBubble);

function waiting(options: object | undefined) {
  const document = oneGroup([says('first'), { id: 'w', type: 'Wait', options }, says('after')], {
    variables: [
      { id: 'v1', name: 'N', value: '3' },
      { id: 'v2', name: 'L', value: ['1'] },
    ],
  });
  return new SimulatedConversation(document, kinds);
}

it.each<[object | undefined]>([
  [undefined],
  [{}],
  [{ secondsToWaitFor: '' }],
  [{ shouldPause: true }],
  [{ secondsToWaitFor: 'abc' }],
  [{ secondsToWaitFor: 'abc', shouldPause: true }],
  [{ secondsToWaitFor: '{{Unset}}', shouldPause: true }],
  [{ secondsToWaitFor: '{{L}}', shouldPause: true }],
  [{ secondsToWaitFor: 'Infinity', shouldPause: true }],
  [{ secondsToWaitFor: '0' }],
  [{ secondsToWaitFor: '0', shouldPause: false }],
  [{ secondsToWaitFor: '-1' }],
])('%j is no action', async (options) => {
  const result = await waiting(options).start();
  expect(shown(result)).toBe('first after .');
  expect(result.output.actions).toEqual([]);
});

it.each([
  ['2', 2],
  ['2,5', 2.5],
  ['1.5s', 1.5],
  ['{{N}}', 3],
  ['{{={{N}} * 2=}}', 6],
])('%s seconds delay what follows', async (secondsToWaitFor, seconds) => {
  const result = await waiting({ secondsToWaitFor }).start();
  expect(shown(result)).toBe('first after .');
  expect(result.output.actions).toEqual([
    { type: 'wait', wait: { secondsToWaitFor: seconds }, lastBubbleBlockId: 'first' },
  ]);
});

it('says that it does not pause when that is stored', async () => {
  const { output } = await waiting({ secondsToWaitFor: '2', shouldPause: false }).start();
  expect(output.actions[0]).toMatchObject({ expectsDedicatedReply: false });
});

it.each([
  ['2', 2],
  ['0', 0],
  ['-1', 0],
])('%s seconds with a pause stop the turn', async (secondsToWaitFor, seconds) => {
  const conversation = waiting({ secondsToWaitFor, shouldPause: true });
  const result = await conversation.start();
  expect(shown(result)).toBe('first …');
  expect(result.output.actions).toEqual([
    {
      type: 'wait',
      wait: { secondsToWaitFor: seconds },
      expectsDedicatedReply: true,
      lastBubbleBlockId: 'first',
    },
  ]);
});

it.each([undefined, 'typed while waiting'])('goes on behind the block with message %j', async (text) => {
  const conversation = waiting({ secondsToWaitFor: '2', shouldPause: true });
  await conversation.start();
  const result = await conversation.say(text);
  expect(shown(result)).toBe('after .');
  expect(result.records.answers).toEqual([]);
});

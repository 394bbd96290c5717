import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import type { ReturnMark } from '../../engine/state.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { returnBlock } from './return.ts';

const kinds = kindsOf(returnBlock, textBubble, sampleInput);

/** Answers `q` while the session holds the mark; a Return follows. */
async function answerWith(returnMark: ReturnMark | undefined) {
  const document = oneGroup([
    asks('q'),
    { id: 'r', type: 'Return' },
    says('unmarked'),
    asks('r2'),
    says('marked'),
    asks('q2'),
    says('saved'),
  ]);
  const conversation = new SimulatedConversation(document, kinds);
  await conversation.start();
  conversation.state = { ...conversation.state, ...(returnMark && { returnMark }) };
  return { conversation, result: await conversation.say('x') };
}

it.each<[string, ReturnMark | undefined, string]>([
  ['without a mark goes on', undefined, 'unmarked ?r2'],
  ['runs the marked block again and what follows it', { status: 'pending', blockId: 'marked' }, 'marked ?q2'],
  ['shows a marked input again', { status: 'pending', blockId: 'q' }, '?q'],
  [
    'submits the reply that the mark keeps',
    { status: 'pending', blockId: 'q2', message: { type: 'text', text: 'kept' } },
    'saved .',
  ],
  [
    'forgets a reply for a block that asks nothing',
    { status: 'pending', blockId: 'marked', message: { type: 'text', text: 'kept' } },
    'marked ?q2',
  ],
  [
    'asks again when the kept reply is invalid',
    { status: 'pending', blockId: 'q2', message: { type: 'text', text: 'no!' } },
    'Invalid message. Please, try again. ?q2',
  ],
])('%s', async (_name, mark, shownAs) => {
  const { conversation, result } = await answerWith(mark);
  expect(shown(result)).toBe(shownAs);
  expect(conversation.state.returnMark).toBeUndefined();
  expect(result.output.logs).toEqual([]);
});

it.each<[string, ReturnMark]>([
  ['a mark', { status: 'pending', blockId: 'gone' }],
  ['a mark that keeps a reply', { status: 'pending', blockId: 'gone', message: { type: 'text', text: 'x' } }],
])('ends the branch when the block of %s is gone', async (_name, mark) => {
  const { conversation, result } = await answerWith(mark);
  expect(shown(result)).toBe('.');
  expect(conversation.state.returnMark).toBeUndefined();
  expect(result.output.logs).toEqual([
    {
      origin: 'diagnostic',
      log: {
        status: 'error',
        context: 'Error while executing Return block',
        description: 'Could not find block to return to',
      },
    },
  ]);
});

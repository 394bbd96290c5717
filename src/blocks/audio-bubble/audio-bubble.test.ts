import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf } from '../../../test/support/sample-blocks.ts';
import { audioBubble } from './audio-bubble.ts';

it.each<[string, unknown, object | undefined]>([
  ['no content', undefined, undefined],
  ['empty content', {}, {}],
  ['everything', { url: '{{N}}.mp3', isAutoplayEnabled: false, x: 1 }, { url: 'cat.mp3', isAutoplayEnabled: false }],
  ['unset variable', { url: '{{Unset}}' }, { url: '' }],
])('%s', async (_name, content, sent) => {
  const document = oneGroup([{ id: 'b', type: 'audio', content }], {
    variables: [{ id: 'v1', name: 'N', value: 'cat' }],
  });
  const { output } = await new SimulatedConversation(document, kindsOf(audioBubble)).start();
  expect(output.messages).toEqual(sent ? [{ id: 'b', type: 'audio', content: sent }] : []);
});

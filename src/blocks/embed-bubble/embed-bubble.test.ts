import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf, says, shown } from '../../../test/support/sample-blocks.ts';
import type { Message } from '../../engine/message.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { embedBubble } from './embed-bubble.ts';

const kinds = kindsOf(embedBubble, textBubble);
const variables = [
  { id: 'vd', name: 'Data', value: 'before' },
  { id: 'vu', name: 'Url', value: 'javascript:alert(1)' },
];

describe('content', () => {
  it.each<[string, unknown, object | undefined]>([
    ['no content', undefined, undefined],
    ['empty content', {}, {}],
    ['an address is not judged', { url: '{{Url}}' }, { url: 'javascript:alert(1)' }],
    ['a height with a unit', { url: 'u', height: '400px' }, { url: 'u', height: 400 }],
    ['a height that is none', { url: 'u', height: 'tall' }, { url: 'u' }],
    [
      'an event that is not waited for',
      { url: 'u', waitForEvent: { isEnabled: false, name: 'done {{Data}}', saveDataInVariableId: 'vd' } },
      { url: 'u', waitForEvent: { isEnabled: false, name: 'done before', saveDataInVariableId: 'vd' } },
    ],
  ])('%s', async (_name, content, sent) => {
    const document = oneGroup([{ id: 'b', type: 'embed', content }, says('after')], { variables });
    const { output } = await new SimulatedConversation(document, kinds).start();
    expect(JSON.parse(JSON.stringify(output.messages[0]))).toEqual(
      sent ? { id: 'b', type: 'embed', content: sent } : expect.objectContaining({ id: 'after' }),
    );
    expect(output.messages.at(-1)?.id).toBe('after');
  });
});

describe('waiting', () => {
  const waitForEvent = { isEnabled: true, name: 'done', saveDataInVariableId: 'vd' };

  async function waiting(event: object = waitForEvent) {
    const document = oneGroup(
      [says('first'), { id: 'e', type: 'embed', content: { url: 'u', waitForEvent: event } }, says('after')],
      { variables },
    );
    const conversation = new SimulatedConversation(document, kinds);
    const started = await conversation.start();
    return { conversation, started };
  }

  it('stops the walk without an input, and the conversation is not over', async () => {
    const { conversation, started } = await waiting();
    expect(shown(started)).toBe('first u …');
    expect(started.output).toMatchObject({ isEnded: false, isWaitingOutside: true, actions: [] });
    expect(conversation.state.position).toBe('e');
  });

  it.each<[string, Message | undefined, unknown]>([
    ['a text', { type: 'text', text: 'hello' }, 'hello'],
    ['a JSON list', { type: 'text', text: '["a",1]' }, ['a', '1']],
    ['a JSON object', { type: 'text', text: '{"a": 1}' }, '{"a":1}'],
    ['a JSON number', { type: 'text', text: '12.0' }, '12'],
    ['an empty text', { type: 'text', text: '' }, null],
    ['no message', undefined, 'before'],
    ['an audio message', { type: 'audio', url: 'https://a' }, 'before'],
  ])('goes on after %s', async (_name, message, value) => {
    const { conversation } = await waiting();
    const result = await conversation.send(message);
    expect(shown(result)).toBe('after .');
    expect(conversation.value('Data')).toEqual(value);
    expect(result.records.answers).toEqual([]);
  });

  it('stores nothing without a variable', async () => {
    const { conversation } = await waiting({ isEnabled: true, name: 'done' });
    await conversation.say('hello');
    expect(conversation.value('Data')).toBe('before');
  });
});

import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf } from '../../../test/support/sample-blocks.ts';
import { imageBubble } from './image-bubble.ts';

it.each<[string, string, unknown, object | undefined]>([
  ['no content', '6.1', undefined, undefined],
  ['null content', '6.1', null, undefined],
  ['empty content', '6.1', {}, {}],
  [
    'variables everywhere',
    '6.1',
    { url: 'https://example.com/{{N}}.png', clickLink: { url: 'https://example.com/{{N}}', alt: 'Alt {{N}}' } },
    { url: 'https://example.com/cat.png', clickLink: { url: 'https://example.com/cat', alt: 'Alt cat' } },
  ],
  ['an empty link', '6.1', { url: 'u', clickLink: {} }, { url: 'u', clickLink: {} }],
  ['unset variable', '6.1', { url: '{{Unset}}' }, { url: '' }],
  ['list', '6.1', { url: '{{L}}' }, { url: '["a","b"]' }],
  ['list in an old bot', '5', { url: '{{L}}' }, { url: '["a","b"]' }],
  ['text of a person is not parsed', '6.1', { url: '{{R}}' }, { url: '{{N}}' }],
  [
    'unknown fields',
    '6.1',
    { url: 'u', size: 3, clickLink: { url: 'x', target: 'y' } },
    { url: 'u', clickLink: { url: 'x' } },
  ],
  ['fields of a wrong type', '6.1', { url: 5, clickLink: 'x' }, {}],
])('%s, version %s', async (_name, version, content, sent) => {
  const document = oneGroup([{ id: 'b', type: 'image', content, outgoingEdgeId: 'gone' }], {
    version,
    variables: [
      { id: 'v1', name: 'N', value: 'cat' },
      { id: 'v2', name: 'L', value: ['a', 'b'] },
      { id: 'v3', name: 'R', value: '{{N}}' },
    ],
  });
  const { output } = await new SimulatedConversation(document, kindsOf(imageBubble)).start();
  expect(output.messages).toEqual(sent ? [{ id: 'b', type: 'image', content: sent }] : []);
});

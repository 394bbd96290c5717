import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf, says, shown } from '../../../test/support/sample-blocks.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { redirect } from './redirect.ts';

const kinds = kindsOf(redirect, textBubble);

async function redirectTo(options: object | undefined) {
  const document = oneGroup([says('first'), { id: 'r', type: 'Redirect', options }, says('after')], {
    variables: [
      { id: 'v1', name: 'Host', value: 'example.com' },
      { id: 'v2', name: 'Unset' },
      { id: 'v3', name: 'Braces', value: '{{x}}/y' },
    ],
  });
  const result = await new SimulatedConversation(document, kinds).start();
  expect(shown(result)).toBe('first after .');
  return result.output;
}

it.each([
  ['https://example.com', 'https://example.com'],
  ['http://example.com', 'http://example.com'],
  ['example.com', 'https://example.com'],
  ['{{Host}}/a', 'https://example.com/a'],
  ['/relative', 'https:///relative'],
  ['javascript:alert(1)', 'https://javascript:alert(1)'],
  ['mailto:a@b.co', 'mailto:a@b.co'],
  ['tel:123', 'tel:123'],
  ['sms:123', 'sms:123'],
  ['{{Braces}}', '{{x}}/y'],
])('%s leads to %s', async (url, sent) => {
  expect((await redirectTo({ url })).actions).toEqual([
    { type: 'redirect', redirect: { url: sent }, lastBubbleBlockId: 'first' },
  ]);
});

it.each([true, false])('tells the client about a new tab when that is stored: %s', async (isNewTab) => {
  expect((await redirectTo({ url: 'example.com', isNewTab })).actions).toEqual([
    { type: 'redirect', redirect: { url: 'https://example.com', isNewTab }, lastBubbleBlockId: 'first' },
  ]);
});

it.each<[object | undefined, number]>([
  [undefined, 0],
  [{}, 0],
  [{ url: '' }, 0],
  [{ url: '{{Unset}}' }, 1],
  [{ url: ' {{Unset}}' }, 1],
])('%j is no action and %d logs', async (options, logs) => {
  const output = await redirectTo(options);
  expect(output.actions).toEqual([]);
  expect(output.logs.filter(({ origin, log }) => origin === 'diagnostic' && log.status === 'error')).toHaveLength(logs);
});

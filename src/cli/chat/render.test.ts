import { describe, expect, it } from 'vitest';
import { type AnswerAction, type AnswerBubble, answerSchema } from './answer.ts';
import { actionLine, answerLines, bubbleLines } from './render.ts';

const text = (id: string, markdown: string) => ({ id, type: 'text', content: { type: 'markdown', markdown } });

it.each<[AnswerBubble, string[]]>([
  [text('b', 'Hi **you**'), ['Hi **you**']],
  [text('b', 'One\nTwo\n'), ['One', 'Two']],
  [text('b', ''), []],
  [{ id: 'b', type: 'text', content: { type: 'richText', richText: [] } }, []],
  [{ id: 'b', type: 'image', content: { url: 'https://x/y.png' } }, ['[image] https://x/y.png']],
  [{ id: 'b', type: 'video', content: { type: 'youtube', id: 'abc' } }, ['[video] abc']],
  [{ id: 'b', type: 'audio', content: {} }, ['[audio] (no address)']],
])('bubble %o', (bubble, lines) => expect(bubbleLines(bubble)).toEqual(lines));

it.each<[AnswerAction, string]>([
  [{ type: 'wait', wait: { secondsToWaitFor: 2.5 } }, '  (waits 2.5 s)'],
  [{ type: 'redirect', redirect: { url: 'https://x' } }, '  (redirect to https://x)'],
  [{ type: 'redirect', redirect: {} }, '  (redirect to nowhere)'],
  [{ type: 'scriptToExecute', scriptToExecute: {} }, '  (a script for the browser, not run here)'],
  [{ type: 'setVariable', setVariable: {} }, '  (a script of the browser would set a variable here)'],
  [{ type: 'httpRequestToExecute', httpRequestToExecute: { url: 'u' } }, '  (the browser would request u here)'],
  [{ type: 'listenForWebhook' }, '  (waits for a webhook)'],
  [{ type: 'pixel' }, '  (pixel)'],
])('action %o', (action, line) => expect(actionLine(action)).toBe(line));

describe('order', () => {
  const wait = (seconds: number, lastBubbleBlockId?: string) => ({
    type: 'wait',
    wait: { secondsToWaitFor: seconds },
    ...(lastBubbleBlockId !== undefined && { lastBubbleBlockId }),
  });

  it.each([
    ['before every bubble', [text('a', 'A')], [wait(1)], ['  (waits 1 s)', 'A']],
    ['after its bubble', [text('a', 'A'), text('b', 'B')], [wait(1, 'a')], ['A', '  (waits 1 s)', 'B']],
    ['after a bubble of another answer', [text('a', 'A')], [wait(1, 'z')], ['  (waits 1 s)', 'A']],
    [
      'after the last of equal bubbles, in order',
      [text('a', 'A'), text('a', 'A')],
      [wait(1, 'a'), wait(2, 'a')],
      ['A', 'A', '  (waits 1 s)', '  (waits 2 s)'],
    ],
  ])('%s', (_name, messages, clientSideActions, lines) => {
    expect(answerLines(answerSchema.parse({ messages, clientSideActions }))).toEqual(lines);
  });

  it('ends with the logs', () => {
    const logs = [
      { description: 'Broke', details: 'why' },
      { status: 'info', description: 'Noted' },
    ];
    const answer = answerSchema.parse({ messages: [text('a', 'A')], logs });
    expect(answerLines(answer)).toEqual(['A', '  [error] Broke: why', '  [info] Noted']);
  });
});

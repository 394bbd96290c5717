import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { answerSchema } from './answer.ts';
import { appNamed, asApp } from './as-app.ts';

const text = (id: string, words: string) => ({
  id,
  type: 'text',
  content: { type: 'richText', richText: [{ type: 'p', children: [{ text: words, bold: true }] }] },
});
const choice = { id: 'q', type: 'choice input', items: ['Yes', 'No'].map((content) => ({ id: content, content })) };
const linesOf = (platform: string, ...answers: readonly object[]) => {
  const show = asApp(appNamed(platform));
  return answers.flatMap((answer) => show(answerSchema.parse({ messages: [], ...answer })));
};

describe('an answer as an app gets it', () => {
  it('is its requests, in order', () => {
    const [first, second, ...more] = linesOf('whatsapp', {
      messages: [text('a', 'Hi'), text('b', 'Well?')],
      input: choice,
    });
    expect(first).toMatch(/^POST \/messages \{.*"body":"\*Hi\*"/);
    expect(second).toMatch(/POST \/messages \{.*"type":"button".*"title":"Yes".*"title":"No"/);
    expect(more).toEqual([]);
  });

  it('tells of pauses, of what is lost, and of logs', () => {
    const lines = linesOf('whatsapp', {
      messages: [text('a', 'Hi')],
      clientSideActions: [
        { type: 'wait', wait: { secondsToWaitFor: 2 } },
        { type: 'scriptToExecute', lastBubbleBlockId: 'a' },
      ],
      logs: [{ description: 'odd' }],
    });
    expect(lines).toMatchObject([
      expect.stringMatching(/^\(after 2 s\) POST/),
      expect.stringMatching(/^ {2}\(lost at a: scriptToExecute/),
      '  [error] odd',
    ]);
  });

  it('counts turns', () => {
    const [first, second] = linesOf('generic', { messages: [text('a', 'Hi')] }, { messages: [text('b', 'Ho')] });
    expect([first, second]).toMatchObject([expect.stringContaining('"turn":0'), expect.stringContaining('"turn":1')]);
  });
});

it('an app that does not exist is refused with those that do', () => {
  expect(() => appNamed('pigeon')).toThrow(UserError);
  expect(() => appNamed('pigeon')).toThrow(/"pigeon" .* generic, .*whatsapp/);
});

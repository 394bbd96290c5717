import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.ts';
import { ChatClient } from './chat-client.ts';
import { converse } from './converse.ts';
import { startPathOf } from './remote.ts';

const text = (markdown: string) => ({ id: 'b', type: 'text', content: { type: 'markdown', markdown } });
const question = { id: 'i', type: 'text input' };

/** Plays the answers of a server in turn; gives what was shown and what was sent. */
async function play(answers: readonly object[], typed: readonly string[]) {
  const shown: string[] = [];
  const sent: unknown[] = [];
  const left = [...answers];
  const lines = [...typed];
  const client = new ChatClient(async (path, body) => {
    sent.push(path.endsWith('startChat') ? 'start' : (body as { message?: unknown }).message);
    return { status: 200, text: JSON.stringify({ messages: [], ...left.shift() }) };
  }, '/api/v1/typebots/x/startChat');
  await converse(client, { write: (line) => void shown.push(line), ask: async () => lines.shift(), close: () => {} });
  return { shown, sent };
}

const ended = '-- end of the conversation --';
const left = '-- left while the bot was waiting for an answer --';
const fromOutside = '  (type what arrives from outside, or nothing to go on)';

describe('a conversation', () => {
  it.each<[string, readonly object[], readonly string[], readonly string[], readonly unknown[]]>([
    [
      'questions and answers',
      [{ sessionId: 's', messages: [text('Name?')], input: question }, { messages: [text('Hi')] }],
      ['Ada'],
      ['Name?', '  (text)', 'Hi', ended],
      ['start', { type: 'text', text: 'Ada' }],
    ],
    ['nothing typed', [{ sessionId: 's', input: question }], [], ['  (text)', left], ['start']],
    [
      'a pause of the client',
      [
        { sessionId: 's', clientSideActions: [{ type: 'setVariable', expectsDedicatedReply: true }] },
        { messages: [text('On')] },
      ],
      [],
      ['  (a script of the browser would set a variable here)', 'On', ended],
      ['start', undefined],
    ],
    [
      'a webhook',
      [{ sessionId: 's', clientSideActions: [{ type: 'listenForWebhook', expectsDedicatedReply: true }] }, {}],
      ['{"data":1}'],
      ['  (waits for a webhook)', fromOutside, ended],
      ['start', { type: 'text', text: '{"data":1}' }],
    ],
    [
      'an embed that waits',
      [
        {
          sessionId: 's',
          messages: [{ id: 'e', type: 'embed', content: { url: 'u', waitForEvent: { isEnabled: true } } }],
        },
        {},
      ],
      [''],
      ['[embed] u', fromOutside, ended],
      ['start', undefined],
    ],
    [
      'an embed that does not wait',
      [{ sessionId: 's', messages: [{ id: 'e', type: 'embed', content: { url: 'u' } }] }],
      [],
      ['[embed] u', ended],
      ['start'],
    ],
  ])('%s', async (_name, answers, typed, shown, sent) => {
    expect(await play(answers, typed)).toEqual({ shown, sent });
  });
});

describe('refusals', () => {
  it.each([
    [404, '{"message":"Typebot not found"}', 'The server answered 404: Typebot not found'],
    [502, 'Bad gateway', 'The server answered 502: Bad gateway'],
    [200, '<html>', 'The server answered something that is no part of a conversation.'],
    [200, '{"messages":[]}', 'The server gave no session id: is it a chat server?'],
  ])('%i %s', async (status, text, message) => {
    const client = new ChatClient(async () => ({ status, text }), '/');
    await expect(client.start()).rejects.toThrow(new UserError(message));
  });
});

describe('addresses', () => {
  it.each([
    ['https://x.org/demo', '/api/v1/typebots/demo/startChat'],
    ['https://x.org/bots/demo/', '/api/v1/typebots/demo/startChat'],
    ['https://x.org/api/v1/typebots/demo/startChat', '/api/v1/typebots/demo/startChat'],
  ])('%s', (url, path) => expect(startPathOf(new URL(url))).toBe(path));

  it('have to name a bot', () => {
    expect(() => startPathOf(new URL('https://x.org'))).toThrow('names no bot');
  });
});

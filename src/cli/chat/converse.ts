import type { ChatAnswer } from './answer.ts';
import type { ChatClient } from './chat-client.ts';
import { questionLines, readReply } from './question.ts';
import { answerLines } from './render.ts';
import type { Terminal } from './terminal.ts';

/**
 * Holds a conversation until the bot has finished or nothing more is typed. What only a browser can do is named and
 * passed over.
 *
 * @param linesOf what is shown of an answer
 */
export async function converse(client: ChatClient, terminal: Terminal, linesOf = answerLines): Promise<void> {
  let answer = await client.start();
  for (;;) {
    for (const line of linesOf(answer)) terminal.write(line);
    const { input } = answer;
    if (!input && !isPaused(answer)) return terminal.write('-- end of the conversation --');
    if (!input && !waitsForOthers(answer)) {
      answer = await client.reply();
      continue;
    }
    for (const line of input ? questionLines(input) : ['  (type what arrives from outside, or nothing to go on)']) {
      terminal.write(line);
    }
    const line = await terminal.ask();
    if (line === undefined) return terminal.write('-- left while the bot was waiting for an answer --');
    if (input) answer = await client.reply(readReply(input, line));
    else answer = await client.reply(line.trim() === '' ? undefined : { type: 'text', text: line });
  }
}

/** The flow stands still until the client goes on. */
function isPaused(answer: ChatAnswer): boolean {
  return answer.clientSideActions.some((action) => action.expectsDedicatedReply) || waitsForOthers(answer);
}

/** What the flow waits for comes neither from the person nor from the client. */
function waitsForOthers({ messages, clientSideActions }: ChatAnswer): boolean {
  if (clientSideActions.some(({ type }) => type === 'listenForWebhook')) return true;
  const last = messages.at(-1);
  if (last?.type === 'custom-embed') return true;
  const { waitForEvent } = last?.type === 'embed' ? last.content : {};
  return typeof waitForEvent === 'object' && waitForEvent !== null && 'isEnabled' in waitForEvent
    ? waitForEvent.isEnabled === true
    : false;
}

import type { Channel, Command, RenderContext } from '../../channels/channel.ts';
import { channels } from '../../channels/registry.ts';
import type { Bubble } from '../../engine/output.ts';
import { UserError } from '../user-error.ts';
import type { ChatAnswer } from './answer.ts';

/** What the server says itself, in the words that a channel without texts of its own has. */
const texts: RenderContext['texts'] = {
  unknownKind: 'I cannot take this in.',
  wait: 'One moment, please.',
  more: 'More',
  apology: 'Something went wrong.',
  closed: 'This conversation is closed.',
  slowDown: 'Please write a little slower.',
};

/** The messaging app of a name. Throws `UserError` when there is none. */
export function appNamed(platform: string): Channel<unknown> {
  const found = channels.find((channel) => channel.platform === platform);
  if (found) return found;
  const names = channels.map((channel) => channel.platform).join(', ');
  throw new UserError(`"${platform}" is no messaging app of this server. It has ${names}.`);
}

/**
 * Shows answers as an app would get them: each request that would be sent, and what is lost on the way.
 *
 * @example for (const line of asApp(appNamed('whatsapp'))(answer)) console.log(line);
 */
export function asApp(channel: Pick<Channel<unknown>, 'render'>): (answer: ChatAnswer) => string[] {
  let turn = 0;
  return (answer) => {
    const { messages, input, clientSideActions: actions } = answer;
    const context = {
      conversation: 'you',
      person: { id: 'you' },
      settings: {},
      texts,
      bubbleDelayMs: 0,
      now: Date.now(),
    };
    const { commands, losses } = channel.render(
      // The server has sent them, so they are what it calls bubbles.
      { messages: messages as readonly Bubble[], input, actions, isEnded: !input },
      { ...context, turn, seed: `turn ${turn}` },
    );
    turn += 1;
    return [
      ...commands.map(commandLine),
      ...losses.map(({ blockId, what }) => `  (lost${blockId === '' ? '' : ` at ${blockId}`}: ${what})`),
      ...answer.logs.map(({ status = 'error', description }) => `  [${status}] ${description}`),
    ];
  };
}

function commandLine({ request: { method, path, body }, delayMs = 0 }: Command): string {
  const pause = delayMs > 0 ? `(after ${delayMs / 1000} s) ` : '';
  return `${pause}${method} ${path}${body === undefined ? '' : ` ${bodyText(body)}`}`;
}

function bodyText(body: NonNullable<Command['request']['body']>): string {
  switch (body.kind) {
    case 'json':
      return JSON.stringify(body.value);
    case 'text':
      return body.text;
    case 'form':
      return `${JSON.stringify(body.fields)} with the file at ${body.file.url}`;
  }
}

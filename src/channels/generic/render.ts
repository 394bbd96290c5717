import type { ChannelTurn, Command, Json, Loss, RenderContext, Rendered } from '../channel.ts';
import type { ChannelFailure } from '../shared/failure.ts';
import { inOrder } from '../shared/in-order.ts';
import { about, delivery } from './body.ts';
import { longestPauseMs } from './limits.ts';
import { messageOf } from './message.ts';
import { question } from './question.ts';

type Fields = { readonly [key: string]: Json | undefined };

/** What one `bot.turn` holds. A wait that is more than a pause begins another one. */
interface Part {
  readonly delayMs: number;
  readonly messages: Fields[];
  readonly actions: Fields[];
}

/** A turn as one `bot.turn`, or as several where it holds long waits. */
export function render(turn: ChannelTurn, context: RenderContext): Rendered {
  const losses: Loss[] = [];
  let part: Part = { delayMs: 0, messages: [], actions: [] };
  const parts = [part];
  let waitMs = 0;
  let count = 0;

  function begin(delayMs: number): void {
    part = { delayMs, messages: [], actions: [] };
    parts.push(part);
    waitMs = 0;
  }

  for (const step of inOrder(turn)) {
    if (step.kind === 'between') {
      const { redirect, loss } = step;
      waitMs += step.waitMs;
      if (redirect) part.actions.push({ type: 'redirect', url: redirect.url, newTab: redirect.isNewTab });
      if (loss) losses.push(loss);
      if (waitMs > longestPauseMs) begin(waitMs);
      continue;
    }
    const message = messageOf(step.bubble);
    if (!message) continue;
    const delayMs = waitMs + (count === 0 ? 0 : context.bubbleDelayMs);
    part.messages.push({ id: `m${context.turn}_${count}`, ...message, delayMs });
    waitMs = 0;
    count += 1;
  }
  const asked = turn.input && question(turn.input, context.turn);
  // A pause before the question has no message to stand beside.
  if (waitMs > 0 && asked && part.messages.length > 0) begin(waitMs);
  const commands = parts.flatMap((one, index): Command[] => {
    const isLast = index === parts.length - 1;
    const prompt = isLast ? asked?.body : undefined;
    const isEmpty = one.messages.length === 0 && one.actions.length === 0 && !prompt;
    if (isEmpty && !(isLast && turn.isEnded)) return [];
    const data = {
      status: isLast && turn.isEnded ? 'ended' : 'waiting',
      messages: one.messages,
      ...(prompt && { prompt }),
      ...(one.actions.length > 0 && { actions: one.actions }),
    };
    const sent = botTurn(data, context, index);
    return [{ ...sent, ...(one.delayMs > 0 && { delayMs: one.delayMs }), ...blockIdOf(turn) }];
  });
  return { commands, ...(asked && { prompt: asked.prompt }), losses };
}

function blockIdOf({ input, messages }: ChannelTurn): { readonly blockId?: string } {
  const blockId = messages.at(-1)?.id ?? input?.id;
  return blockId === undefined ? {} : { blockId };
}

/** A `bot.turn`; several of the same turn are told apart by `part`. */
export function botTurn(data: Fields, context: RenderContext, part: number | string): Command {
  const { turn, seed, now, reply } = context;
  const whole = { ...about(context), turn, inReplyTo: reply?.webhookId ?? null, ...data };
  return delivery('message', 'bot.turn', whole, { seed: `${seed}:turn:${part}`, at: now });
}

/** A text of the team or of the gateway. */
export function say(text: string, context: RenderContext): readonly Command[] {
  const message = { id: `m${context.turn}_say`, type: 'text', text, format: 'plain', delayMs: 0 };
  return [botTurn({ status: 'waiting', messages: [message] }, context, 'say')];
}

/** A `bot.error`. */
export function fail({ code, message, isRetryable }: ChannelFailure, context: RenderContext): readonly Command[] {
  const data = { ...about(context), code, message, retryable: isRetryable };
  return [delivery('message', 'bot.error', data, { seed: `${context.seed}:error`, at: context.now })];
}

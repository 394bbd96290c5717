import type { Typing } from '../shared/typing.ts';
import { longestBubbleDelay, usualTyping } from './limits.ts';

/**
 * Ms that it takes to type a text (whatsapp §6): words of Latin letters at the speed of the bot, or characters where
 * there are none; undefined settings type nothing.
 *
 * @example typingMs('one two three four', {}) // 600
 */
export function typingMs(text: string, typing: Typing | undefined): number {
  const { enabled, speed, maxDelay } = { ...usualTyping, ...typing };
  if (!typing || !enabled || !(speed > 0)) return 0;
  const words = text.match(/\w+/g)?.length ?? text.length;
  return Math.round(Math.min((words / speed) * 60_000, maxDelay * 1_000));
}

/** Ms between two bubbles: what the bot says, else what the channel says. */
export function betweenBubblesMs(typing: Typing | undefined, channelMs: number): number {
  const seconds = typing?.delayBetweenBubbles;
  return seconds === undefined ? channelMs : Math.min(Math.max(seconds, 0), longestBubbleDelay) * 1_000;
}

/** Whether the first bubble of a conversation comes at once. */
export function isFirstAtOnce(typing: Typing | undefined): boolean {
  return typing?.isDisabledOnFirstMessage ?? usualTyping.isDisabledOnFirstMessage;
}

/** How a bot makes the impression of typing: `typingEmulation` of its settings. */
export interface Typing {
  readonly enabled?: boolean;
  /** Words per minute. */
  readonly speed?: number;
  /** Longest pause in s. */
  readonly maxDelay?: number;
  /** Pause between bubbles in s. */
  readonly delayBetweenBubbles?: number;
  readonly isDisabledOnFirstMessage?: boolean;
}

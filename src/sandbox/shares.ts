import type { ScriptOutcome } from '../engine/scripts.ts';

/** How long a bot is remembered whose script had to be stopped, in ms. */
const memoryMs = 30_000;

/**
 * Which bots may have one more thread. No bot ever has all of them, and bots whose scripts had to be stopped lately
 * share a single one: scripts of the others find a thread at once, however many are stuck.
 */
export class Shares {
  readonly #share: number;
  readonly #now: () => number;
  /** Threads that each bot has now. */
  readonly #held = new Map<string, number>();
  /** Bots whose scripts had to be stopped, and until when that is remembered. */
  readonly #stopped = new Map<string, number>();

  /** @param now monotonic clock, in ms */
  constructor(threads: number, now: () => number) {
    this.#share = Math.max(1, threads - 1);
    this.#now = now;
  }

  mayHaveOneMore(bot: string): boolean {
    if ((this.#held.get(bot) ?? 0) >= this.#share) return false;
    return !this.#wasStopped(bot) || ![...this.#held.keys()].some((other) => this.#wasStopped(other));
  }

  /** The bot has one more thread from now on. */
  take(bot: string): void {
    this.#held.set(bot, (this.#held.get(bot) ?? 0) + 1);
  }

  /** The bot gave a thread back, after scripts that ended like this. */
  giveBack(bot: string, outcomes: readonly ScriptOutcome[]): void {
    const left = (this.#held.get(bot) ?? 0) - 1;
    if (left > 0) this.#held.set(bot, left);
    else this.#held.delete(bot);
    if (!outcomes.some(isStopped)) return;
    for (const other of [...this.#stopped.keys()]) if (!this.#wasStopped(other)) this.#stopped.delete(other);
    this.#stopped.set(bot, this.#now() + memoryMs);
  }

  #wasStopped(bot: string): boolean {
    return (this.#stopped.get(bot) ?? -Infinity) > this.#now();
  }
}

function isStopped(outcome: ScriptOutcome): boolean {
  return !outcome.ok && (outcome.reason === 'timeout' || outcome.reason === 'killed' || outcome.reason === 'memory');
}

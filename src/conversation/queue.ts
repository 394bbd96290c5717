import { ReparteeError } from '../errors.ts';

interface Line {
  /** Turns that wait, in order of arrival. */
  readonly waiting: ((refusal?: Error) => void)[];
}

/**
 * One line of waiting turns per conversation: turns of the same key run one after the other in order of arrival, turns
 * of different keys run at once (engine §18).
 */
export class ConversationQueue {
  readonly #lines = new Map<string, Line>();
  readonly #maxWaitMs: number;
  readonly #whenIdle: (() => void)[] = [];

  /** @param maxWaitMs how long a turn may wait for its predecessors before it is refused */
  constructor(maxWaitMs: number) {
    this.#maxWaitMs = maxWaitMs;
  }

  /**
   * Runs a task when it is its turn. Rejects with `conversationBusy`, without running it, when the wait is too long.
   *
   * @param task is told how much of the time for waiting is left, in ms
   */
  async run<T>(key: string, task: (leftMs: number) => Promise<T>): Promise<T> {
    const line = this.#lines.get(key);
    let leftMs = this.#maxWaitMs;
    if (line) {
      const from = performance.now();
      await this.#wait(line);
      leftMs = Math.max(0, leftMs - (performance.now() - from));
    } else {
      this.#lines.set(key, { waiting: [] });
    }
    try {
      return await task(leftMs);
    } finally {
      this.#next(key);
    }
  }

  /** A task of this key runs or waits. */
  isBusy(key: string): boolean {
    return this.#lines.has(key);
  }

  #wait({ waiting }: Line): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(new ReparteeError('conversationBusy'));
    }, this.#maxWaitMs);
    const enter = (refusal?: Error) => {
      clearTimeout(timer);
      if (refusal) reject(refusal);
      else resolve();
    };
    waiting.push(enter);
    return promise;
  }

  #next(key: string): void {
    const enter = this.#lines.get(key)?.waiting.shift();
    if (enter) {
      enter();
      return;
    }
    this.#lines.delete(key);
    if (this.#lines.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Tasks that wait for one of the same key. */
  get waiting(): number {
    let count = 0;
    for (const { waiting } of this.#lines.values()) count += waiting.length;
    return count;
  }

  /** Refuses every task that waits; those that run go on. */
  refuseWaiting(refusal: Error): void {
    for (const { waiting } of this.#lines.values()) for (const enter of waiting.splice(0)) enter(refusal);
  }

  /** Resolves when no turn is running or waiting. */
  idle(): Promise<void> {
    return this.#lines.size === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenIdle.push(resolve));
  }
}

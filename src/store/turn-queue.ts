import { ReparteeError } from '../errors/errors.ts';

/** Limits of what waits. */
export interface QueueLimits {
  /** Most turns of one key that wait at the same time. */
  readonly maxWaiting?: number;
  /** Most memory that what waits may hold, over all keys, in bytes. */
  readonly maxWaitingBytes?: number;
}

/** How somebody waits. */
export interface Waiting {
  /** How long at most, in ms. */
  readonly maxWaitMs: number;
  /** Memory that is held meanwhile, in bytes; asked only when there is something to wait for. */
  readonly size?: (() => number) | undefined;
  /** Called when there is something to wait for, before that is done. */
  readonly onWait?: (() => void) | undefined;
}

/** The front of a line; whoever is next gets there when it is disposed of. */
export interface Front extends Disposable {
  /** How much of the time for waiting is left, in ms. */
  readonly leftMs: number;
}

/** Where a person sends more than this many messages without waiting for an answer, a program runs wild. */
const defaultMaxWaiting = 100;
const defaultMaxWaitingBytes = 64 * 1024 * 1024;
/** When to try again after a refusal, in seconds: some turns are over by then. */
const retryAfterS = 5;

interface Line {
  /** Turns that wait, in order of arrival. */
  readonly waiting: ((refusal?: Error) => void)[];
}

/**
 * One line of waiting turns per conversation: turns of the same key run one after the other in order of arrival, turns
 * of different keys run at once (engine §18).
 */
export class TurnQueue {
  readonly #lines = new Map<string, Line>();
  readonly #limits: Required<QueueLimits>;
  #waitingBytes = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(limits: QueueLimits = {}) {
    this.#limits = { maxWaiting: defaultMaxWaiting, maxWaitingBytes: defaultMaxWaitingBytes, ...limits };
  }

  /**
   * Waits until nobody is in front. Rejects with `conversationBusy` when that takes too long, and with `tooManyWaiting` when
   * there is no room to wait.
   */
  async enter(key: string, { maxWaitMs, size, onWait }: Waiting): Promise<Front> {
    const line = this.#lines.get(key);
    let leftMs = maxWaitMs;
    if (line) {
      const bytes = size?.() ?? 0;
      this.#checkRoom(line, bytes);
      onWait?.();
      const from = performance.now();
      this.#waitingBytes += bytes;
      try {
        await this.#wait(line, maxWaitMs);
      } finally {
        this.#waitingBytes -= bytes;
      }
      leftMs = Math.max(0, maxWaitMs - (performance.now() - from));
    } else {
      this.#lines.set(key, { waiting: [] });
    }
    return { leftMs, [Symbol.dispose]: () => this.#next(key) };
  }

  #checkRoom({ waiting }: Line, bytes: number): void {
    const { maxWaiting, maxWaitingBytes } = this.#limits;
    if (waiting.length < maxWaiting && this.#waitingBytes + bytes <= maxWaitingBytes) return;
    throw new ReparteeError('tooManyWaiting', { retryAfterS });
  }

  #wait({ waiting }: Line, maxWaitMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(new ReparteeError('conversationBusy'));
    }, maxWaitMs);
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

  /** Turns that wait for one of the same key. */
  get waiting(): number {
    let count = 0;
    for (const { waiting } of this.#lines.values()) count += waiting.length;
    return count;
  }

  /** Refuses every turn that waits; those that run go on. */
  refuseWaiting(refusal: Error): void {
    for (const { waiting } of this.#lines.values()) for (const enter of waiting.splice(0)) enter(refusal);
  }

  /** Resolves when no turn is running or waiting. */
  idle(): Promise<void> {
    return this.#lines.size === 0 ? Promise.resolve() : new Promise((resolve) => void this.#whenIdle.push(resolve));
  }
}

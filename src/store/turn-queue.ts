import { ReparteeError } from '../errors/errors.ts';

/** Limits of what waits. */
export interface QueueLimits {
  /** Most turns of one key that wait at the same time. */
  readonly maxWaiting: number;
  /** Most memory that what waits may hold, over all keys, in bytes. */
  readonly maxWaitingBytes: number;
}

/** A turn that wants to be next. */
export interface Waiter {
  /** How long it may wait for those before it until it is refused, in ms. */
  readonly waitMs: number;
  /** Memory that it holds while it waits, in bytes; asked only when it has to wait. */
  readonly size?: (() => number) | undefined;
  /** Called when it has to wait, before it does. */
  readonly onWait?: (() => void) | undefined;
}

/** The front of a line, until it is disposed of. */
export interface Place extends Disposable {
  /** How much of the time for waiting is left, in ms. */
  readonly leftMs: number;
}

/** Where a person sends more than this many messages without waiting for an answer, a program runs wild. */
const defaultLimits: QueueLimits = { maxWaiting: 100, maxWaitingBytes: 64 * 1024 * 1024 };
/** When to try again after a refusal, in seconds: some turns are over by then. */
const retryAfterS = 5;

interface Line {
  /** Turns that wait, in order of arrival. */
  readonly waiting: ((refusal?: Error) => void)[];
}

/**
 * One line of turns per conversation: turns of the same key run one after the other in order of arrival, turns of
 * different keys run at once (engine §18).
 */
export class TurnQueue {
  readonly #lines = new Map<string, Line>();
  readonly #limits: QueueLimits;
  #waitingBytes = 0;
  readonly #whenIdle: (() => void)[] = [];

  constructor(limits: Partial<QueueLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /**
   * Waits until nobody is in front. Rejects with `conversationBusy` when the wait is too long, with `tooManyWaiting` when
   * there is no room to wait.
   */
  async enter(key: string, { waitMs, size, onWait }: Waiter): Promise<Place> {
    const line = this.#lines.get(key);
    let leftMs = waitMs;
    if (line) {
      const bytes = size?.() ?? 0;
      this.#checkRoom(line, bytes);
      onWait?.();
      const from = performance.now();
      this.#waitingBytes += bytes;
      try {
        await this.#wait(line, waitMs);
      } finally {
        this.#waitingBytes -= bytes;
      }
      leftMs = Math.max(0, leftMs - (performance.now() - from));
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

  #wait({ waiting }: Line, waitMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(new ReparteeError('conversationBusy'));
    }, waitMs);
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

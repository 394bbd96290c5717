import type { Clock } from '../../src/conversation/clock.ts';

/** A clock that stands still until a test moves it. */
export class SimulatedClock implements Clock {
  #passedMs = 0;
  readonly #startedAt: number;

  constructor(startedAt = Date.parse('2026-03-10T09:30:15.678Z')) {
    this.#startedAt = startedAt;
  }

  now(): number {
    return this.#startedAt + this.#passedMs;
  }

  monotonic(): number {
    return this.#passedMs;
  }

  pass(ms: number): void {
    this.#passedMs += ms;
  }
}

/** Time as the conversations see it; tests put a simulated one in its place. */
export interface Clock {
  /** Milliseconds since 1970 UTC. May jump. */
  now(): number;
  /** Milliseconds since some fixed moment. Never goes back. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

import { setTimeout } from 'node:timers/promises';
import { type Check, type Finding, failed, fine } from './check.ts';

const saneYears = { first: 2025, last: 2099 };
/** The clock may be corrected by so much while it is watched, in ms. */
const toleranceMs = 100;
const rounds = 5;
const pauseMs = 50;

/** Where time comes from. */
export interface Times {
  /** Milliseconds since 1970 UTC. */
  readonly wall: () => number;
  /** Milliseconds since any moment; never jumps. */
  readonly steady: () => number;
  /** Waits, in ms. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/** The clock of this machine shows a sane date and does not jump. */
export const clockCheck: Check = {
  name: 'clock',
  run: () => watchClock({ wall: Date.now, steady: () => performance.now(), pause: setTimeout }),
};

/** Watches the clock for a moment. */
export async function watchClock(times: Times): Promise<Finding> {
  const year = new Date(times.wall()).getUTCFullYear();
  if (!(year >= saneYears.first && year <= saneYears.last)) {
    return failed(`it shows the year ${year}`, 'Set the clock of the machine, best by NTP.');
  }
  const first = offset(times);
  for (let round = 0; round < rounds; round += 1) {
    await times.pause(pauseMs);
    const jump = Math.round(offset(times) - first);
    if (Math.abs(jump) > toleranceMs) {
      return failed(
        `it jumped by ${jump} ms while it was watched`,
        'Something sets it again and again: find out what, and let NTP correct it slowly.',
      );
    }
  }
  return fine(`${new Date(times.wall()).toISOString()}, steady`);
}

/** How far the two clocks are apart. Of several tries the shortest counts: the process may be paused in between. */
function offset({ wall, steady }: Times): number {
  let best = { length: Number.POSITIVE_INFINITY, offset: 0 };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const before = steady();
    const now = wall();
    const length = steady() - before;
    if (length < best.length) best = { length, offset: now - before };
  }
  return best.offset;
}

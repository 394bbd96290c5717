import { randomFillSync } from 'node:crypto';

/** Drawn at once: asking for random numbers costs about as much for a thousand as for four. */
const pool = new Uint32Array(1024);
let used = pool.length;

/** Four random 32-bit numbers, separated by commas. Each is given out once. */
export function nextSeed(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const seed = pool.subarray(used, used + 4).join();
  pool.fill(0, used, used + 4);
  used += 4;
  return seed;
}

import { expect, it } from 'vitest';
import { waitingTimeMs } from './waiting-time.ts';

it.each([
  [0, 7000],
  [2500, 4500],
  [6000, 1000],
  [6001, 1000],
  [119_000, 1000],
])('%d ms into a turn, others get %d ms', (elapsedMs, expected) => {
  expect(waitingTimeMs(elapsedMs)).toBe(expected);
});

import { expect, it } from 'vitest';
import { timeLimitMs } from './time-limit.ts';

const plain = 'https://crm.test/leads';

it.each<[seconds: number | undefined, url: string, elapsedMs: number, limitMs: number]>([
  [undefined, plain, 0, 7000],
  [undefined, plain, 4000, 3000],
  [undefined, plain, 60_000, 1000],
  [undefined, plain, 6.25, 6994],
  [1.0004, plain, 0, 1000],
  [10, plain, 6000, 10_000],
  [3, plain, 6000, 3000],
  [60, plain, 0, 60_000],
  [500, plain, 0, 120_000],
  [0, plain, 0, 1000],
  [undefined, 'https://api.openai.com/v1/x', 0, 120_000],
  [10, 'https://api.anthropic.com/v1/x', 0, 120_000],
  [5, 'https://retune.so/x', 0, 5000],
  [undefined, 'https://www.chatbase.co/x', 0, 120_000],
  [undefined, 'https://channel-connector.orimon.ai/x', 0, 120_000],
  [undefined, 'https://api.openai.example/v1/x', 0, 7000],
])('an option of %s for %s, %d ms into the turn, is %d ms', (seconds, url, elapsedMs, limitMs) => {
  expect(timeLimitMs(seconds, url, elapsedMs)).toBe(limitMs);
});

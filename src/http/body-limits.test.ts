import { expect, it } from 'vitest';
import { bodyLimits, readableSize } from './body-limits.ts';

it.each([
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [256 * 1024, '256 KB'],
  [1024 * 1024, '1 MB'],
  [10 * 1024 * 1024, '10 MB'],
])('%d bytes are %s', (bytes, text) => expect(readableSize(bytes)).toBe(text));

it.each([
  [undefined, { open: 262_144, withToken: 10_485_760 }],
  [1024, { open: 1024, withToken: 10_485_760 }],
  [20_971_520, { open: 20_971_520, withToken: 20_971_520 }],
])('a limit of %s gives %j', (bodyLimit, limits) => {
  expect(bodyLimits({ publicUrl: '', rateLimits: {}, trustProxy: [], bodyLimit })).toEqual(limits);
});

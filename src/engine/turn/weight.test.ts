import { expect, it } from 'vitest';
import { weightOf } from './weight.ts';

it.each<[unknown, number]>([
  ['', 4],
  ['abc', 7],
  [null, 4],
  [12, 4],
  [[], 4],
  [['a', 'bc'], 15],
  [{ a: 'bc' }, 15],
  [{ a: [{ b: 'c' }, null] }, 31],
])('%j weighs %i', (value, weight) => {
  expect(weightOf(value)).toBe(weight);
});

import { expect, it } from 'vitest';
import { withNumericHeight } from './bubble-content.ts';

it.each([
  [300, 300],
  ['300', 300],
  ['300px', 300],
  ['12,5', 12.5],
  [0, 0],
  ['', undefined],
  ['auto', undefined],
  ['Infinity', undefined],
  [undefined, undefined],
])('a height of %j is %j on the wire', (height, pixels) => {
  expect(withNumericHeight({ url: 'u', height })).toStrictEqual(
    pixels === undefined ? { url: 'u' } : { url: 'u', height: pixels },
  );
});

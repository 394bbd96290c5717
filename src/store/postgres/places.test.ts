import { expect, it } from 'vitest';
import { Places } from './places.ts';

it('knows the first and the last place of each line, in whatever order they are noted', () => {
  const places = new Places();
  for (const place of [5, 2, 9, 7]) places.add('s1', place);
  places.add('s2', 3);
  expect([places.first('s1'), places.last('s1'), places.first('s2'), places.last('s0')]).toEqual([2, 9, 3, undefined]);
  places.delete('s1', 5);
  places.delete('s1', 2);
  places.delete('s2', 3);
  places.delete('s2', 3);
  expect([places.first('s1'), places.first('s2'), places.all()]).toEqual([7, undefined, [7, 9]]);
});

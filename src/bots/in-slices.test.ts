import { expect, it } from 'vitest';
import { inSlices } from './in-slices.ts';

it('lets others in between and gives the result', async () => {
  let isOver = false;
  let turnsOfOthers = 0;
  const others = () => {
    turnsOfOthers++;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  function* work() {
    // Goes on for as long as nobody else was let in, so that no speed of the machine matters.
    while (turnsOfOthers < 2) yield;
    return 'done';
  }
  expect(await inSlices(work())).toBe('done');
  isOver = true;
});

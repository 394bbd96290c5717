import { afterAll, afterEach, expect } from 'vitest';
import { stopWatching, takeUndeclared, watchErrors } from './answered-errors.ts';

// An error that a caller gets stands in the description of its call, whatever a test asks for.
watchErrors();
afterEach(() => expect(takeUndeclared()).toEqual([]));
afterAll(() => {
  stopWatching();
  expect(takeUndeclared()).toEqual([]);
});

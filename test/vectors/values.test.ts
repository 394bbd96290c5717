import { describe, expect, it } from 'vitest';
import { guessType, toValue } from '../../src/flow/values.ts';
import { expected } from './variables.ts';
import vectors from './variables-logic.vectors.json' with { type: 'json' };

describe('guessType', () => {
  it.each(vectors.guess)('$v', (entry) => expect(guessType(entry.v)).toEqual(expected(entry)));
});

describe('toValue', () => {
  it.each(vectors.writes)('$v', (entry) => expect(toValue(entry.v)).toEqual(expected(entry)));
});

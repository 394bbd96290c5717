import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddTexts } from '../../../test/support/channel-turns.ts';
import { labelsOf } from './labels.ts';

describe('labels', () => {
  it.each<[readonly string[], number, readonly string[]]>([
    [['Yes', 'No'], 20, ['Yes', 'No']],
    [[' a \n b '], 20, ['a b']],
    [['Yes', 'Yes', 'Yes'], 20, ['Yes', 'Yes (2)', 'Yes (3)']],
    [['', '  '], 20, ['1', '2']],
    [['A very long option label', 'A very long option letter'], 20, ['A very long option…', 'A very long opt… (2)']],
    [['Emoji label 123456 🎉🎉'], 20, ['Emoji label 123456…']],
  ])('%j in %d', (labels, most, expected) => expect(labelsOf(labels, most)).toEqual(expected));

  it('fit, are whole, none empty and none twice', () => {
    const texts = fc.array(
      fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...oddTexts, 'Yes')),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 64 }), (labels, most) => {
        const shown = labelsOf(labels, most);
        expect(shown.every((label) => label !== '' && label.length <= most && label.isWellFormed())).toBe(true);
        expect(new Set(shown).size).toBe(labels.length);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

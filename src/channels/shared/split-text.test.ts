import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddTexts } from '../../../test/support/channel-turns.ts';
import { splitText } from './split-text.ts';

describe('a text is split', () => {
  it.each<[string, string, number, readonly string[]]>([
    ['not when it fits', 'one two', 7, ['one two']],
    ['between paragraphs', 'aa bb\n\ncc dd ee', 12, ['aa bb', 'cc dd ee']],
    ['between lines', 'aa bb c\ncc dd ee', 12, ['aa bb c', 'cc dd ee']],
    ['between sentences', 'One two. Three four', 12, ['One two.', 'Three four']],
    ['between words', 'one two three', 9, ['one two', 'three']],
    ['at a blank that does not fit', 'one two', 3, ['one', 'two']],
    [
      'rather early than inside a word',
      'a https://shop.example/long/long',
      31,
      ['a', 'https://shop.example/long/long'],
    ],
    ['inside what has no blank', 'abcdef', 4, ['abcd', 'ef']],
    ['not inside a character', 'ab👩‍👧c', 5, ['ab', '👩‍👧', 'c']],
    ['not inside half of one that is too long', '🎉'.repeat(2), 3, ['🎉', '🎉']],
    ['and blanks make no part', `a${' '.repeat(9)}`, 3, ['a']],
    ['nothing', '', 3, ['']],
  ])('%s', (_name, text, most, expected) => expect(splitText(text, most)).toEqual(expected));

  it('into parts that fit, are whole and hold every word', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constantFrom(...oddTexts));
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 200 }), (text, most) => {
        const parts = splitText(text, most);
        expect(parts.every((part) => part.length <= most)).toBe(true);
        expect(parts.every((part) => part.isWellFormed())).toBe(text.isWellFormed());
        expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import { PhraseSearch, searchedLength } from './phrase-search.ts';

const taken = async (text: string, ...phrases: string[]) => {
  const search = await PhraseSearch.in(usualGuard(), text);
  const found: string[] = [];
  for (const phrase of phrases) if (await search.take(phrase)) found.push(phrase);
  return found;
};

describe('PhraseSearch', () => {
  it.each([
    ['I want YES!', 'yes'],
    ['red   \n wine', 'Red wine'],
    ['Red wine', ' red  wine '],
    ['take (a+b)*c.', '(a+b)*c'],
    ['👍 Yes please', '👍 yes'],
    ['e\u0301te\u0301', 'été'],
    ['ÀÉ', 'àé'],
    ['مرحبا بك', 'مرحبا'],
    ['1.5', '1'],
    ['item_1', '1'],
    ['yes', 'yes'],
    ['a yesno yes', 'yes'],
  ])('in %j stands %j', async (text, phrase) => {
    expect(await taken(text, phrase)).toEqual([phrase]);
  });

  it.each([
    ['yesno', 'yes'],
    ['yesno', 'no'],
    ['12', '1'],
    ['٣٤', '٣'],
    ['아이템을', '아이템'],
    ['e\u0301', 'e'],
    ['a+b', '(a+b)'],
    ['x(a)', '(a)'],
    ['(a)y', '(a)'],
    ['redwine', 'red wine'],
    ['tests', 'Just a few tests'],
    ['', 'yes'],
    ['yes', ''],
    ['a  b', '   '],
  ])('in %j does not stand %j', async (text, phrase) => {
    expect(await taken(text, phrase)).toEqual([]);
  });

  it.each([
    ['what was taken is gone', 'Red wine', ['Red wine', 'Red'], ['Red wine']],
    ['each place is taken once', 'red, Red', ['red', 'red', 'red'], ['red', 'red']],
    ['the first place is taken', 'a b a c', ['a', 'a c'], ['a', 'a c']],
    ['what stood around does not join', 'cat red dog', ['red', 'cat dog'], ['red']],
  ])('%s', async (_title, text, phrases, expected) => {
    expect(await taken(text, ...phrases)).toEqual(expected);
  });

  it('does not look behind its limit', async () => {
    expect(await taken(`${'x '.repeat(searchedLength / 2)}yes`, 'yes')).toEqual([]);
    expect(await taken(`${'x '.repeat(searchedLength / 2 - 2)}yes`, 'yes')).toEqual(['yes']);
  });

  it('gives up on texts made to be slow instead of comparing without end', async () => {
    const hostile = await PhraseSearch.in(usualGuard(), 'a a b '.repeat(30_000));
    const phrases = Array.from({ length: 1_000 }, (_, i) => `${'a a b '.repeat(i + 10)}b`);
    for (const phrase of phrases) expect(await hostile.take(phrase)).toBe(false);
    expect(await hostile.take('a')).toBe(false);
  });

  it('finds every one of a thousand long phrases in a text that names them all', async () => {
    const phrases = Array.from({ length: 1_000 }, (_, i) => `${'the same long beginning '.repeat(4)}${i}`);
    expect(await taken(phrases.toReversed().join(', '), ...phrases)).toEqual(phrases);
  });
});

import { describe, expect, it } from 'vitest';
import { countingGuard, usualGuard } from '../../../test/support/usual-guard.ts';
import type { WorkGuard } from '../../engine/guards.ts';
import { type Choice, matchMany, matchOne } from './choice-matching.ts';

/** Choices from labels, or from `[label, value]`; ids are i0, i1, … */
function choices(...entries: (string | readonly [label: string, value: string])[]): Choice[] {
  return entries.map((entry, index) => {
    const [label, value] = typeof entry === 'string' ? [entry] : entry;
    return { id: `i${index}`, label: label!, value };
  });
}

describe('matchOne', () => {
  it.each<[Choice[], string, string | undefined, string | undefined]>([
    [choices('Yes', 'No'), 'Yes', undefined, 'i0'],
    [choices('Yes', 'No'), ' Yes ', undefined, 'i0'],
    [choices('Yes', 'No'), 'yes', undefined, 'i0'],
    [choices('Yes', 'No'), ' YES', undefined, 'i0'],
    [choices('yes', 'YES'), 'YES', undefined, 'i1'],
    [choices('yes', 'YES'), 'Yes', undefined, 'i0'],
    [choices('Yes', 'No'), '1', undefined, undefined],
    [choices('Yes', 'No'), 'Yes please', undefined, undefined],
    [choices('Yes', 'No'), 'i1', undefined, 'i1'],
    [choices('Yes', 'No'), 'I1', undefined, 'i1'],
    [choices('Yes', 'No'), 'xx', 'i1', 'i1'],
    [choices('Yes', 'No'), 'zz', 'unknown', undefined],
    [choices('Yes', 'No'), 'Yes', 'unknown', 'i0'],
    [choices('Yes', 'No'), 'Yes', 'I1', 'i0'],
    [choices('Yes, please', 'No'), 'Yes, please', 'i1', 'i1'],
    [choices('Yes', 'Yes'), 'Yes', 'i1', 'i1'],
    [choices('Yes', 'Yes'), 'Yes', undefined, 'i0'],
    [choices(['A', 'v']), 'A', undefined, 'i0'],
    [choices(['A', ' v ']), 'v', undefined, 'i0'],
    [choices(['A', 'v']), 'V', undefined, 'i0'],
    [choices(['A', 'x'], ['x', 'y']), 'x', undefined, 'i0'],
    [choices(['A', 'x'], 'xxx', ['x', 'y']), 'x', undefined, 'i0'],
    [choices(['A', 'B'], ['BB', 'x'], 'B'), 'B', undefined, 'i0'],
    [choices('i1', 'longer'), 'i1', undefined, 'i1'],
    [choices(' A '), 'A', undefined, 'i0'],
    [choices('été'), 'e\u0301te\u0301', undefined, 'i0'],
    [choices('ΟΔΟΣ'), 'οδος', undefined, 'i0'],
    [choices(''), '', undefined, undefined],
    [choices(['A', '']), ' ', undefined, undefined],
    [[], 'x', undefined, undefined],
  ])('of %j the text %j with the id %j names %j', async (all, text, replyId, id) => {
    expect((await matchOne(usualGuard(), all, text, replyId))?.id).toBe(id);
  });
});

describe('matchMany', () => {
  const mixed = [
    { id: 'a', label: 'item' },
    { id: 'b', label: 'second item' },
    { id: 'id3', label: 'third item' },
  ];
  it.each<[Choice[], string, string[]]>([
    [choices('Yes', 'No'), 'no yes', ['Yes', 'No']],
    [choices('Yes', 'No'), 'YES', ['Yes']],
    [choices('Yes', 'No'), '1', ['Yes']],
    [choices('Yes', 'No'), 'yes, 1', ['Yes']],
    [choices('Yes', 'No'), '1 2', ['Yes', 'No']],
    [choices('Yes', 'No'), '2, 1', ['Yes', 'No']],
    [choices('Yes', 'No'), 'I want Yes and also No!', ['Yes', 'No']],
    [choices('Yes', 'No'), '12', []],
    [choices('Yes', 'No'), 'yesno', []],
    [choices('Yes', 'No'), '3', []],
    [choices('Yes', 'No'), '', []],
    [choices('Red', 'Red wine'), 'Red wine', ['Red wine']],
    [choices('Red', 'Red wine'), 'Red, Red wine', ['Red', 'Red wine']],
    [choices('Red', 'Red wine'), 'RED WINE', ['Red wine']],
    [choices('Option A, with comma', 'B'), 'Option A, with comma, B', ['Option A, with comma', 'B']],
    [choices('Option 1', 'Option 2'), 'Option 1', ['Option 1']],
    [mixed, '1 and second item, id3', ['item', 'second item', 'third item']],
    [choices('6', '5', '4', '3', '2', '1'), '4, 2, 1', ['4', '2', '1']],
    [choices(['A', 'v1'], ['B', 'v2']), 'A, v2', ['A', 'B']],
    [choices('Just a few tests'), 'tests', []],
    [choices('아이템'), '아이템을', []],
    [choices('Cats', 'Dogs'), 'Cats, Cats', ['Cats']],
    [choices('Cats', 'Dogs'), 'Cats, Lions', ['Cats']],
    [choices(['A', 'B'], 'B'), 'B', ['A']],
    [choices('Yes', 'Yes'), 'yes', ['Yes']],
    [choices('Yes', 'Yes'), 'yes yes', ['Yes', 'Yes']],
    [choices('Yes', 'Yes'), 'i0 yes', ['Yes', 'Yes']],
    [
      [
        { id: '0', label: 'Cat' },
        { id: '1', label: 'Dog' },
      ],
      '1',
      ['Dog'],
    ],
  ])('of %j the text %j names %j', async (all, text, labels) => {
    expect((await matchMany(usualGuard(), all, text)).map(({ label }) => label)).toEqual(labels);
  });

  it('reads a megabyte against a thousand long labels', async () => {
    const long = choices(...Array.from({ length: 1_000 }, (_, i) => `${'word '.repeat(19)}n${i}`));
    const text = `${long[7]!.label}, ${long[3]!.label}, ${'word word n '.repeat(90_000)}`;
    expect(await matchMany(usualGuard(), long, text)).toEqual([long[3], long[7]]);
    expect(await matchOne(usualGuard(), long, text)).toBeUndefined();
  });
});

describe('the work of matching', () => {
  const many = (count: number) => choices(...Array.from({ length: count }, (_, i) => `label number ${i}`));
  const units = async (match: (guard: WorkGuard) => Promise<unknown>) => {
    const guard = countingGuard();
    await match(guard);
    return guard.units;
  };

  it.each<[string, (guard: WorkGuard, size: number) => Promise<unknown>]>([
    ['one of many choices', (guard, size) => matchOne(guard, many(size), 'none of them')],
    ['a long reply to one', (guard, size) => matchOne(guard, many(10), 'e\u0301'.repeat(size * 10))],
    ['many of many choices', (guard, size) => matchMany(guard, many(size), 'label number 1, label number 2')],
    ['a long reply to many', (guard, size) => matchMany(guard, many(10), 'a. '.repeat(size))],
  ])('for %s is counted, and grows as they do', async (_name, match) => {
    const small = await units((guard) => match(guard, 1_000));
    expect(small).toBeGreaterThan(10_000);
    expect((await units((guard) => match(guard, 4_000))) / small).toBeLessThan(4.5);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPattern } from './pattern.ts';

it.each([
  ['', '', ''],
  ['^a', '^a', ''],
  ['/^a/i', '^a', 'i'],
  ['x/^a/gi', '^a', 'gi'],
  ['/a/b/i', 'a/b', 'i'],
  ['/a/x', '/a/x', ''],
  ['//', '//', ''],
  ['///', '/', ''],
  ['/', '/', ''],
  ['/x\n/a/i', 'a', 'i'],
  ['/a\n/i', '/a\n/i', ''],
])('%j is %j with the flags %j', (text, source, flags) => {
  expect(readPattern(text)).toEqual({ source, flags });
});

it('reads what a pattern of patterns would', () => {
  const parts = fc.constantFrom('/', '//', 'a', 'i', 'gx', '\n', '\r', '\u2028', ' ');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (list) => {
      const text = list.join('');
      const [, source = text, flags = ''] = /\/(.+)\/([gimuy]*)$/.exec(text) ?? [];
      expect(readPattern(text)).toEqual({ source, flags });
    }),
  );
});

it('goes through a long text once', () => {
  expect(readPattern(`${'/'.repeat(300_000)}x`).flags).toBe('');
});

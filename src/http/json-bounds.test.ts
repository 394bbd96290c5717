import { describe, expect, it } from 'vitest';
import { boundJson } from './json-bounds.ts';

const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('boundJson', () => {
  it.each([
    ['a value', '5'],
    ['nothing', ''],
    ['lists of the deepest kind', nested(100)],
    ['objects of the deepest kind', objects(100)],
    ['many lists beside each other', `[${'[],'.repeat(90)}[]]`],
    ['as many values as allowed', `[${'1,'.repeat(99)}1]`],
    ['brackets and commas in a text', JSON.stringify(`${'[{,'.repeat(200)}"`)],
    ['escaped quotes', JSON.stringify({ 'a"': `"\\"${'[,'.repeat(200)}` })],
    ['a text that ends in backslashes', `${JSON.stringify(['\\', '\\\\'])}`],
    ['a text without an end', `"${'[,'.repeat(200)}`],
  ])('takes %s', (_, text) => expect(() => boundJson(text, 100)).not.toThrow());

  it.each([
    ['too deep', nested(101), 'custom'],
    ['too deep in objects', objects(101), 'custom'],
    ['too deep without an end', '['.repeat(101), 'custom'],
    ['too many values', `[${'1,'.repeat(100)}1]`, 'too_big'],
    ['too many names', JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, 1]))), 'too_big'],
    ['too deep after a text that ends in backslashes', `["\\\\",${nested(100)}]`, 'custom'],
  ])('refuses what is %s', (_, text, code) => {
    const data = { issues: [{ code, path: [], message: expect.any(String) }] };
    expect(() => boundJson(text, 100)).toThrow(expect.objectContaining({ id: 'invalidInput', data }));
  });
});

import { describe, expect, it } from 'vitest';
import { parseExactJson, parseExactJsonOr } from './exact-json.ts';

describe('parseExactJson', () => {
  it.each<[text: string, value: unknown]>([
    ['{"a":[1,"x",null,true]}', { a: [1, 'x', null, true] }],
    ['1234567890123456789', '1234567890123456789'],
    ['-1234567890123456789', '-1234567890123456789'],
    ['{"id":9007199254740993,"n":9007199254740991}', { id: '9007199254740993', n: 9007199254740991 }],
    ['[1234567890123456789]', ['1234567890123456789']],
    ['"1234567890123456789"', '1234567890123456789'],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1234567890123456.5', 1234567890123456.5],
    ['1e30', 1e30],
  ])('%s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it.each(['', '{', 'text', '{"id":1234567890123456789'])('%j is no JSON', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
    expect(parseExactJsonOr(text)).toBe(text);
  });
});

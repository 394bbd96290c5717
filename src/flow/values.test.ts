import { describe, expect, it } from 'vitest';
import {
  cleanText,
  guessType,
  isFilled,
  lenientNumber,
  longestJson,
  parseJsonOr,
  toValue,
  type Value,
  valueText,
} from './values.ts';

describe('toValue', () => {
  it.each<[string, unknown, Value]>([
    ['text', 'a', 'a'],
    ['empty text', '', null],
    ['number', 46, '46'],
    ['large number', 1e21, '1e+21'],
    ['minus zero', -0, '0'],
    ['sum of fractions', 0.1 + 0.2, '0.30000000000000004'],
    ['not a number', Number.NaN, 'null'],
    ['infinity', Number.POSITIVE_INFINITY, 'null'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['null', null, null],
    ['undefined', undefined, null],
    ['bigint', 10n, '10'],
    ['object', { a: 1, b: undefined }, '{"a":1}'],
    ['object with a bigint', { a: 10n }, '{"a":"10"}'],
    ['date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['map', new Map([[1, 2]]), '{}'],
    ['set', new Set([1]), '{}'],
    ['pattern', /a/g, '{}'],
    ['error', new Error('boom'), '{}'],
    ['function', () => 1, null],
    ['list', [1, '', null, { a: 1 }, [2], undefined, true], ['1', null, null, '{"a":1}', '[2]', null, 'true']],
    ['list with holes', new Array(2), [null, null]],
    ['empty list', [], []],
    ['lone surrogate', '\ud800x', '\ufffdx'],
    ['lone surrogate in a list', ['\udc00'], ['\ufffd']],
    ['pair', '\ud83d\ude00', '😀'],
    ['zero character', 'a\0b', 'a\ufffdb'],
    ['backslashes', 'C:\\Users \\d+ \\', 'C:\\Users \\d+ \\'],
  ])('%s', (_case, input, expected) => expect(toValue(input)).toEqual(expected));
});

it('cleanText leaves clean text alone', () => expect(cleanText('a\n\u0001é😀')).toBe('a\n\u0001é😀'));

describe('guessType', () => {
  it.each<[Value | undefined, unknown]>([
    [undefined, undefined],
    [null, null],
    [
      ['1', null],
      ['1', null],
    ],
    ['0.', 0],
    ['0.0.1', '0.0.1'],
    ['-0', -0],
    ['-07', -7],
    ['+', '+'],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['True', 'True'],
    ['abc', 'abc'],
  ])('%j', (value, expected) => expect(guessType(value)).toEqual(expected));
});

describe('isFilled', () => {
  it.each<[Value | undefined, boolean]>([
    ['a', true],
    [' ', true],
    [[], true],
    [[null], true],
    ['', false],
    [null, false],
    [undefined, false],
  ])('%j: %s', (value, expected) => expect(isFilled(value)).toBe(expected));
});

describe('valueText', () => {
  it.each<[Value | undefined, string]>([
    ['a', 'a'],
    [['a', null], '["a",null]'],
    [[], '[]'],
    [null, ''],
    [undefined, ''],
  ])('%j: %s', (value, expected) => expect(valueText(value)).toBe(expected));
});

describe('parseJsonOr', () => {
  it.each<[string, unknown]>([
    ['41', 41],
    ['true', true],
    ['[1]', [1]],
    ['null', null],
    ['0012', '0012'],
    ['1,5', '1,5'],
    ['undefined', 'undefined'],
    ['', ''],
  ])('%j', (text, expected) => expect(parseJsonOr(text)).toEqual(expected));

  it('leaves a long text a text', () => {
    const list = (length: number) => `[${'1,'.repeat(length / 2 - 2)}10]`;
    expect(parseJsonOr(list(longestJson))).toHaveLength(longestJson / 2 - 1);
    expect(parseJsonOr(`${list(longestJson)} `)).toBe(`${list(longestJson)} `);
  });
});

describe('lenientNumber', () => {
  it.each<[unknown, number | undefined]>([
    [2.5, 2.5],
    [0, 0],
    ['', undefined],
    ['2,5', 2.5],
    ['3s', 3],
    ['1,234.5', 1.234],
    ['abc', undefined],
    ['Infinity', Number.POSITIVE_INFINITY],
    [Number.NaN, undefined],
    [undefined, undefined],
    [null, undefined],
    [true, undefined],
    [['1'], undefined],
  ])('%j: %s', (input, expected) => expect(lenientNumber(input)).toBe(expected));
});

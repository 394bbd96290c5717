import { describe, expect, it } from 'vitest';
import { createCodec } from './codec.ts';

const codec = createCodec();
const roundTrip = (value: unknown): unknown => codec.decode(codec.encode(value));
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i += 1) value = [value];
  return value;
};

describe('codec', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['text', 'a "b" \\ \n \u2028 \0 é 😀'],
    ['lone surrogates', '\ud800 x \udc00'],
    ['a tilde', '~u'],
    ['two tildes', '~~'],
    ['numbers', [0, -0, 1.5, -1e300, 5e-324, NaN, Infinity, -Infinity]],
    ['bigint', [0n, -123456789012345678901234567890n]],
    ['dates', [new Date(0), new Date(8.64e15)]],
    ['objects', { a: { b: [true, false, undefined, null] }, '~k': '~v', '': 0 }],
    ['an own __proto__ key', JSON.parse('{"__proto__":"~x","a":1}')],
    ['depth', nested(200)],
  ])('carries %s', (_name, value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it.each<[string, unknown, unknown]>([
    ['a Map', new Map([[1, 2]]), {}],
    ['a Set', new Set([1]), {}],
    ['a RegExp', /x/, {}],
    ['an Error', new TypeError('x'), {}],
    ['holes', new Array(2), [undefined, undefined]],
    ['boxed values', [Object(1), Object('x'), Object(true)], [1, 'x', true]],
    [
      'an instance',
      new (class Point {
        x = 1;
      })(),
      { x: 1 },
    ],
    ['a typed array', new Uint8Array([7, 8]), { 0: 7, 1: 8 }],
    [
      'an object with toJSON',
      {
        a: 1,
        get toJSON() {
          return undefined;
        },
      },
      { a: 1, toJSON: undefined },
    ],
    [
      'the same object twice',
      (() => {
        const a = { x: 1 };
        return [a, a];
      })(),
      [{ x: 1 }, { x: 1 }],
    ],
  ])('reduces %s to data', (_name, value, expected) => {
    expect(roundTrip(value)).toEqual(expected);
  });

  it('keeps an invalid date a date', () => {
    expect(roundTrip(new Date(Number.NaN))).toEqual(new Date(Number.NaN));
  });

  const cyclic: unknown[] = [];
  cyclic.push([cyclic]);
  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'DataCloneError'],
    ['a function inside', { a: [() => 1] }, 'DataCloneError'],
    ['a symbol', Symbol('a'), 'DataCloneError'],
    ['a promise', { a: Promise.resolve(1) }, 'DataCloneError'],
    ['a WeakMap', new WeakMap(), 'DataCloneError'],
    ['a cycle', cyclic, 'DataCloneError'],
    ['too deep a structure', nested(201), 'LimitError'],
  ])('refuses %s', (_name, value, name) => {
    expect(() => codec.encode(value)).toThrowError(expect.objectContaining({ name }));
  });

  it.each<[string, unknown]>([
    ['one long text', 'x'.repeat(101)],
    ['many items', new Array(60).fill(1)],
    ['a long sparse array', new Array(1e6)],
    ['keys', { ['k'.repeat(101)]: 1 }],
  ])('stops at the limit: %s', (_name, value) => {
    expect(() => codec.encode(value, 100)).toThrowError(expect.objectContaining({ name: 'LimitError' }));
  });

  it.each(['"~x"', '{', '"~iabc"', `${'['.repeat(300)}"~u"${']'.repeat(300)}`])('refuses foreign text %#', (text) => {
    expect(() => codec.decode(text)).toThrowError();
  });
});

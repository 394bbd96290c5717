import { describe, expect, it } from 'vitest';
import { createCodec } from './codec.ts';
import { createIntlHost } from './intl-host.ts';

const codec = createCodec();
const ask = createIntlHost(codec);
const answer = (request: unknown): unknown => codec.decode(ask(codec.encode(request)));

describe('the host of Intl', () => {
  it('answers with a value', () => {
    expect(answer(['NumberFormat', 'format', ['de-DE', undefined], [1234.5]])).toEqual({ value: '1.234,5' });
    expect(answer(['NumberFormat', 'new', ['de-DE', undefined], []])).toEqual({ value: undefined });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['too short a list', ['NumberFormat', 'format']],
    ['no recipe', ['NumberFormat', 'format', 'x', []]],
    ['no parameters', ['NumberFormat', 'format', [], 'x']],
    ['a class that is not listed', ['Locale', 'new', ['en'], []]],
    ['an inherited class', ['constructor', 'new', ['en'], []]],
    ['a method that is not listed', ['NumberFormat', 'toString', ['en'], []]],
    ['an inherited method', ['NumberFormat', 'constructor', ['en'], ['return process']]],
    ['a property of the prototype', ['DateTimeFormat', '__proto__', ['en'], []]],
    ['a method of dates that is not listed', ['Date', 'constructor', ['en'], [0]]],
    ['a date that is none', ['Date', 'toString', [], ['x']]],
    ['a text method that is not listed', ['String', 'repeat', [5], ['x']]],
    ['a text that is none', ['String', 'toLocaleUpperCase', ['en'], [5]]],
    ['a function that is not listed', ['Intl', 'eval', [], ['1']]],
    ['languages of a class that is not listed', ['Intl', 'supportedLocalesOf', [], ['constructor', 'en']]],
  ])('refuses %s', (_name, request) => {
    expect(answer(request)).toEqual({ name: 'TypeError', message: expect.any(String) });
  });

  it.each(['', '{', '"~x"', `"${'x'.repeat(1_000_000)}"`])('refuses foreign or long text %#', (text) => {
    expect(codec.decode(ask(text))).toEqual({ name: expect.any(String), message: expect.any(String) });
  });

  it('keeps working with more formatters than it remembers', () => {
    for (let i = 0; i < 300; i += 1) {
      const recipe = ['en', { minimumFractionDigits: i % 20, minimumIntegerDigits: 1 + (i % 15) }];
      expect(answer(['NumberFormat', 'format', recipe, [0]])).toHaveProperty('value');
    }
  });
});

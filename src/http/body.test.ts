import { describe, expect, it } from 'vitest';
import { parseBody } from './body.ts';

describe('parseBody', () => {
  it.each([
    ['nothing', '', 'application/json', undefined],
    ['blanks', ' \r\n\t', 'application/json', undefined],
    ['JSON', '{"a":1}', 'application/json', { a: 1 }],
    ['JSON with a charset', '{"a":1}', 'application/json; charset=utf-8', { a: 1 }],
    ['JSON without a type', '{"a":1}', '', { a: 1 }],
    ['JSON behind a byte order mark', '\uFEFF{"a":1}', 'application/json', { a: 1 }],
    ['JSON as text', '{"a":1}', 'text/plain', { a: 1 }],
    ['JSON as something else', '[1]', 'application/octet-stream', [1]],
    ['text as text', 'hello', 'text/plain; charset=utf-8', 'hello'],
    ['text without a type', 'hello', '', 'hello'],
    ['a form', 'a=1&b=x+y&b=z', 'application/x-www-form-urlencoded', { a: '1', b: 'z' }],
    [
      'a form of browsers',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
      'Multipart/form-data; boundary=x',
      { a: '1' },
    ],
    ['a form that looks like JSON', '{"a":1}', 'Application/X-WWW-Form-Urlencoded', { '{"a":1}': '' }],
  ])('%s', (_, body, type, value) => expect(parseBody(body, type)).toEqual(value));

  it.each([
    ['{', 'application/json'],
    ['hello', 'application/json'],
    ['<a/>', 'text/xml'],
  ])('%j as %s is malformed', (body, type) => {
    expect(() => parseBody(body, type)).toThrow(expect.objectContaining({ id: 'malformedRequest' }));
  });

  it.each([
    ['values', `[${'1,'.repeat(20_000)}1]`, 'application/json'],
    ['fields', 'a&'.repeat(1000), 'application/x-www-form-urlencoded'],
  ])('more %s than allowed are refused before they are read', (_, body, type) => {
    expect(() => parseBody(body, type)).toThrow(expect.objectContaining({ id: 'invalidInput' }));
    expect(parseBody(body.replace(/1,|a&/, ''), type)).toBeTypeOf('object');
  });

  it('the name __proto__ is one like any other', () => {
    expect(Object.keys(parseBody('{"__proto__":1}', '') as object)).toEqual(['__proto__']);
    expect(Object.keys(parseBody('__proto__=1', 'application/x-www-form-urlencoded') as object)).toEqual(['__proto__']);
  });
});

import { describe, expect, it } from 'vitest';
import { encodeBody, type RequestBody } from './request-body.ts';

const json = (text: string): RequestBody => ({ kind: 'json', text, value: JSON.parse(text) });
const plain = (text: string): RequestBody => ({ kind: 'text', text });
const form = 'application/x-www-form-urlencoded; charset=utf-8';

describe('encodeBody', () => {
  it.each<[body: RequestBody | undefined, contentType: string | undefined, sent: unknown]>([
    [undefined, undefined, undefined],
    [json('{"a": 1}'), undefined, { text: '{"a": 1}', contentType: 'application/json' }],
    [json('{"a":1}'), 'application/vnd.api+json', { text: '{"a":1}' }],
    [json('[1]'), undefined, { text: '[1]', contentType: 'application/json' }],
    [json('"text"'), undefined, { text: '"text"', contentType: 'application/json' }],
    [json('0'), undefined, undefined],
    [json('false'), undefined, undefined],
    [json('null'), undefined, undefined],
    [json('""'), undefined, undefined],
    [json('{}'), undefined, { text: '{}', contentType: 'application/json' }],
    [plain('a=1'), undefined, { text: 'a=1' }],
    [plain(''), undefined, undefined],
    [plain('a=1'), form, { text: 'a=1' }],
    [
      json('{"a":"x y","b":2,"c":null,"d":[1,2],"e":{"f":1}}'),
      form,
      { text: 'a=x+y&b=2&c=null&d=1%2C2&e=%7B%22f%22%3A1%7D' },
    ],
    [json('["x"]'), 'APPLICATION/X-WWW-FORM-URLENCODED', { text: '0=x' }],
    [json('12'), form, { text: '12' }],
  ])('%j under content type %s', (body, contentType, sent) => {
    expect(encodeBody(body, contentType)).toEqual(sent);
  });
});

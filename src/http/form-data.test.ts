import { describe, expect, it } from 'vitest';
import { mostNames } from './body-limits.ts';
import { parseFormData } from './form-data.ts';

const type = 'multipart/form-data; boundary=x-1';
const part = (head: string, value: string) => `--x-1\r\n${head}\r\n\r\n${value}\r\n`;
const field = (name: string, value: string) => part(`Content-Disposition: form-data; name="${name}"`, value);
const end = '--x-1--\r\n';

describe('parseFormData', () => {
  it.each([
    ['a field', field('message', 'hi'), { message: 'hi' }],
    ['nothing', '', {}],
    ['an empty value', field('message', ''), { message: '' }],
    ['lines', field('message', 'a\r\n\r\nb\n'), { message: 'a\r\n\r\nb\n' }],
    ['dashes', field('message', '--x\r\n--x-\r\n-'), { message: '--x\r\n--x-\r\n-' }],
    ['a name that comes again', field('a', '1') + field('b', '2') + field('a', '3'), { a: '3', b: '2' }],
    ['the name __proto__', field('__proto__', '1'), JSON.parse('{"__proto__":"1"}')],
    ['a name with a quote and a line', field('a%22%0D%0Ab%41', '1'), { 'a"\r\nb%41': '1' }],
    ['a name without quotes', part('content-disposition:form-data;name=a', '1'), { a: '1' }],
    [
      'other headers',
      part('Content-Type: text/plain; name="b"\r\nContent-Disposition: form-data; name="a"\r\nX: y', '1'),
      { a: '1' },
    ],
    ['words before the first part', `for nobody\r\n${field('a', '1')}`, { a: '1' }],
  ])('%s', (_, body, expected) => {
    const read = parseFormData(body + end, type);
    expect(Object.entries(read)).toEqual(Object.entries(expected));
    expect(parseFormData(body + end, 'Multipart/Form-Data; charset=utf-8; Boundary="x-1"')).toEqual(read);
  });

  it('reads what a browser sends', async () => {
    const form = new FormData();
    form.append('message', 'hi "you"');
    form.append('näme "q"', 'wörld');
    const sent = new Response(form);
    expect(parseFormData(await sent.text(), sent.headers.get('content-type') ?? '')).toEqual({
      message: 'hi "you"',
      'näme "q"': 'wörld',
    });
  });

  it.each([
    ['no boundary', field('a', '1') + end, 'multipart/form-data'],
    ['another boundary', field('a', '1') + end, 'multipart/form-data; boundary=y'],
    ['no end', field('a', '1'), type],
    ['no head', `--x-1\r\nhi\r\n${end}`, type],
    ['no name', part('Content-Disposition: form-data', '1') + end, type],
    ['no disposition', part('X: form-data; name="a"', '1') + end, type],
    [
      'a head that is too long',
      part(`X: ${'y'.repeat(8192)}\r\nContent-Disposition: form-data; name="a"`, '1') + end,
      type,
    ],
    ['words after a boundary', `--x-1 words\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n${end}`, type],
  ])('%s is malformed', (_, body, contentType) => {
    expect(() => parseFormData(body, contentType)).toThrow(expect.objectContaining({ id: 'malformedRequest' }));
  });

  it('refuses files in words', () => {
    const file = part('Content-Disposition: form-data; name="photo"; filename="a.png"\r\nContent-Type: image/png', 'x');
    const data = {
      issues: [{ code: 'custom', path: ['photo'], message: expect.stringContaining('generate-upload-url') }],
    };
    expect(() => parseFormData(file + end, type)).toThrow(expect.objectContaining({ id: 'invalidInput', data }));
  });

  it('counts fields before it reads them', () => {
    expect(Object.keys(parseFormData(field('a', '1').repeat(mostNames) + end, type))).toEqual(['a']);
    const data = { issues: [expect.objectContaining({ code: 'too_big' })] };
    for (const ending of [end, '']) {
      expect(() => parseFormData(field('a', '1').repeat(mostNames + 1) + ending, type)).toThrow(
        expect.objectContaining({ id: 'invalidInput', data }),
      );
    }
  });
});

import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { fileOfForm, isFormInParts } from './form-file.ts';

const request = { headers: { 'content-type': 'multipart/form-data; boundary=x-1' } } as FastifyRequest;
const part = (head: string, content: string) =>
  `--x-1\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
const file = (name: string, content: string) => part(`name="${name}"; filename="a.txt"`, content);
const field = (name: string, content: string) => part(`name="${name}"`, content);
const end = '--x-1--\r\n';

/** What is read of a form that arrives in the given chunks, and how many of them were asked for. */
async function read(chunks: readonly string[]): Promise<{ content: string; asked: number; error?: string }> {
  let asked = 0;
  let content = '';
  async function* body() {
    for (const chunk of chunks) {
      asked++;
      yield Buffer.from(chunk);
    }
  }
  try {
    for await (const piece of fileOfForm(request, body())) content += Buffer.from(piece).toString();
    return { content, asked };
  } catch (error) {
    return { content, asked, error: (error as Error).message };
  }
}

describe('fileOfForm', () => {
  it.each([
    ['one file', file('file', 'hello') + end, 'hello'],
    ['the first of several of that name', file('file', 'a') + file('file', 'b') + end, 'a'],
    ['among fields and other files', field('a', '1') + file('b', '2') + file('file', 'c') + field('d', '4') + end, 'c'],
    ['an empty one', file('file', '') + end, ''],
    ['none', field('file', 'text') + end, ''],
    ['with what looks like a boundary', file('file', '--x-2\r\n--x-\r\n') + end, '--x-2\r\n--x-\r\n'],
  ])('gives the bytes: %s', async (_, form, content) => {
    expect(await read([form])).toEqual({ content, asked: 1 });
    expect(await read([...form])).toEqual({ content, asked: form.length });
  });

  it.each([
    ['breaks off in the file', file('file', 'hel'), 'hel'],
    ['breaks off between parts', `${file('file', 'hello')}--x-1\r\n`, 'hello'],
    ['is none', 'hello', ''],
    ['is empty', '', ''],
  ])('refuses a form that %s', async (_, form, content) => {
    const { error, ...rest } = await read([form]);
    expect({ ...rest, hasError: error !== undefined }).toEqual({ content, asked: 1, hasError: true });
  });

  it('asks for nothing more once there are too many parts', async () => {
    const chunk = field('a', '1').repeat(60);
    expect(await read(Array.from({ length: 50 }, () => chunk))).toEqual({
      content: '',
      asked: 2,
      error: 'a form of more than 100 parts',
    });
  });
});

describe('isFormInParts', () => {
  it.each([
    ['multipart/form-data; boundary=x', true],
    ['Multipart/Form-Data;boundary=x', true],
    ['multipart/form-data', true],
    ['multipart/form-data-x', false],
    ['text/plain; a=multipart/form-data', false],
    [undefined, false],
  ])('%s: %s', (type, expected) => {
    expect(isFormInParts({ headers: { 'content-type': type } } as FastifyRequest)).toBe(expected);
  });
});

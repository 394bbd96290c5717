import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeTokens, isSingleReference, parseTemplate, referenceTokens, uniqueReference } from './template.ts';

/** Tokens as they stand in the text, code marked with a leading `=`. */
function tokens(text: string): string[] {
  return parseTemplate(text).tokens.map(
    ({ kind, start, end, content }) => `${start}-${end} ${kind === 'code' ? '=' : ''}${content}`,
  );
}

describe('parseTemplate', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['plain', []],
    ['{{}}', []],
    ['{{Name', []],
    ['{{Na{me}}', []],
    ['{{==}}', ['0-6 ==']],
    ['Hi {{Name}}!', ['3-11 Name']],
    ['{{ Name }}', ['0-10  Name ']],
    ['{{a\nb}}', ['0-7 a\nb']],
    ['{{{X}}}', ['1-6 X']],
    ['{{{{X}}}}', ['2-7 X']],
    ['{{A}}{{B}}', ['0-5 A', '5-10 B']],
    ['{{é "q" 1.2 😀}}', ['0-16 é "q" 1.2 😀']],
    ['{{= 1 =}}', ['0-9 = 1 ']],
    ['{{=1=}} {{=2=}}', ['0-7 =1', '8-15 =2']],
    ['{{={{A}}+1=}}', ['0-13 ={{A}}+1']],
    ['{{A}}{{=1=}}{{B}}', ['0-5 A', '5-12 =1', '12-17 B']],
    ['{{=\n1=}}', ['0-8 =\n1=']],
  ])('%j', (text, expected) => expect(tokens(text)).toEqual(expected));

  it.each([
    ['{{A}}', false],
    ['{{=1=}}', true],
    ['{{=\n1=}}', false],
  ])('%j has code: %s', (text, hasCode) => expect(parseTemplate(text)).toMatchObject({ text, hasCode }));
});

it('codeTokens and referenceTokens overlap where code refers to a variable', () => {
  const text = '{{={{A}}=}}';
  expect(codeTokens(text)).toEqual([{ kind: 'code', start: 0, end: 11, content: '{{A}}' }]);
  expect(referenceTokens(text)).toEqual([{ kind: 'reference', start: 3, end: 8, content: 'A' }]);
});

describe('isSingleReference', () => {
  it.each([
    ['{{Name}}', true],
    ['{{= 1+1 =}}', true],
    ['{{}}', true],
    ['{{{A}}}', true],
    ['{{A}}{{B}}', false],
    ['{{={{A}}=}}', false],
    [' {{A}}', false],
    ['{{A}}.', false],
    ['', false],
  ])('%j: %s', (text, expected) => expect(isSingleReference(text)).toBe(expected));
});

describe('uniqueReference', () => {
  it.each([
    ['{{Name}}', 'Name'],
    ['{{ Name }}', ' Name '],
    ['{{A}}{{B}}', 'A}}{{B'],
    ['{{}}', undefined],
    ['{{A}} ', undefined],
    ['A', undefined],
  ])('%j: %j', (text, expected) => expect(uniqueReference(text)).toBe(expected));
});

it('codeTokens finds what a pattern would', () => {
  const parts = fc.constantFrom('{{=', '=}}', '{', '}', '=', '\n', '\u2028', 'a', '{{A}}');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 14 }), (list) => {
      const text = list.join('');
      const found = Array.from(text.matchAll(/\{\{=(.+?)=\}\}/g), ({ 0: whole, 1: content, index }) => ({
        kind: 'code',
        start: index,
        end: index + whole.length,
        content,
      }));
      expect(codeTokens(text)).toEqual(found);
    }),
  );
});

it.each([
  ['beginnings', '{{='.repeat(300_000), 0],
  ['beginnings in lines of their own', `${'{{=\n'.repeat(300_000)}=}}`, 0],
  ['codes in one line', '{{=1=}}'.repeat(100_000), 100_000],
])('codeTokens goes through a long text of %s once', (_name, text, count) => {
  expect(codeTokens(text)).toHaveLength(count);
});

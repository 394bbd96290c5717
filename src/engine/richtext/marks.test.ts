import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import type { RichTextNode } from './nodes.ts';
import { toMarkdown } from './to-markdown.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const link = (text: string) => ({ type: 'a', url: 'u', children: [leaf(text)] });
const bold = { bold: true };
const italic = { italic: true };
const underline = { underline: true };
const code = { code: true };

function textOf(node: Nodes): string {
  if (node.type === 'html') return '';
  return 'value' in node ? node.value : 'children' in node ? node.children.map(textOf).join('') : '';
}

function strongTexts(node: Nodes): string[] {
  if (node.type === 'strong') return [textOf(node)];
  return 'children' in node ? node.children.flatMap(strongTexts) : [];
}

describe('bold, as a CommonMark reader sees it', () => {
  it.each<[string, RichTextNode[], string, string[]]>([
    ['before a blank', [leaf('a:', bold), leaf(' b')], '**a:** b', ['a:']],
    ['with a blank of its own', [leaf('a: ', bold), leaf('b')], '**a:** b', ['a:']],
    ['before punctuation', [leaf('a:', bold), leaf('-b')], '**a:**-b', ['a:']],
    ['before a word', [leaf('a', bold), leaf('b')], '**a**b', ['a']],
    ['punctuation before a word', [leaf('a:', bold), leaf('b')], '**a**:b', ['a']],
    ['punctuation before a number', [leaf('Total!!:', bold), leaf('5')], '**Total!!**:5', ['Total!!']],
    ['punctuation after a word', [leaf('a'), leaf('"b"', bold)], 'a"**b"**', ['b"']],
    ['punctuation on both sides', [leaf('a'), leaf('(b)', bold), leaf('c')], 'a(**b**)c', ['b']],
    ['a blank before the punctuation', [leaf('a :', bold), leaf('b')], '**a** :b', ['a']],
    ['nothing but punctuation', [leaf('a'), leaf('!', bold), leaf('b')], 'a!b', []],
    ['a symbol', [leaf('5€', bold), leaf('b')], '**5**€b', ['5']],
    ['a pictograph', [leaf('a🎉', bold), leaf('b')], '**a**🎉b', ['a']],
    ['before a symbol', [leaf('a:', bold), leaf('€')], '**a**:€', ['a']],
    ['letters of other scripts', [leaf('итог:', bold), leaf('пять')], '**итог**:пять', ['итог']],
    ['before code', [leaf('a:', bold), leaf('b', code)], '**a:**`b`', ['a:']],
    ['before a link', [leaf('a:', bold), link('b')], '**a:**[b](u)', ['a:']],
    ['before italic', [leaf('a:', bold), leaf('b', italic)], '**a:**_b_', ['a:']],
    ['code before a word', [leaf('a', { ...bold, ...code }), leaf('b')], '`a`b', []],
    ['code before a blank', [leaf('a', { ...bold, ...code }), leaf(' b')], '**`a`** b', ['a']],
    [
      'text and code before a word',
      [leaf('a ', bold), leaf('b', { ...bold, ...code }), leaf('c')],
      '**a** `b`c',
      ['a'],
    ],
    ['italic before a word', [leaf('a', { ...bold, ...italic }), leaf('b')], '**a**b', ['a']],
    [
      'italic at its end before a word',
      [leaf('a', bold), leaf('b', { ...bold, ...italic }), leaf('c')],
      '**ab**c',
      ['ab'],
    ],
    [
      'italic at its start after a word',
      [leaf('c'), leaf('a', { ...bold, ...italic }), leaf('b', bold)],
      'c**ab**',
      ['ab'],
    ],
    ['underlined before a word', [leaf('a', { ...bold, ...underline }), leaf('b')], '<u>**a**</u>b', ['a']],
    ['underlined at its end', [leaf('a', bold), leaf('b', { ...bold, ...underline }), leaf('c')], '**ab**c', ['ab']],
    ['over a blank line', [leaf('a\n\nb', bold)], '**a**\n\n**b**', ['a', 'b']],
    ['over entries', [leaf('- a\n- b\n3. c\nd', bold)], '**- a**\n**- b**\n**3. c\nd**', ['- a', '- b', '3. c\nd']],
    ['before a hard break', [leaf('a', bold), leaf('\n', bold), leaf('b')], '**a**\\\nb', ['a']],
    ['around an empty text', [leaf('a', bold), leaf(''), leaf('b', bold)], '**ab**', ['ab']],
  ])('%s', (_case, children, markdown, strong) => {
    expect(toMarkdown([{ type: 'p', children }], 'commonmark')).toBe(markdown);
    expect(strongTexts(fromMarkdown(markdown))).toEqual(strong);
  });
});

describe('other marks', () => {
  it.each<[string, RichTextNode[], string]>([
    ['italic with punctuation before a word', [leaf('a:', italic), leaf('b')], '_a_:b'],
    ['struck with punctuation before a word', [leaf('a:', { strikethrough: true }), leaf('b')], '~~a~~:b'],
    ['underlined with punctuation before a word', [leaf('a:', underline), leaf('b')], '<u>a:</u>b'],
    ['italic between digits stays as it is', [leaf('5'), leaf('3', italic), leaf('2')], '5_3_2'],
  ])('%s', (_case, children, markdown) => {
    expect(toMarkdown([{ type: 'p', children }], 'commonmark')).toBe(markdown);
  });

  it('stay where they are for messaging apps', () => {
    const children = [leaf('a:', bold), leaf('b')];
    expect(toMarkdown([{ type: 'p', children }], 'messaging')).toBe('*a:*b');
  });
});

import { describe, expect, it } from 'vitest';
import { paragraph, type RichTextNode } from '../../engine/richtext/nodes.ts';
import { lettersOf, plainText, splitStyled, styledText } from './styled-text.ts';

const styled = (...richText: RichTextNode[]) => styledText({ type: 'richText', richText });
const link = (url: string, ...texts: readonly string[]): RichTextNode => ({
  type: 'p',
  children: [{ type: 'a', url, children: texts.map((text, index) => ({ text, bold: index % 2 === 1 })) }],
});
const list = (type: 'ul' | 'ol', ...items: readonly RichTextNode[][]): RichTextNode => ({
  type,
  children: items.map((children) => ({ type: 'li', children })),
});

describe('the text of a bubble', () => {
  it.each<[string, RichTextNode[], string]>([
    ['lines', [paragraph('a'), paragraph(''), paragraph('b')], 'a\n\nb'],
    ['empty lines at its edges', [paragraph(''), paragraph(' a '), paragraph('')], ' a'],
    ['a list', [list('ul', [paragraph('a')], [paragraph('b')])], '• a\n• b'],
    ['a numbered list', [list('ol', [paragraph('a')], [paragraph('b'), paragraph('c')])], '1. a\n2. b\n   c'],
    ['a list in a list', [list('ul', [paragraph('a'), list('ol', [paragraph('b')])])], '• a\n  1. b'],
    ['a link', [link('https://a.example', 'Shop')], 'Shop (https://a.example)'],
    ['a link in pieces', [link('https://a.example', 'The ', 'shop')], 'The shop (https://a.example)'],
    ['a bare address', [link('https://a.example', 'https://a.example')], 'https://a.example'],
    ['a link without text', [link('https://a.example')], 'https://a.example'],
    ['signs that are marks elsewhere', [paragraph('Dial *123# now'), paragraph('#sale')], 'Dial *123# now\n#sale'],
    ['a rule', [{ type: 'hr', children: [] }], '———'],
  ])('%s', (_name, nodes, expected) => expect(plainText(styled(...nodes))).toBe(expected));

  it('has each mark once', () =>
    expect(styled({ type: 'h1', children: [{ text: 'Hi ' }, { text: 'Ada', bold: true, italic: true }] })).toEqual([
      { text: 'Hi ', marks: { bold: true } },
      { text: 'Ada', marks: { bold: true, italic: true } },
    ]));

  it('that is Markdown stays as it is', () =>
    expect(styledText({ type: 'markdown', markdown: '**a**' })).toEqual([{ text: '**a**', marks: {} }]));
});

describe('splitting', () => {
  it('keeps the marks of each part', () => {
    const text = styled({ type: 'p', children: [{ text: 'one ' }, { text: 'two three', bold: true }] });
    expect(splitStyled(text, 8)).toEqual([
      [
        { text: 'one ', marks: {} },
        { text: 'two', marks: { bold: true } },
      ],
      [{ text: 'three', marks: { bold: true } }],
    ]);
  });

  it('makes nothing of nothing', () => expect(splitStyled(styled(paragraph('  ')), 8)).toEqual([]));

  it('loses no letter of a text that repeats itself', () => {
    const text = styled(paragraph('aba aba aba aba'));
    expect(splitStyled(text, 5).map(lettersOf)).toEqual(['aba', 'aba', 'aba', 'aba']);
  });
});

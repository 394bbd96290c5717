import { describe, expect, it } from 'vitest';
import { maxTreeDepth, paragraph as p, type RichTextNode } from './nodes.ts';
import { toHtml, toPlainText } from './to-html.ts';
import { toMarkdown } from './to-markdown.ts';

const entry = (text: string, listStyleType: string, indent: unknown = 1, listStart?: unknown): RichTextNode => ({
  ...p(text),
  ...{ indent, listStyleType, listStart },
});

describe('indented paragraphs', () => {
  it.each<[string, RichTextNode[], string, string, string]>([
    ['bullets', [entry('a', 'disc'), entry('b', 'disc')], '* a\n* b', '- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['other bullets', [entry('a', 'square')], '* a', '- a', '<ul><li>a</li></ul>'],
    [
      'numbers',
      [entry('a', 'decimal'), entry('b', 'decimal', 1, 2)],
      '1. a\n2. b',
      '1. a\n2. b',
      '<ol><li>a</li><li>b</li></ol>',
    ],
    [
      'numbers without starts',
      [entry('a', 'decimal'), entry('b', 'decimal')],
      '1. a\n2. b',
      '1. a\n2. b',
      '<ol><li>a</li><li>b</li></ol>',
    ],
    ['numbers from three', [entry('a', 'decimal', 1, 3)], '3. a', '3. a', '<ol start="3"><li>a</li></ol>'],
    ['number zero', [entry('a', 'decimal', 1, 0)], '0. a', '0. a', '<ol start="0"><li>a</li></ol>'],
    ['letters', [entry('a', 'lower-alpha')], '1. a', '1. a', '<ol><li>a</li></ol>'],
    [
      'nested',
      [entry('a', 'decimal'), entry('b', 'disc', 2), entry('c', 'disc', 3), entry('d', 'decimal', 1, 2)],
      '1. a\n   * b\n     * c\n2. d',
      '1. a\n   - b\n     - c\n2. d',
      '<ol><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ol>',
    ],
    [
      'first one deep',
      [entry('a', 'disc', 2), entry('b', 'disc')],
      '* a\n\n- b',
      '- a\n- b',
      '<ul><li>a</li></ul><ul><li>b</li></ul>',
    ],
    [
      'a number that does not follow',
      [entry('a', 'decimal'), entry('b', 'decimal', 1, 5)],
      '1. a\n\n5) b',
      '1. a\n5. b',
      '<ol><li>a</li></ol><ol start="5"><li>b</li></ol>',
    ],
    [
      'two kinds',
      [entry('a', 'decimal'), entry('b', 'disc')],
      '1. a\n\n* b',
      '1. a\n- b',
      '<ol><li>a</li></ol><ul><li>b</li></ul>',
    ],
    [
      'among lines',
      [p('x'), entry('a', 'disc'), p('y'), entry('b', 'disc')],
      'x\n* a\ny\n* b',
      'x\n- a\ny\n- b',
      '<div>x</div><ul><li>a</li></ul><div>y</div><ul><li>b</li></ul>',
    ],
    ['indented text', [{ ...p('a'), indent: 1 }], 'a', 'a', '<div>a</div>'],
    [
      'odd figures',
      [entry('a', 'decimal', 'x', -1), entry('b', 'decimal', -3, 1.5)],
      '1. a\n2. b',
      '1. a\n2. b',
      '<ol><li>a</li><li>b</li></ol>',
    ],
    ['empty entry', [entry('', 'disc')], '*', '-', '<ul><li></li></ul>'],
    [
      'no marker',
      [
        { ...p('a'), listStyleType: '' },
        { ...p('b'), listStyleType: 5 },
      ],
      'a\nb',
      'a\nb',
      '<div>a</div><div>b</div>',
    ],
  ])('%s', (_case, tree, markdown, plain, html) => {
    expect(toMarkdown(tree, 'commonmark')).toBe(markdown);
    expect(toMarkdown(tree, 'messaging')).toBe(markdown);
    expect(toPlainText(tree)).toBe(plain);
    expect(toHtml(tree)).toBe(html);
  });

  it('nest no deeper than a tree may', () => {
    const tree = Array.from({ length: 5000 }, (_, index) => entry('a', 'disc', index + 1));
    expect(toHtml(tree).match(/<ul>/g)).toHaveLength(maxTreeDepth);
  });
});

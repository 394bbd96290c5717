import { describe, expect, it } from 'vitest';
import { paragraph as p, type RichTextNode } from './nodes.ts';
import { toMarkdown } from './to-markdown.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const line = (...children: RichTextNode[]) => node('p', ...children);
const a = (url: string | undefined, ...children: RichTextNode[]) => ({
  type: 'a',
  ...(url === undefined ? {} : { url }),
  children,
});
const img = (url: string, alt: string) => ({ type: 'img', url, caption: [leaf(alt)], children: [leaf('')] });
const list = (type: 'ul' | 'ol', ...texts: string[]) =>
  node(type, ...texts.map((text) => node('li', node('lic', leaf(text)))));
const nested = (type: 'ul' | 'ol', text: string, inner: RichTextNode) =>
  node(type, node('li', node('lic', leaf(text)), inner));
const code = (lang: string | undefined, ...lines: string[]) => ({
  ...node('code_block', ...lines.map((text) => node('code_line', leaf(text)))),
  lang,
});
const bold = { bold: true };
const italic = { italic: true };
const underline = { underline: true };
const strike = { strikethrough: true };

describe('nodes', () => {
  it.each<[string, RichTextNode, string, string]>([
    [
      'text',
      p('1. * _ # < & [x](y) `t` \\ ~~s~~ [buttons]'),
      '1. * _ # < & [x](y) `t` \\ ~~s~~ [buttons]',
      '1. * _ # < & [x](y) `t` \\ ~~s~~ [buttons]',
    ],
    ['bold', line(leaf('x', bold)), '**x**', '*x*'],
    ['italic', line(leaf('x', italic)), '_x_', '_x_'],
    ['underline', line(leaf('x', underline)), '<u>x</u>', 'x'],
    ['bold italic', line(leaf('x', { ...bold, ...italic })), '_**x**_', '_*x*_'],
    ['bold underline', line(leaf('x', { ...bold, ...underline })), '**<u>x</u>**', '*x*'],
    ['all three', line(leaf('x', { ...bold, ...italic, ...underline })), '_**<u>x</u>**_', '_*x*_'],
    ['code', line(leaf('x', { code: true })), '`x`', '`x`'],
    ['code with backticks', line(leaf('a`', { code: true })), '`` a` ``', '`` a` ``'],
    ['bold code', line(leaf('x', { code: true, ...bold })), '**`x`**', '*`x`*'],
    ['strikethrough', line(leaf('x', strike)), '~~x~~', '~x~'],
    ['link', a('http://u_(1)', leaf('t')), '[t](http://u_(1))', 't (http://u_(1))'],
    ['link with marks', a('u', leaf('t', bold), leaf(' x')), '[**t** x](u)', '*t* x (u)'],
    ['link with an image', a('u', leaf(''), img('i', 'alt')), 'u', 'u'],
    ['link without text', a('u', leaf('')), 'u', 'u'],
    ['link without address', a(undefined, leaf('t')), 't', 't'],
    ['link with an empty address', a('', leaf('t')), 't', 't'],
    ['link that is its address', a('u', leaf('u')), '[u](u)', 'u'],
    ['paragraph', line(leaf('a '), a('u', leaf('t')), leaf(' b')), 'a [t](u) b', 'a t (u) b'],
    ['newline in a text', p('a\nb'), 'a\nb', 'a\nb'],
    ['hard break', line(leaf('a'), leaf('\n'), leaf('b')), 'a\\\nb', 'a\\\nb'],
    ['hard break before a link', line(leaf('a'), leaf('\n'), a('u', leaf('t'))), 'a\\\n[t](u)', 'a\\\nt (u)'],
    ['blank line in a sentence', line(leaf('a'), leaf('\n\n'), leaf('b')), 'a\n\nb', 'a\n\nb'],
    ['heading 1', node('h1', leaf('T')), '# T', '*T*'],
    ['heading 6', node('h6', leaf('T '), leaf('x', bold)), '###### T **x**', '*T x*'],
    ['heading with a newline', node('h2', leaf('a\nb')), '## a b', '*a*\n*b*'],
    ['quote', node('blockquote', leaf('q')), '> q', '> q'],
    [
      'quote of paragraphs',
      node('blockquote', leaf('a'), leaf('\n'), leaf('\n'), leaf('b')),
      '> a\n>\n> b',
      '> a\n>\n> b',
    ],
    ['quoted list', node('blockquote', p('a'), list('ul', 'b', 'c')), '> a\n> * b\n> * c', '> a\n> * b\n> * c'],
    ['bullets', list('ul', 'a', 'b'), '* a\n* b', '* a\n* b'],
    ['numbers', list('ol', 'a', 'b'), '1. a\n2. b', '1. a\n2. b'],
    ['nested in bullets', nested('ul', 'a', list('ul', 'b')), '* a\n  * b', '* a\n  * b'],
    ['nested in numbers', nested('ol', 'a', list('ol', 'b')), '1. a\n   1. b', '1. a\n   1. b'],
    ['item with lines', list('ul', 'a\n\nb'), '* a\n\n  b', '* a\n\n  b'],
    ['empty item', list('ul', ''), '*', '*'],
    ['item without content', node('ul', node('li')), '*', '*'],
    ['rule', node('hr', leaf('')), '***', '***'],
    ['image', img('u', 'alt'), '![alt](u "alt")', '![alt](u "alt")'],
    ['image without alt', img('u', ''), '![](u)', '![](u)'],
    ['code block', code('js', 'x', '', 'y'), '```js\nx\n\ny\n```', '```js\nx\n\ny\n```'],
    ['code block with a fence', code(undefined, '```'), '````\n```\n````', '````\n```\n````'],
    ['colour', line(leaf('x', { color: '#f00' })), '<span style="color: #f00;">x</span>', 'x'],
    [
      'background',
      line(leaf('x', { backgroundColor: 'rgb(1, 2, 3)' })),
      '<span style="background-color: rgb(1, 2, 3);">x</span>',
      'x',
    ],
    ['colour that is markup', line(leaf('x', { color: '"><script>' })), 'x', 'x'],
    ['unknown element', node('variable', leaf('x')), 'x', 'x'],
    [
      'unknown element in a line',
      line(leaf('a '), node('mention', leaf('x', bold)), leaf(' b')),
      'a **x** b',
      'a *x* b',
    ],
    ['blocks in a line', line(leaf('a'), list('ul', 'b'), leaf('c')), 'a\n* b\nc', 'a\n* b\nc'],
    ['leaf at the top', leaf('x', bold), '**x**', '*x*'],
  ])('%s', (_case, tree, commonmark, messaging) => {
    expect(toMarkdown([tree], 'commonmark')).toBe(commonmark);
    expect(toMarkdown([tree], 'messaging')).toBe(messaging);
  });
});

describe('marks', () => {
  it.each<[string, RichTextNode[], string, string]>([
    ['blank at the end', [leaf('bold ', bold), leaf('x')], '**bold** x', '*bold* x'],
    ['blank at the start', [leaf('x'), leaf(' bold', bold)], 'x **bold**', 'x *bold*'],
    ['empty', [leaf('', bold), leaf('x')], 'x', 'x'],
    ['blanks only', [leaf('  ', bold), leaf('x')], '  x', '  x'],
    ['same marks', [leaf('a', bold), leaf('b', bold)], '**ab**', '*ab*'],
    ['same marks around a blank', [leaf('a', bold), leaf(' ', bold), leaf('b', bold)], '**a b**', '*a b*'],
    ['shared mark', [leaf('B', bold), leaf('o', { ...bold, ...italic }), leaf('b', bold)], '**B_o_b**', '*B_o_b*'],
    ['shared mark at the end', [leaf('a', italic), leaf('b', { ...bold, ...italic })], '_a**b**_', '_a*b*_'],
    [
      'overlapping marks',
      [leaf('a', bold), leaf('b', { ...bold, ...italic }), leaf('c', italic)],
      '**a_b_**_c_',
      '*a_b_*_c_',
    ],
    ['glued to words', [leaf('5'), leaf('3', italic), leaf('2')], '5_3_2', '5_3_2'],
    ['over lines', [leaf('a\nb ', bold)], '**a\nb** ', '*a*\n*b* '],
    [
      'two colours',
      [leaf('a', { color: 'red' }), leaf('b', { color: 'blue' })],
      '<span style="color: red;">a</span><span style="color: blue;">b</span>',
      'ab',
    ],
    ['around a link', [leaf('a', bold), a('u', leaf('t')), leaf('b', bold)], '**a**[t](u)**b**', '*a*t (u)*b*'],
  ])('%s', (_case, children, commonmark, messaging) => {
    expect(toMarkdown([line(...children)], 'commonmark')).toBe(commonmark);
    expect(toMarkdown([line(...children)], 'messaging')).toBe(messaging);
  });
});

describe('spacing', () => {
  const h1 = node('h1', leaf('T'));
  const hr = node('hr', leaf(''));
  it.each<[string, RichTextNode[], string]>([
    ['nothing', [], ''],
    ['blank line', [p('Hello'), p(''), p('World')], 'Hello\n\nWorld'],
    ['lines', [p('a'), p('b')], 'a\nb'],
    ['two blank lines', [p('y'), p(''), p(''), p('z')], 'y\n\n\nz'],
    ['list among lines', [p('x'), list('ul', 'a', 'b'), p('y')], 'x\n* a\n* b\ny'],
    ['list among blank lines', [p('x'), p(''), list('ul', 'a', 'b'), p(''), p('y')], 'x\n\n* a\n* b\n\ny'],
    ['heading and line', [h1, p('y')], '# T\ny'],
    ['heading and list', [h1, list('ul', 'a')], '# T\n\n* a'],
    ['heading and rule', [h1, hr], '# T\n\n***'],
    ['image and heading', [img('u', 'i'), h1], '![i](u "i")\n# T'],
    ['two lists', [list('ul', 'a'), list('ul', 'b')], '* a\n\n- b'],
    ['three lists', [list('ul', 'a'), list('ul', 'b'), list('ul', 'c')], '* a\n\n- b\n\n* c'],
    ['two numbered lists', [list('ol', 'a'), list('ol', 'b')], '1. a\n\n1) b'],
    ['lists of two kinds', [list('ol', 'a'), list('ul', 'b')], '1. a\n\n* b'],
    ['lists apart', [list('ul', 'a'), p(''), list('ul', 'b')], '* a\n\n* b'],
    ['blank line at the end', [p('y'), p('')], 'y'],
    ['two blank lines at the end', [p('y'), p(''), p('')], 'y\n'],
    ['blank line at the start', [p(''), p('y')], '\ny'],
    ['blank lines only', [p(''), p(''), p('')], ''],
    ['marked blank line', [line(leaf('', bold))], ''],
    ['paragraph without children', [p('a'), node('p'), p('b')], 'a\n\nb'],
    ['leaf before a paragraph', [leaf('x', bold), p('y')], '**x**\ny'],
    ['two leaves', [leaf('x', bold), leaf('y', bold)], '**x**\n**y**'],
    ['paragraph in a paragraph', [line(leaf('Hi '), p('x'))], 'Hi x'],
    ['paragraphs in a paragraph', [line(p('x'), p(''), p('y'))], 'x\n\ny'],
  ])('%s', (_case, tree, expected) => {
    expect(toMarkdown(tree, 'commonmark')).toBe(expected);
  });

  it('writes a whole message', () => {
    const tree = [
      line(leaf('bold', bold)),
      p(''),
      list('ol', 'One', 'Two'),
      list('ul', 'One'),
      line(leaf('italic', italic)),
      line(leaf('underlined', underline)),
    ];
    expect(toMarkdown(tree, 'messaging')).toBe('*bold*\n\n1. One\n2. Two\n\n* One\n_italic_\nunderlined');
  });
});

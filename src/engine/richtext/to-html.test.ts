import { describe, expect, it } from 'vitest';
import { paragraph as p, type RichTextNode } from './nodes.ts';
import { toHtml, toPlainText } from './to-html.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const line = (...children: RichTextNode[]) => node('p', ...children);
const a = (url: string | undefined, ...children: RichTextNode[]) => ({
  type: 'a',
  ...(url === undefined ? {} : { url }),
  children,
});
const item = (...children: RichTextNode[]) => node('li', ...children);
const lic = (text: string) => node('lic', leaf(text));
const linkTo = (href: string, text = 't') => `<div><a href="${href}" target="_blank">${text}</a></div>`;

it.each<[string, RichTextNode[], string, string]>([
  ['nothing', [], '', ''],
  ['lines', [p('a'), p('b')], '<div>a</div><div>b</div>', 'a\nb'],
  ['blank line', [p('a'), p(''), p('b')], '<div>a</div><div><br></div><div>b</div>', 'a\n\nb'],
  ['newline', [p('a\nb')], '<div>a<br>b</div>', 'a\nb'],
  ['bold', [line(leaf('x', { bold: true }))], '<div><strong>x</strong></div>', 'x'],
  ['italic', [line(leaf('x', { italic: true }))], '<div><em>x</em></div>', 'x'],
  ['underline', [line(leaf('x', { underline: true }))], '<div><u>x</u></div>', 'x'],
  [
    'all three',
    [line(leaf('x', { bold: true, italic: true, underline: true }))],
    '<div><strong><em><u>x</u></em></strong></div>',
    'x',
  ],
  [
    'strikethrough and code',
    [line(leaf('x', { strikethrough: true, code: true }))],
    '<div><s><code>x</code></s></div>',
    'x',
  ],
  ['marked empty text', [line(leaf('', { bold: true }))], '<div><br></div>', ''],
  [
    'markup in a text',
    [p('<b>"a" & \'b\'</b>')],
    '<div>&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;</div>',
    '<b>"a" & \'b\'</b>',
  ],
  [
    'link',
    [line(leaf('a '), a('https://u/?a=1&b="', leaf('t', { bold: true })))],
    '<div>a <a href="https://u/?a=1&amp;b=&quot;" target="_blank"><strong>t</strong></a></div>',
    'a t',
  ],
  ['link without text', [line(a('https://u', leaf('')))], linkTo('https://u', 'https://u'), 'https://u'],
  ['bullets', [node('ul', item(lic('a')), item(lic('b')))], '<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['numbers', [node('ol', item(lic('a')))], '<ol><li>a</li></ol>', '1. a'],
  [
    'nested list',
    [node('ul', item(lic('a'), node('ol', item(lic('b')))))],
    '<ul><li>a<ol><li>b</li></ol></li></ul>',
    '- a\n  1. b',
  ],
  ['item that is a paragraph', [node('ul', item(p('a')))], '<ul><li>a</li></ul>', '- a'],
  [
    'item that is a list',
    [node('ul', item(node('ul', item(lic('a')))))],
    '<ul><li><ul><li>a</li></ul></li></ul>',
    '- - a',
  ],
  ['empty item', [node('ul', item())], '<ul><li></li></ul>', '-'],
  ['heading', [node('h2', leaf('T <'))], '<h2>T &lt;</h2>', 'T <'],
  ['quote', [node('blockquote', leaf('q'))], '<blockquote><div>q</div></blockquote>', 'q'],
  [
    'code block',
    [node('code_block', node('code_line', leaf('<x>')), node('code_line', leaf('y')))],
    '<pre><code>&lt;x&gt;\ny</code></pre>',
    '<x>\ny',
  ],
  ['rule', [p('a'), node('hr', leaf('')), p('b')], '<div>a</div><hr><div>b</div>', 'a\nb'],
  [
    'image',
    [{ type: 'img', url: 'https://u"', caption: [leaf('a"')], children: [leaf('')] }],
    '<img src="https://u&quot;" alt="a&quot;">',
    'a"',
  ],
  ['image without caption', [{ type: 'img', url: 'javascript:x', children: [leaf('')] }], '<img src="#" alt="">', ''],
  ['leaf at the top', [leaf('x', { bold: true }), p('y')], '<div><strong>x</strong></div><div>y</div>', 'x\ny'],
  ['paragraph in a paragraph', [line(leaf('Hi '), p('x'))], '<div>Hi x</div>', 'Hi x'],
])('%s', (_case, tree, html, plain) => {
  expect(toHtml(tree)).toBe(html);
  expect(toPlainText(tree)).toBe(plain);
});

describe('addresses', () => {
  it.each([
    ['http://u', 'http://u'],
    ['HTTPS://u', 'HTTPS://u'],
    [' https://u', 'https://u'],
    ['mailto:a@b.co', 'mailto:a@b.co'],
    ['tel:+1', 'tel:+1'],
    ['sms:+1', 'sms:+1'],
    ['javascript:alert(1)', '#'],
    [' JavaScript:alert(1)', '#'],
    ['java\nscript:alert(1)', '#'],
    ['data:text/html,x', '#'],
    ['vbscript:x', '#'],
    ['//u', '#'],
    ['/path', '#'],
    ['', '#'],
    [undefined, '#'],
  ])('%j leads to %s', (url, href) => {
    expect(toHtml([line(a(url, leaf('t')))])).toBe(linkTo(href));
  });
});

/** Bubbles recorded from the reference server: stored tree, values, injected tree and Markdown. */
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../flow/template.ts';
import { injectRichText, type RichTextSource } from './inject.ts';
import { paragraph as p, type RichTextNode, readRichText } from './nodes.ts';
import { toMarkdown } from './to-markdown.ts';

interface Recording {
  readonly name: string;
  readonly values?: Record<string, string>;
  readonly stored: RichTextNode[];
  /** Injected tree; the stored one when absent. */
  readonly richText?: RichTextNode[];
  /** Absent where Markdown was not recorded. */
  readonly markdown?: string;
}

function sourceOf(values: Record<string, string>): RichTextSource {
  const tokens = (text: string) =>
    parseTemplate(text).tokens.map(({ start, end, content }) => ({ start, end, value: values[content] ?? '' }));
  return {
    tokens: async (text) => tokens(text),
    flat: async (text) => text.replaceAll(/\{\{(.+?)\}\}/g, (_token, name: string) => values[name] ?? ''),
  };
}

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const line = (...children: RichTextNode[]) => node('p', ...children);
const item = (...children: RichTextNode[]) => node('li', node('lic', ...children));
const code = (text: string) => node('code_block', node('code_line', leaf(text)));
const bold = { bold: true };
const italic = { italic: true };
const special = '1. not a list # not head * star _under_ [x](y) <b> & `tick` \\ ~~s~~';
const names = {
  name: 'Bob',
  url: 'https://example.com/x',
  list: '["a","b"]',
  multi: 'l1\nl2\n\nl3',
  md: '**b** _i_ [l](https://e.co)',
};
const document = '# Title\n\n- a\n- b\n\n**bold** and [link](https://example.com)\n\n```js\nx\n```';

const recordings: Recording[] = [
  { name: 'adjacent bold', stored: [line(leaf('x', bold), leaf('y', bold))], markdown: '**xy**' },
  { name: 'bold italic', stored: [line(leaf('bi', { ...bold, ...italic }))], markdown: '_**bi**_' },
  { name: 'bold', stored: [line(leaf('a '), leaf('b', bold), leaf(' c'))], markdown: 'a **b** c' },
  ...[1, 2, 4, 5].map((level) => ({
    name: `heading ${level}`,
    stored: [node(`h${level}`, leaf('Head '), leaf('bold', bold)), p('para')],
    markdown: `${'#'.repeat(level)} Head **bold**\npara`,
  })),
  {
    name: 'link to a new tab',
    stored: [line({ type: 'a', url: 'https://example.com', target: '_blank', children: [leaf('tab')] })],
    markdown: '[tab](https://example.com)',
  },
  { name: 'mark on nothing', stored: [line(leaf('', bold))], markdown: '' },
  { name: 'newline', stored: [p('line1\nline2')], markdown: 'line1\nline2' },
  {
    name: 'paragraphs',
    stored: [p('one'), p(''), p('two'), p('three'), p(''), p(''), p('four')],
    markdown: 'one\n\ntwo\nthree\n\n\nfour',
  },
  { name: 'special characters', stored: [p(special)], markdown: special },
  {
    name: 'variables: marks and link',
    values: names,
    stored: [
      line(leaf('Hi {{name}}, '), leaf('{{name}}', bold), { ...node('a', leaf('{{name}} link')), url: '{{url}}' }),
    ],
    richText: [
      line(leaf('Hi '), leaf('Bob'), leaf(', '), leaf('Bob', bold), {
        ...node('a', leaf('Bob'), leaf(' link')),
        url: names.url,
      }),
    ],
    markdown: 'Hi Bob, **Bob**[Bob link](https://example.com/x)',
  },
  {
    name: 'variables: list',
    values: names,
    stored: [p('{{list}}')],
    richText: [p('["a","b"]')],
    markdown: '["a","b"]',
  },
  {
    name: 'variables: lines',
    values: names,
    stored: [p('{{multi}}')],
    richText: [p('l1\nl2'), p(''), p('l3')],
    markdown: 'l1\nl2\n\nl3',
  },
  {
    name: 'elements',
    values: { who: 'Bob' },
    stored: [
      line(leaf('See '), { ...node('a', leaf('link {{who}}')), url: 'https://example.com/{{who}}' }, leaf('')),
      node('ul', item(leaf('one')), item(leaf('two {{who}}', bold))),
      node('ol', item(leaf('first'))),
      node('h1', leaf('Head')),
      node('blockquote', leaf('quote')),
      code('x = 1'),
      line(leaf('inline ', { code: true })),
    ],
    richText: [
      line(leaf('See '), { ...node('a', leaf('link '), leaf('Bob')), url: 'https://example.com/Bob' }, leaf('')),
      node('ul', item(leaf('one')), item(leaf('two ', bold), leaf('Bob', bold))),
      node('ol', item(leaf('first'))),
      node('h1', leaf('Head')),
      node('blockquote', leaf('quote')),
      code('x = 1'),
      line(leaf('inline ', { code: true })),
    ],
  },
  {
    name: 'Markdown in a variable, alone',
    values: { md: document },
    stored: [p('{{md}}')],
    richText: [
      node('h1', leaf('Title')),
      p(''),
      node('ul', item(leaf('a')), item(leaf('b'))),
      p(''),
      line(leaf('bold', bold), leaf(' and '), { ...node('a', leaf('link')), url: 'https://example.com' }),
      p(''),
      { ...code('x'), lang: 'js' },
    ],
    markdown: '# Title\n\n* a\n* b\n\n**bold** and [link](https://example.com)\n\n```js\nx\n```',
  },
  { name: 'value with a placeholder', values: { a: '{{b}}' }, stored: [p('{{a}}')], richText: [p('{{b}}')] },
  {
    name: 'value with text and a placeholder',
    values: { b: 'B {{a}}' },
    stored: [p('{{b}}')],
    richText: [p('B {{a}}')],
  },
  {
    name: 'second version of sendMessage',
    values: { Name: 'Ann' },
    stored: [p('Hi {{Name}}')],
    richText: [line(leaf('Hi '), leaf('Ann'))],
  },
  {
    name: 'writing directions',
    values: { a: '\u202Eabc \u{1F600} \uFDFD' },
    stored: [p('\u202E{{a}}\u202C end')],
    richText: [line(leaf('\u202E'), leaf('\u202Eabc \u{1F600} \uFDFD'), leaf('\u202C end'))],
  },
];

/** Recorded, and documented otherwise where the reference fails, loses something or nests paragraphs (C11). */
const improvements: Recording[] = [
  {
    name: 'variables: Markdown in a sentence',
    values: names,
    stored: [p('{{md}} and more')],
    richText: [
      line(
        ...[leaf('b', bold), leaf(' '), leaf('i', italic), leaf(' ')],
        ...[{ ...node('a', leaf('l')), url: 'https://e.co' }, leaf(' and more')],
      ),
    ],
    markdown: '**b** _i_ [l](https://e.co) and more',
  },
  {
    name: 'Markdown in a variable, in a sentence',
    values: { md: document },
    stored: [p('Pre {{md}}')],
    richText: [
      line(
        ...[leaf('Pre '), leaf('# Title'), leaf('\n\n'), leaf('- a\n- b'), leaf('\n\n'), leaf('bold', bold)],
        ...[leaf(' and '), { ...node('a', leaf('link')), url: 'https://example.com' }, leaf('\n\n')],
        leaf('```js\nx\n```'),
      ),
    ],
    markdown: `Pre ${document}`,
  },
  {
    name: 'variable element',
    values: { name: 'Bob' },
    stored: [line(leaf('Hi '), node('inline-variable', p('{{name}}')), leaf('!'))],
    richText: [line(leaf('Hi '), node('inline-variable', leaf('Bob')), leaf('!'))],
    markdown: 'Hi Bob!',
  },
  { name: 'strikethrough', stored: [line(leaf('s', { strikethrough: true }))], markdown: '~~s~~' },
  {
    name: 'link without address',
    stored: [line({ ...node('a', leaf('no url')), url: '' })],
    richText: [line(node('a', leaf('no url')))],
    markdown: 'no url',
  },
  {
    name: 'marks',
    stored: [
      line(
        ...[leaf('plain '), leaf('bold', bold), leaf(' '), leaf('italic', italic), leaf(' ')],
        ...[leaf('under', { underline: true }), leaf(' '), leaf('strike', { strikethrough: true })],
        leaf(' all', { ...bold, ...italic, underline: true }),
      ),
    ],
    markdown: 'plain **bold** _italic_ <u>under</u> ~~strike~~ _**<u>all</u>**_',
  },
  {
    name: 'marks on variables',
    values: { name: 'B*o*b', multi: 'l1\nl2' },
    stored: [line(leaf('{{name}}', bold), leaf(' {{multi}} ', italic))],
    richText: [
      line(
        ...[leaf('B', bold), leaf('o', { ...bold, ...italic }), leaf('b', bold)],
        ...[leaf(' ', italic), leaf('l1\nl2', italic), leaf(' ', italic)],
      ),
    ],
    markdown: '**B_o_b** _l1\nl2_ ',
  },
];

describe.each([
  ['recorded', recordings],
  ['recorded and improved', improvements],
])('%s', (_kind, cases) => {
  it.each(cases)('$name', async ({ values = {}, stored, richText = stored, markdown }) => {
    const injected = await injectRichText(readRichText(stored), sourceOf(values));
    expect(injected).toEqual(richText);
    if (markdown !== undefined) expect(toMarkdown(injected, 'commonmark')).toBe(markdown);
  });
});

import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../flow/template.ts';
import { injectRichText, type RichTextSource } from './inject.ts';
import { injectFlat } from './inject-flat.ts';
import { paragraph as p, type RichTextNode, readRichText } from './nodes.ts';
import { toMarkdown } from './to-markdown.ts';

type Values = Record<string, string>;

/** Values by name, and results of inline code by the code. */
function sourceOf(values: Values): RichTextSource {
  const tokens = (text: string) =>
    parseTemplate(text).tokens.map(({ start, end, content }) => ({ start, end, value: values[content] ?? '' }));
  const flat = (text: string) =>
    tokens(text).reduceRight(
      (filled, { start, end, value }) => filled.slice(0, start) + value + filled.slice(end),
      text,
    );
  return { tokens: async (text) => tokens(text), flat: async (text) => flat(text) };
}

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const a = (url: string | undefined, ...children: RichTextNode[]) => ({
  type: 'a',
  ...(url === undefined ? {} : { url }),
  children,
});
const line = (...children: RichTextNode[]) => node('p', ...children);
const item = (text: string) => node('li', node('lic', leaf(text)));
const bold = { bold: true };
const italic = { italic: true };
const underline = { underline: true };

describe('injectRichText', () => {
  it.each<[string, RichTextNode, Values, RichTextNode[]]>([
    ['R1 never merged', p('Hi {{A}}!'), { A: 'Bob' }, [line(leaf('Hi '), leaf('Bob'), leaf('!'))]],
    ['R2 vanishes', p('{{A}}'), {}, []],
    ['R2 vanishes when blank', p('{{A}}'), { A: ' ' }, []],
    ['R3 empty inside a sentence', p('Hi {{A}}!'), {}, [line(leaf('Hi '), leaf('!'))]],
    ['R4 blank line', p('{{A}}'), { A: 'x\n\ny' }, [p('x'), p(''), p('y')]],
    ['R4b line break', p('{{A}}'), { A: 'x\ny' }, [p('x\ny')]],
    [
      'R4c inside a sentence',
      p('Hi {{A}}!'),
      { A: 'x\n\n\ny' },
      [line(leaf('Hi '), leaf('x'), leaf('\n\n'), leaf('\n\n'), leaf('y'), leaf('!'))],
    ],
    [
      'R5 marks and link',
      p('{{A}}'),
      { A: '**b** [l](http://u)' },
      [line(leaf('b', bold), leaf(' '), a('http://u', leaf('l')))],
    ],
    [
      'R5b link stays a link',
      p('Hi {{A}}'),
      { A: '**b** [l](http://u)' },
      [line(leaf('Hi '), leaf('b', bold), leaf(' '), a('http://u', leaf('l')))],
    ],
    [
      'link in bold words',
      line(leaf('Hi {{A}}', bold)),
      { A: '[*l*](http://u)' },
      [line(leaf('Hi ', bold), a('http://u', leaf('l', { ...bold, ...italic })))],
    ],
    ['R5c heading', p('{{A}}'), { A: '# T' }, [node('h1', leaf('T'))]],
    ['R5d list', p('{{A}}'), { A: '- a\n- b' }, [node('ul', item('a'), item('b'))]],
    ['numbers stay text', p('{{A}}'), { A: '3. Tea\n4. Coffee' }, [p('3. Tea\n4. Coffee')]],
    ['numbers after words', p('Menu: {{A}}'), { A: '3. a\n4. b' }, [line(leaf('Menu: '), leaf('3. a\n4. b'))]],
    ['bullets after words', p('Order: {{A}}'), { A: '- a\n- b' }, [line(leaf('Order: '), leaf('- a\n- b'))]],
    ['empty bullet', p('{{A}}'), { A: '-' }, [node('ul', node('li'))]],
    ['R6 marked placeholder', line(leaf('{{A}}', bold)), { A: 'x' }, [line(leaf('x', bold))]],
    [
      'R6 marked paragraphs',
      line(leaf('{{A}}', italic)),
      { A: 'x\n\ny' },
      [line(leaf('x', italic), leaf('\n\n', italic), leaf('y', italic))],
    ],
    ['R6 marked and empty', line(leaf('{{A}}', bold)), {}, []],
    [
      'R6 with marks of its own',
      line(leaf('{{A}}', bold)),
      { A: 'B*o*b' },
      [line(leaf('B', bold), leaf('o', { ...bold, ...italic }), leaf('b', bold))],
    ],
    ['R6b beside a leaf', line(leaf('Hi ', bold), leaf('{{A}}')), { A: 'x' }, [line(leaf('Hi ', bold), leaf('x'))]],
    [
      'R6b between leaves',
      line(leaf('a '), leaf('{{A}}'), leaf('!', bold)),
      { A: '*x*' },
      [line(leaf('a '), leaf('x', italic), leaf('!', bold))],
    ],
    [
      'R6b several paragraphs',
      line(leaf('Hi ', bold), leaf('{{A}}'), leaf('!')),
      { A: 'x\n\ny' },
      [line(leaf('Hi ', bold)), p('x'), p(''), p('y'), p('!')],
    ],
    [
      'R6b bullets',
      line(leaf('Hi ', bold), leaf('{{A}}'), leaf('')),
      { A: '- a' },
      [line(leaf('Hi ', bold)), node('ul', item('a'))],
    ],
    [
      'R6b numbers',
      line(leaf('Hi ', bold), leaf('{{A}}')),
      { A: '1. a\n2. b' },
      [line(leaf('Hi ', bold), leaf('1. a\n2. b'))],
    ],
    ['neighbours', line(leaf('{{A}}'), leaf('{{B}}')), { A: 'Ann', B: 'Lee' }, [line(leaf('Ann'), leaf('Lee'))]],
    [
      'neighbours, one of several paragraphs',
      line(leaf('{{A}}'), leaf('{{A}}'), leaf('{{B}}')),
      { A: 'Ann', B: 'x\n\ny' },
      [line(leaf('Ann'), leaf('Ann')), p('x'), p(''), p('y')],
    ],
    [
      'neighbours in paragraphs',
      line(p('{{A}}'), p('{{B}}')),
      { A: 'Ann', B: 'Lee' },
      [line(leaf('Ann'), leaf('Lee'))],
    ],
    [
      'heading around a list',
      node('h1', leaf('a '), leaf('{{A}}')),
      { A: '- b' },
      [node('h1', leaf('a ')), node('ul', item('b'))],
    ],
    [
      'marked item',
      node('ul', node('li', node('lic', leaf('{{A}}', bold)))),
      { A: 'x' },
      [node('ul', node('li', line(leaf('x', bold))))],
    ],
    [
      'indented entry that is a placeholder',
      { ...p('{{A}}'), indent: 1, listStyleType: 'disc' },
      { A: 'x' },
      [{ ...p('x'), indent: 1, listStyleType: 'disc' }],
    ],
    [
      'indented entry with paragraphs',
      { ...p('{{A}}'), indent: 1, listStyleType: 'disc' },
      { A: 'x\n\n*y*' },
      [
        { ...p('x'), indent: 1, listStyleType: 'disc' },
        { ...line(leaf('y', italic)), indent: 1, listStyleType: 'disc' },
      ],
    ],
    [
      'indented entry with other blocks',
      { ...p('{{A}}'), indent: 2, listStyleType: 'disc' },
      { A: '# T\n\n- x\n\ny' },
      [
        { ...node('h1', leaf('T')), indent: 2, listStyleType: 'disc' },
        node('ul', item('x')),
        { ...p('y'), indent: 2, listStyleType: 'disc' },
      ],
    ],
    ['empty indented entry', { ...p('{{A}}'), indent: 1, listStyleType: 'disc' }, {}, []],
    [
      'indented entry with bullets',
      { ...line(leaf('a '), leaf('{{A}}'), leaf(' c')), indent: 1, listStyleType: 'disc' },
      { A: '- b' },
      [{ ...p('a '), indent: 1, listStyleType: 'disc' }, node('ul', item('b')), p(' c')],
    ],
    ['R7 dollar', p('\x24{{A}} left'), { A: '5' }, [line(leaf('$'), leaf('5'), leaf(' left'))]],
    ['R8 list as text', p('{{A}}'), { A: '["a","b"]' }, [p('["a","b"]')]],
    ['R9 code', p('Sum {{={{A}}+1=}}'), { '{{A}}+1': '3' }, [line(leaf('Sum '), leaf('3'))]],
    ['R10 code with a reference', p('{{={{A}}.toUpperCase()=}}'), { '{{A}}.toUpperCase()': 'X' }, [p('X')]],
    ['code without a reference', p('{{= 1 =}}'), { ' 1 ': '1' }, [p('1')]],
    ['code touching a reference', p('{{=1=}}{{A}}'), { 1: '1', A: 'x' }, [line(leaf('1'), leaf('x'))]],
    ['R11 address', line(a('{{A}}', leaf('Yo'))), {}, [line(a('', leaf('Yo')))]],
    [
      'address amid others',
      line(a('https://x.io/{{A}}?b={{B}}', leaf('Yo'))),
      { A: '*1*', B: '["a"]' },
      [line(a('https://x.io/*1*?b=["a"]', leaf('Yo')))],
    ],
    ['no address', line(a(undefined, leaf('Yo'))), {}, [line(a(undefined, leaf('Yo')))]],
    ['empty address', line(a('', leaf('Yo'))), {}, [line(a(undefined, leaf('Yo')))]],
    ['R11b placeholder in a link', line(a('u', leaf('{{A}}'))), { A: 'x' }, [line(a('u', leaf('x')))]],
    ['link with an empty value', line(a('u', leaf('{{A}}'))), {}, [line(a('u', leaf('')))]],
    ['link with a marked empty value', line(a('u', leaf('{{A}}', bold))), {}, [line(a('u', leaf('')))]],
    ['link with a list', line(a('u', leaf('{{A}}'))), { A: '- a\n- b' }, [line(a('u', leaf('- a\n- b')))]],
    [
      'link with wrapped text',
      line(a('u', node('inline-variable', p('{{A}}')))),
      { A: 'x' },
      [line(a('u', leaf('x')))],
    ],
    ['link without children', line(a('u')), {}, [line(a('u', leaf('')))]],
    ['R12 year', p('Terms: {{A}}'), { A: '1990. ok' }, [line(leaf('Terms: '), leaf('1990. ok'))]],
    ['R12 bullet', p('{{A}}!'), { A: '- 5' }, [line(leaf('- 5'), leaf('!'))]],
    ['R12 heading', line(leaf('{{A}}', italic), leaf('x')), { A: '# 1' }, [line(leaf('# 1', italic), leaf('x'))]],
    ['R13 trimmed start', p('{{A}}'), { A: '  x ' }, [p('x')]],
    ['R13 trimmed end', p('{{A}}'), { A: 'x\n' }, [p('x')]],
    ['R14 character reference', p('x {{A}}'), { A: 'a &lt; b' }, [line(leaf('x '), leaf('a < b'))]],
    ['R14 backslash', p('x {{A}}'), { A: '\\*' }, [line(leaf('x '), leaf('*'))]],
    [
      'marks meet',
      line(leaf('a {{A}} b', { ...bold, ...underline, color: '#f00' })),
      { A: '*x*' },
      [
        line(
          leaf('a ', { ...bold, ...underline, color: '#f00' }),
          leaf('x', { ...bold, ...underline, ...italic }),
          leaf(' b', { ...bold, ...underline, color: '#f00' }),
        ),
      ],
    ],
    ['marks that are off', line(leaf('{{A}}', { bold: false })), { A: 'x' }, [p('x')]],
    ['marks that a value may break', line(leaf('{{A}}', { code: true })), { A: '**x**' }, [line(leaf('x', bold))]],
    ['two placeholders', p('{{A}}{{B}}'), { A: 'x', B: 'y' }, [line(leaf('x'), leaf('y'))]],
    ['two empty placeholders', p('{{A}}{{B}}'), {}, [line()]],
    [
      'item that is a placeholder',
      node('ul', node('li', node('lic', leaf('{{A}}')))),
      { A: 'x' },
      [node('ul', node('li', p('x')))],
    ],
    [
      'wrapper',
      line(leaf('Hi '), node('inline-variable', p('{{A}}')), leaf('!')),
      { A: 'x' },
      [line(leaf('Hi '), node('inline-variable', leaf('x')), leaf('!'))],
    ],
    ['empty leaf', line(leaf('', bold)), {}, [line(leaf('', bold))]],
    ['no placeholder', line(leaf('# **x**', underline)), {}, [line(leaf('# **x**', underline))]],
    ['not closed', p('{{A'), { A: 'x' }, [p('{{A')]],
    ['more braces', p('a{{{A}}}'), { A: 'x' }, [line(leaf('a{'), leaf('x'), leaf('}'))]],
    ['more braces alone', p('{{{A}}}'), { A: 'x' }, [line(leaf('{'), leaf('x'), leaf('}'))]],
    [
      'value with a placeholder',
      p('{{A}} {{B}}'),
      { A: '{{B}}', B: '{{= 1 =}}' },
      [line(leaf('{{B}}'), leaf(' '), leaf('{{= 1 =}}'))],
    ],
    ['value with a script', p('{{A}}'), { A: '<script>alert(1)</script>' }, [p('<script>alert(1)</script>')]],
    ['value with a lone surrogate', p('x {{A}}'), { A: '\uD83D' }, [line(leaf('x '), leaf('\uD83D'))]],
    [
      'marker of a gateway',
      p('#close [buttons] {{A}}'),
      { A: '[list]' },
      [line(leaf('#close [buttons] '), leaf('[list]'))],
    ],
    ['leaf at the top', leaf('{{A}}'), { A: 'x' }, [p('x')]],
  ])('%s', async (_case, stored, values, expected) => {
    expect(await injectRichText([stored], sourceOf(values))).toEqual(expected);
  });

  it('keeps other keys of elements', async () => {
    const link = { type: 'a', id: 'n1', url: 'u', target: '_blank', children: [leaf('x')] };
    expect(await injectRichText([link], sourceOf({}))).toEqual([link]);
  });

  it('leaves the stored tree as it was', async () => {
    const stored = [line(a('{{A}}', leaf('{{A}}')))];
    const before = structuredClone(stored);
    await injectRichText(stored, sourceOf({ A: 'x' }));
    expect(stored).toEqual(before);
  });

  it('resolves placeholders in the order of the tree', async () => {
    const seen: string[] = [];
    const source: RichTextSource = {
      tokens: async (text) => {
        seen.push(text);
        return [];
      },
      flat: async (text) => {
        seen.push(text);
        return text;
      },
    };
    await injectRichText([p('{{1}}'), line(a('{{3}}', leaf('{{2}}'))), p('none')], source);
    expect(seen).toEqual(['{{1}}', '{{2}}', '{{3}}']);
  });

  it.each([
    ['R6', [line(leaf('{{A}}', bold)), p('y')], { A: 'x' }, '**x**\ny'],
    ['R6 blank line', [line(leaf('{{A}}', bold))], { A: 'x\n\ny' }, '**x**\n\n**y**'],
    ['R6b', [line(leaf('Hi ', bold), leaf('{{A}}'))], { A: 'x' }, '**Hi** x'],
    ['R6b with paragraphs', [line(leaf('Hi ', bold), leaf('{{A}}'))], { A: 'x\n\ny' }, '**Hi** \nx\n\ny'],
    ['R6b with a list', [line(leaf('Hi ', bold), leaf('{{A}}'))], { A: '- a\n- b' }, '**Hi** \n* a\n* b'],
    ['R6 with marks of its own', [line(leaf('{{A}}', bold))], { A: 'say *hi* now' }, '**say _hi_ now**'],
    ['braces', [p('{{{A}}}')], { A: 'Bob' }, '{Bob}'],
    ['neighbours', [line(leaf('{{A}}'), leaf('{{S}}'))], { A: 'Ann', S: 'Lee' }, 'AnnLee'],
    ['link in a sentence', [p('Done. {{A}}')], { A: '[Pay](https://p.io/1)' }, 'Done. [Pay](https://p.io/1)'],
    ['bullets after words', [p('Your order: {{A}}')], { A: '- tea\n- coffee' }, 'Your order: - tea\n- coffee'],
    ['R10', [p('{{={{A}}=}}')], { '{{A}}': 'X' }, 'X'],
    ['item that is a placeholder', [node('ul', node('li', node('lic', leaf('{{A}}'))))], { A: 'x' }, '* x'],
    [
      'item that is a marked placeholder',
      [node('ul', node('li', node('lic', leaf('{{A}}', bold))))],
      { A: 'x' },
      '* **x**',
    ],
    ['wrapper', [line(leaf('Hi '), node('inline-variable', p('{{A}}')), leaf('!'))], { A: 'x' }, 'Hi x!'],
    ['wrapper at the top', [node('variable', p('{{A}}')), p('y')], { A: 'x' }, 'x\ny'],
    ['glued mark', [p('Sum {{A}}')], { A: '5*3*2' }, 'Sum 5_3_2'],
    ['all vanished', [p('{{A}}')], {}, ''],
    ['blank line inside a sentence', [p('Hi {{A}}!')], { A: 'x\n\ny' }, 'Hi x\n\ny!'],
    ['hard break', [p('{{A}}')], { A: 'x  \ny' }, 'x\\\ny'],
  ])('%s as Markdown', async (_case, stored, values, expected) => {
    expect(toMarkdown(await injectRichText(stored, sourceOf(values)), 'commonmark')).toBe(expected);
  });
});

describe('injectFlat', () => {
  const values = { A: '**Bo**', L: '["a","b"]' };
  it.each<[string, RichTextNode, RichTextNode]>([
    ['text stays one leaf', p('Hi {{A}} {{L}}!'), p('Hi **Bo** ["a","b"]!')],
    ['empty placeholder stays a paragraph', p('{{None}}'), p('')],
    ['code is not the only thing', p('Bye {{None}} {{A}}'), p('Bye  **Bo**')],
    ['address', line(a('http://u/{{A}}', leaf('{{A}}', bold))), line(a('http://u/**Bo**', leaf('**Bo**', bold)))],
    ['empty address', line(a('', leaf('x'))), line(a('', leaf('x')))],
    ['leaf at the top', leaf('{{A}}', bold), line(leaf('**Bo**', bold))],
    ['paragraph in a paragraph', line(leaf('Hi '), p('{{A}}')), line(leaf('Hi '), leaf('**Bo**'))],
    [
      'caption',
      { ...node('img', leaf('')), caption: [leaf('{{A}}')] },
      { ...node('img', leaf('')), caption: [leaf('**Bo**')] },
    ],
    [
      'other values',
      { ...node('p'), n: 1, on: true, none: null, list: ['{{A}}'] },
      { ...node('p'), n: 1, on: true, none: null, list: ['{{A}}'] },
    ],
  ])('%s', async (_case, stored, expected) => {
    expect(await injectFlat(readRichText([stored]), sourceOf(values).flat)).toEqual([expected]);
  });
});

import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { paragraph as p, type RichTextNode } from './nodes.ts';
import { parseBlocks, parseInline } from './parse-value.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const a = (url: string, ...children: RichTextNode[]) => ({ type: 'a', url, children });
const item = (text: string) => node('li', node('lic', leaf(text)));
const img = (url: string, alt: string) => ({ type: 'img', url, caption: [leaf(alt)], children: [leaf('')] });
const bold = { bold: true };
const italic = { italic: true };

describe('parseBlocks', () => {
  it.each<[string, string, RichTextNode[]]>([
    ['nothing', '', []],
    ['blanks only', ' \n\t ', []],
    ['plain text', 'Bob', [p('Bob')]],
    ['surrounding blanks', '  x \n', [p('x')]],
    ['leading indentation', '     x', [p('x')]],
    ['line break', 'x\ny', [p('x\ny')]],
    ['blank line', 'x\n\ny', [p('x'), p(''), p('y')]],
    ['two blank lines', 'x\n\n\ny', [p('x'), p(''), p(''), p('y')]],
    ['windows line ends', 'x\r\n\r\ny', [p('x'), p(''), p('y')]],
    ['hard break by blanks', 'x  \ny', [node('p', leaf('x'), leaf('\n'), leaf('y'))]],
    ['hard break by backslash', 'x\\\ny', [node('p', leaf('x'), leaf('\n'), leaf('y'))]],
    [
      'marks',
      '**b** _i_ `c`',
      [node('p', leaf('b', bold), leaf(' '), leaf('i', italic), leaf(' '), leaf('c', { code: true }))],
    ],
    ['nested marks', '**b *i***', [node('p', leaf('b ', bold), leaf('i', { ...bold, ...italic }))]],
    ['link', '[l](http://u)', [node('p', a('http://u', leaf('l')))]],
    ['marked link', '**[l](u)**', [node('p', a('u', leaf('l', bold)))]],
    ['link without text', '[](u)', [node('p', a('u', leaf('')))]],
    ['address in angle brackets', '<http://u>', [node('p', a('http://u', leaf('http://u')))]],
    ['bare address', 'http://u.io', [p('http://u.io')]],
    ['reference link', '[l][r]\n\n[r]: http://u', [node('p', a('http://u', leaf('l'))), p('')]],
    [
      'definition inside a quote',
      '> [r]: http://u\n\n[l][r]',
      [node('blockquote', leaf('')), p(''), node('p', a('http://u', leaf('l')))],
    ],
    ['first definition counts', '[l][r]\n\n[r]: a\n[r]: b', [node('p', a('a', leaf('l'))), p('')]],
    ['definition alone', '[note]: paid', [p('[note]: paid')]],
    ['heading', '# T', [node('h1', leaf('T'))]],
    ['deep heading', '###### T *i*', [node('h6', leaf('T '), leaf('i', italic))]],
    ['empty heading', '#', [node('h1', leaf(''))]],
    ['bullets', '- a\n- b', [node('ul', item('a'), item('b'))]],
    ['spaced bullets', '- a\n\n- b', [node('ul', item('a'), item('b'))]],
    ['numbers', '3. a\n4. b', [p('3. a\n4. b')]],
    ['numbers of another kind', '1) a\n1) b', [p('1) a\n1) b')]],
    ['numbers with blank lines', '1. a\n\n\n2. b', [p('1. a\n\n\n2. b')]],
    ['numbers with marks', '1. **a**\n2. b', [node('p', leaf('1. '), leaf('a', bold), leaf('\n2. b'))]],
    ['numbers with bullets', '1. a\n   - b\n   - c\n2. d', [p('1. a\n   - b\n   - c\n2. d')]],
    ['number without text', '1.\n2. b', [p('1.\n2. b')]],
    ['numbers under words', 'Menu:\n1. a\n2. b\n\nBye', [p('Menu:\n1. a\n2. b'), p(''), p('Bye')]],
    ['numbers in bullets', '- a\n  1. b\n  5. c', [node('ul', node('li', node('lic', leaf('a\n1. b\n5. c'))))]],
    ['numbers in a quote', '> 2. a\n> 3. b', [node('blockquote', leaf('2. a\n3. b'))]],
    ['image among numbers', '1. a ![alt](u)', [p('1. a '), img('u', 'alt')]],
    ['year', '1990. ok', [p('1990. ok')]],
    ['nested list', '- a\n  - b', [node('ul', node('li', node('lic', leaf('a')), node('ul', item('b'))))]],
    ['empty item', '-', [node('ul', node('li'))]],
    ['quote', '> q *i*', [node('blockquote', leaf('q '), leaf('i', italic))]],
    ['quoted paragraphs', '> a\n>\n> b', [node('blockquote', leaf('a'), leaf('\n'), leaf('\n'), leaf('b'))]],
    ['quote in a quote', '>> a', [node('blockquote', leaf('a'))]],
    ['list in a quote', '> - a', [node('blockquote', node('ul', item('a')))]],
    [
      'code',
      '```js\nx\n\ny\n```',
      [
        {
          ...node(
            'code_block',
            node('code_line', leaf('x')),
            node('code_line', leaf('')),
            node('code_line', leaf('y')),
          ),
          lang: 'js',
        },
      ],
    ],
    ['code in a quote', '> ```\n> x\n> ```', [node('blockquote', leaf('x', { code: true }))]],
    ['code without language', '~~~\nx\n~~~', [node('code_block', node('code_line', leaf('x')))]],
    ['rule', 'a\n\n***', [p('a'), p(''), node('hr', leaf(''))]],
    ['image', '![alt](u)', [img('u', 'alt')]],
    ['image among text', 'a ![alt](u) b', [p('a '), img('u', 'alt'), p(' b')]],
    ['image in a link', '[![alt](u)](v)', [node('p', a('v', leaf(''), img('u', 'alt')))]],
    ['reference image', '![alt][r]\n\n[r]: u', [img('u', 'alt'), p('')]],
    ['image in a list', '- ![alt](u)', [node('ul', node('li', img('u', 'alt')))]],
    ['character reference', 'a &lt; b', [p('a < b')]],
    ['backslash', '\\* x', [p('* x')]],
    ['strike of other dialects', '~~x~~', [p('~~x~~')]],
    ['table of other dialects', '|a|\n|-|\n|b|', [p('|a|\n|-|\n|b|')]],
    ['task of other dialects', '- [ ] a', [node('ul', item('[ ] a'))]],
    ['block of html', '<script>*x*</script>', [p('<script>*x*</script>')]],
    ['html among text', 'a <b>x</b>', [node('p', leaf('a '), leaf('<b>'), leaf('x'), leaf('</b>'))]],
    ['expression of other dialects', '{1 + 1}', [p('{1 + 1}')]],
    ['placeholder', '{{Other}} and {{= 1 =}}', [p('{{Other}} and {{= 1 =}}')]],
  ])('%s', (_case, value, expected) => {
    expect(parseBlocks(value)).toEqual(expected);
  });
});

describe('parseInline', () => {
  it.each<[string, string, RichTextNode[]]>([
    ['nothing', '', []],
    ['blanks only', ' \n ', []],
    ['plain text', ' Bob ', [leaf('Bob')]],
    ['marks', '**b** c', [leaf('b', bold), leaf(' c')]],
    ['link', 'a [l](u)', [leaf('a '), a('u', leaf('l'))]],
    ['link without text', '[](u)', [a('u', leaf(''))]],
    ['link with an image', '[![alt](i)](u)', [a('u', leaf(''), leaf(''))]],
    ['blank lines', 'x\n\n\ny', [leaf('x'), leaf('\n\n'), leaf('\n\n'), leaf('y')]],
    ['bullets', '- a\n- b', [leaf('- a\n- b')]],
    ['bullets under words', 'Order:\n- a\n* b', [leaf('Order:\n- a\n* b')]],
    ['bullets with marks', '- **a**\n- [l](u)', [leaf('- '), leaf('a', bold), leaf('\n- '), a('u', leaf('l'))]],
    ['nested bullets', '- a\n  - b\n\n  c', [leaf('- a\n  - b\n\n  c')]],
    ['numbers', '3. a\n4. b', [leaf('3. a\n4. b')]],
    [
      'several blocks',
      '# T\nx\n\n> q\n\n```\nc\n```',
      [leaf('# T\nx'), leaf('\n\n'), leaf('> q'), leaf('\n\n'), leaf('```\nc\n```')],
    ],
    ['underlined heading', 'T\n---\nx', [leaf('T\n---\nx')]],
    ['definition among others', '[l][r]\n\n[r]: u', [a('u', leaf('l')), leaf('\n\n')]],
    ['image', 'a ![alt](u)', [leaf('a '), leaf('')]],
    ['year', '1990. ok', [leaf('1990. ok')]],
    ['bullet', '- 5', [leaf('- 5')]],
    ['heading', '# 1', [leaf('# 1')]],
    ['quote', '> 18', [leaf('> 18')]],
    ['code', '```x', [leaf('```x')]],
    ['rule', '***', [leaf('***')]],
    ['definition', '[note]: paid', [leaf('[note]: paid')]],
    ['html', '<div>', [leaf('<div>')]],
    ['character reference', 'a &lt; b \\*', [leaf('a < b *')]],
  ])('%s', (_case, value, expected) => {
    expect(parseInline(value)).toEqual(expected);
  });
});

describe('hostile values', () => {
  const size = 50_000;
  it.each([
    ['brackets', '['.repeat(size)],
    ['stars', '*'.repeat(size)],
    ['quotes', '>'.repeat(size)],
    ['brackets within the length', '['.repeat(19_000)],
    ['opened marks', '*a'.repeat(9000)],
    ['mixed marks', '*_'.repeat(9000)],
    ['closed marks', `${'a*'.repeat(9000)}b`],
    ['opened comments', 'a <!--'.repeat(3000)],
    ['opened instructions', 'a <?'.repeat(4000)],
    ['opened links', '[a]('.repeat(4500)],
    ['nested quotes', `${'>'.repeat(19_000)}x`],
    ['nested spaced quotes', `${'> '.repeat(51)}x`],
    ['nested lists on one line', `${'- '.repeat(9000)}x`],
    ['nested numbers on one line', `${'1. '.repeat(6000)}x`],
    ['mixed containers', `${'> - 1. '.repeat(2000)}x`],
    ['nested lists on many lines', Array.from({ length: 60 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')],
    ['tabbed lists', Array.from({ length: 60 }, (_, level) => `${'\t'.repeat(level)}- x`).join('\n')],
    ['many lazy lines', `${'> '.repeat(49)}x\n${'a\n'.repeat(8000)}b`],
    ['nested marks', `${'**a '.repeat(60)}b${'**'.repeat(60)}`],
  ])('%s are shown as typed', (_case, value) => {
    expect(parseBlocks(value)).toEqual([p(value)]);
    expect(parseInline(value)).toEqual([leaf(value)]);
  });

  it('reads what is just within the limits', () => {
    expect(parseBlocks('> '.repeat(48).concat('x'))).toEqual([node('blockquote', leaf('x'))]);
    expect(parseBlocks(`**a** ${'b'.repeat(19_000)}`)[0]?.children).toHaveLength(2);
  });

  it('keeps lone surrogates and other odd characters', () => {
    expect(parseBlocks('\uD800x')).toEqual([p('\uD800x')]);
    expect(parseInline('**\uDC00**')).toEqual([leaf('\uDC00', bold)]);
    expect(parseBlocks('\u202E\uFDFD')).toEqual([p('\u202E\uFDFD')]);
  });

  it('never fails on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'*_`[]()!<>#-+=~\\&1. \n\tax\uD800') }), (value) => {
        expect(Array.isArray(parseBlocks(value))).toBe(true);
        expect(Array.isArray(parseInline(value))).toBe(true);
      }),
    );
  });

  it('skips reading only where Markdown has nothing to say', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'*_`[]()!<>#-+=~\\&1. :|{}$ax') }), (value) => {
        const text = value.trim();
        const [only] = parseBlocks(text);
        if (JSON.stringify(only) !== JSON.stringify(p(text))) return;
        const [block, ...others] = fromMarkdown(text).children;
        if (block?.type === 'html' || block?.type === 'definition') return;
        // Numbered entries are read, and stay as they were typed.
        if (block?.type === 'list' && block.ordered) return;
        expect(others).toEqual([]);
        expect(block).toMatchObject({ type: 'paragraph', children: [{ type: 'text', value: text }] });
      }),
      { examples: [['1.'], ['1. a'], ['1)'], ['1.a'], ['x 1. a']] },
    );
  });
});

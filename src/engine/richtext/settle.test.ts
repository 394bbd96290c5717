import { expect, it } from 'vitest';
import { paragraph as p, type RichTextNode } from './nodes.ts';
import { settle } from './settle.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const line = (...children: RichTextNode[]) => node('p', ...children);
const a = (...children: RichTextNode[]) => ({ type: 'a', url: 'u', children });
const img = { type: 'img', url: 'i', children: [leaf('')] };
const list = node('ul', node('li', node('lic', leaf('b'))));
const entry = { indent: 1, listStyleType: 'disc' };

it.each<[string, RichTextNode[], RichTextNode[]]>([
  ['nothing', [], []],
  ['bare leaves', [leaf('x', { bold: true }), leaf('y')], [line(leaf('x', { bold: true })), p('y')]],
  ['bare blank line', [leaf('x'), leaf('\n\n'), leaf('y')], [p('x'), p(''), p('y')]],
  ['paragraph in a paragraph', [line(leaf('Hi '), p('x'), leaf('!'))], [line(leaf('Hi '), leaf('x'), leaf('!'))]],
  ['paragraphs side by side', [line(p('Ann'), p('Lee'))], [line(leaf('Ann'), leaf('Lee'))]],
  ['paragraph in a paragraph in a paragraph', [line(line(p('x')))], [p('x')]],
  ['paragraphs with a blank line', [line(p('x'), p(''), p('y'))], [p('x'), p(''), p('y')]],
  ['empty paragraph in a paragraph', [line(leaf('x'), p(''))], [line(leaf('x'), leaf(''))]],
  ['list in a paragraph', [line(leaf('a'), list, leaf('c'))], [p('a'), list, p('c')]],
  ['list amid empty texts', [line(leaf(''), list, leaf(' '))], [list]],
  ['list after a link', [line(a(leaf('t')), list)], [line(a(leaf('t'))), list]],
  ['list in a heading', [node('h2', leaf('a'), list)], [node('h2', leaf('a')), list]],
  ['list after an entry', [{ ...line(leaf('a'), list, leaf('c')), ...entry }], [{ ...p('a'), ...entry }, list, p('c')]],
  ['line in an item', [node('ul', node('li', node('lic', p('x'))))], [node('ul', node('li', node('lic', leaf('x'))))]],
  ['items of paragraphs', [node('ul', node('li', p('x'), p('y')))], [node('ul', node('li', p('x'), p('y')))]],
  ['wrapped paragraph', [line(node('mention', p('x')), leaf('!'))], [line(node('mention', leaf('x')), leaf('!'))]],
  ['wrapped link', [line(node('mention', a(leaf('t'))))], [line(a(leaf('t')))]],
  ['wrapped list', [line(leaf('a'), node('mention', list))], [p('a'), list]],
  ['wrapper at the top', [node('callout', p('x'), p('y'))], [node('callout', p('x'), p('y'))]],
  ['link around a paragraph', [line(a(p('x')))], [line(a(leaf('x')))]],
  ['link without text', [line(a())], [line(a(leaf('')))]],
  ['link around an image', [line(a(img))], [line(a(leaf(''), img))]],
  ['empty paragraph', [node('p'), p('')], [node('p'), p('')]],
  ['code', [node('code_block', node('code_line', p('x')))], [node('code_block', node('code_line', p('x')))]],
  ['quote', [node('blockquote', leaf('q'), list)], [node('blockquote', leaf('q'), list)]],
])('%s', (_case, tree, settled) => {
  expect(settle(tree)).toEqual(settled);
  expect(settle(settled)).toEqual(settled);
});

it('keeps the very leaves', () => {
  const text = leaf('x');
  expect(settle([line(leaf('Hi '), line(text))])).toMatchObject([{ children: [{}, text] }]);
});

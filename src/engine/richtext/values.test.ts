/** What holds for every value in every place of a bubble (C11, bubbles §2.4). */
import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../flow/template.ts';
import { injectRichText, type RichTextSource } from './inject.ts';
import { isLeaf, leavesOf, paragraph as p, type RichTextElement, type RichTextNode } from './nodes.ts';
import { toHtml, toPlainText } from './to-html.ts';
import { toMarkdown } from './to-markdown.ts';

const leaf = (text: string, marks: object = {}) => ({ ...marks, text });
const node = (type: string, ...children: RichTextNode[]) => ({ type, children });
const line = (...children: RichTextNode[]) => node('p', ...children);
const a = (...children: RichTextNode[]) => ({ type: 'a', url: 'u', children });
const bold = { bold: true };

const places: Readonly<Record<string, RichTextNode>> = {
  alone: p('{{A}}'),
  'after words': p('Say {{A}}'),
  'before words': p('{{A}} said'),
  'amid words': p('so{{A}}so'),
  'beside a leaf': line(leaf('Say ', bold), leaf('{{A}}')),
  'between leaves': line(leaf('so', bold), leaf('{{A}}'), leaf('so')),
  'in bold': line(leaf('{{A}}', bold)),
  'in bold, glued': line(leaf('so'), leaf('{{A}}', bold), leaf('so')),
  'in italic words': line(leaf('say {{A}} now', { italic: true })),
  'beside another': line(leaf('{{A}}'), leaf('{{A}}')),
  'in a link': line(leaf('see '), a(leaf('{{A}}'))),
  'in a wrapper': line(leaf('so '), node('inline-variable', p('{{A}}')), leaf('!')),
  'in a paragraph in a paragraph': line(leaf('so '), p('{{A}}')),
  'in an item': node('ul', node('li', node('lic', leaf('{{A}}')))),
  'in a marked item': node('ul', node('li', node('lic', leaf('{{A}}', bold)))),
  'in a heading': node('h2', leaf('so '), leaf('{{A}}')),
  'in an indented entry': { ...line(leaf('{{A}}'), leaf('.')), indent: 1, listStyleType: 'disc' },
  'at the top': leaf('{{A}}', bold),
};
const placeNames = Object.keys(places);

function sourceOf(value: string): RichTextSource {
  const tokens = (text: string) => parseTemplate(text).tokens.map(({ start, end }) => ({ start, end, value }));
  return { tokens: async (text) => tokens(text), flat: async (text) => text };
}

const inject = (place: string, value: string) => injectRichText([places[place]!], sourceOf(value));

/** Levels below a node; lists may be nested as deep as they are, and what an image holds is never shown. */
function depthOf(tree: RichTextNode): number {
  if (isLeaf(tree) || tree.type === 'img') return 1;
  const isList = ['ul', 'ol', 'li', 'lic'].includes(tree.type);
  return (isList ? 0 : 1) + Math.max(0, ...tree.children.map(depthOf));
}

function hasNestedParagraph(tree: RichTextNode, isInside = false): boolean {
  if (isLeaf(tree)) return false;
  const isLine = /^(?:p|lic|h\d)$/.test(tree.type);
  return (isLine && isInside) || tree.children.some((child) => hasNestedParagraph(child, isInside || isLine));
}

function links(tree: RichTextNode): RichTextElement[] {
  return isLeaf(tree) ? [] : [...(tree.type === 'a' ? [tree] : []), ...tree.children.flatMap(links)];
}

const wordsOf = (text: string) => text.match(/[a-z]+|\d+/gi) ?? [];

/** What a reader sees, with the numbers that it puts before the entries of lists. */
function shown(tree: Nodes): string {
  if ('value' in tree) return tree.value;
  if (!('children' in tree)) return ' ';
  const start = tree.type === 'list' && tree.ordered ? (tree.start ?? 1) : undefined;
  const parts = tree.children.map((child, index) => (start === undefined ? '' : `${start + index}. `) + shown(child));
  return tree.type === 'paragraph' || tree.type === 'list' || tree.type === 'listItem'
    ? ` ${parts.join('')} `
    : parts.join('');
}

const anyValue = fc.string({ unit: fc.constantFrom(...'*_`[]()!<>#-+=~\\&1. \n\tax'), maxLength: 40 });
const marker = fc.constantFrom('', '', '- ', '* ', '0. ', '1. ', '2. ', '3. ', '7) ', '12. ', '  - ', '   1. ');
const word = fc.constantFrom('tea', 'coffee', 'back', 'x 5', '**b**', '*i* j', 'a:');
const menu = fc
  .array(fc.tuple(marker, word, fc.constantFrom('\n', '\n', '\n\n')), { minLength: 1, maxLength: 6 })
  .map((lines) => lines.map((parts) => parts.join('')).join(''));

/** For each of the places. */
const numRuns = 30;

describe.each(placeNames)('a value %s', (place) => {
  it('keeps the shape that clients read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyValue, menu), async (value) => {
        const tree = await inject(place, value);
        expect(tree.every((top) => !isLeaf(top))).toBe(true);
        expect(tree.some((top) => hasNestedParagraph(top))).toBe(false);
        expect(Math.max(0, ...tree.map(depthOf))).toBeLessThanOrEqual(3);
        expect(tree.flatMap(links).every(({ children: [first] }) => first && isLeaf(first))).toBe(true);
      }),
      { numRuns },
    );
  });

  it('keeps every word and number of a menu, as rich text, as Markdown and as a reader shows it', async () => {
    await fc.assert(
      fc.asyncProperty(menu, async (value) => {
        const tree = await inject(place, value);
        const written = wordsOf(
          tree
            .map(
              (top) =>
                `${leavesOf([top])
                  .map(({ text }) => text)
                  .join(' ')}\n`,
            )
            .join(''),
        );
        const copies = place === 'beside another' ? 2 : 1;
        const typed = Array.from({ length: copies }, () => wordsOf(value)).flat();
        expect(written.filter((found) => !['Say', 'say', 'said', 'so', 'see', 'now'].includes(found))).toEqual(typed);
        const markdown = toMarkdown(tree, 'commonmark');
        expect(wordsOf(markdown.replaceAll('(u)', '')).join('')).toEqual(written.join(''));
        expect(wordsOf(shown(fromMarkdown(markdown))).join('')).toEqual(written.join(''));
        expect(wordsOf(toPlainText(tree)).join('')).toEqual(written.join(''));
        expect(wordsOf(toHtml(tree).replace(/<[^>]*>|&\w+;/g, '')).join('')).toEqual(written.join(''));
      }),
      { numRuns },
    );
  });
});

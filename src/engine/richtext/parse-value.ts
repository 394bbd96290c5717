/**
 * Reads the value of a variable as Markdown, giving the nodes that take its place in a text bubble (bubbles §2.3).
 * The grammar is CommonMark without extensions; HTML stays text.
 */
import type { BlockContent, DefinitionContent, List, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { isLeaf, leavesOf, paragraph, type RichTextElement, type RichTextNode } from './nodes.ts';
import { exceedsMarkdownLimits, maxNesting } from './parse-limits.ts';
import { linesOf, type ValueText } from './value-lines.ts';

type Definitions = ReadonlyMap<string, string>;
type Marks = { readonly bold?: true; readonly italic?: true };

/**
 * The block nodes of a value that stands alone in its leaf: paragraphs, bullets, headings, and one empty paragraph per
 * blank line between them. Numbered entries stay the lines of a paragraph. An empty value gives none.
 *
 * @example parseBlocks('x\n\n**y**') // p(x), p(''), p(y in bold)
 */
export function parseBlocks(value: string): RichTextNode[] {
  const text = trimBlanks(value);
  if (text === '') return [];
  const root = parse(text);
  const nodes = root ? rootNodes(root, text) : [];
  return nodes.length > 0 ? nodes : [paragraph(text)];
}

/**
 * The leaves and links of a value that stands inside a sentence. Its line breaks stay, and what would be a list, a
 * heading, a quote or code keeps the characters it was typed with, so that nothing of it is lost.
 *
 * @example parseInline('**b** c') // [{ bold: true, text: 'b' }, { text: ' c' }]
 * @example parseInline('1990. ok') // [{ text: '1990. ok' }]
 */
export function parseInline(value: string): RichTextNode[] {
  const text = trimBlanks(value);
  if (text === '') return [];
  const root = parse(text);
  if (!root || root.children.every(({ type }) => type === 'definition')) return [{ text }];
  const typed = valueText(text, definitionsOf(root));
  const nodes: RichTextNode[] = [];
  let previous: RootContent[] | undefined;
  for (const blocks of chunksOf(root.children, () => true)) {
    for (let line = blankLinesBetween(previous, blocks); line > 0; line--) nodes.push({ text: '\n\n' });
    nodes.push(...linesOf(blocks, typed));
    previous = blocks;
  }
  return nodes.map(inlineOnly);
}

/** The syntax tree, or undefined when the text is nothing but text, or too heavy to be read. */
function parse(text: string): Root | undefined {
  if (isPlain(text) || exceedsMarkdownLimits(text)) return undefined;
  const root = fromMarkdown(text);
  return isDeeper(root, maxNesting) ? undefined : root;
}

// Most values are a name or a number: reading these as Markdown would give the same single text.
function isPlain(text: string): boolean {
  return !/[\\`*_[<&\0\t\r\n]|^(?:[#>+~=-]|\d+[.)])/.test(text);
}

function isDeeper(node: Nodes, levels: number): boolean {
  if (!('children' in node)) return false;
  return levels === 0 || node.children.some((child) => isDeeper(child, levels - 1));
}

function rootNodes(root: Root, source: string): RichTextNode[] {
  const value = valueText(source, definitionsOf(root));
  const nodes: RichTextNode[] = [];
  let previous: RootContent[] | undefined;
  for (const blocks of chunksOf(root.children, staysText)) {
    for (let line = blankLinesBetween(previous, blocks); line > 0; line--) nodes.push(paragraph(''));
    nodes.push(...blockNodes(blocks, 'p', value));
    previous = blocks;
  }
  return nodes;
}

/** Numbers are what people are asked to type, so numbered entries are lines of text with the numbers as they stand. */
function staysText(block: RootContent): boolean {
  return block.type === 'paragraph' || block.type === 'html' || (block.type === 'list' && block.ordered === true);
}

/** Blocks without a blank line between them that are the lines of one text, together; every other block by itself. */
function chunksOf(blocks: readonly RootContent[], isLines: (block: RootContent) => boolean): RootContent[][] {
  const chunks: RootContent[][] = [];
  let last: RootContent[] = [];
  for (const block of blocks) {
    const [first] = last;
    if (first && isLines(first) && isLines(block) && blankLinesBetween(last, [block]) === 0) {
      last.push(block);
    } else {
      last = [block];
      chunks.push(last);
    }
  }
  return chunks;
}

function blankLinesBetween(before: readonly RootContent[] | undefined, after: readonly RootContent[]): number {
  const end = before?.at(-1)?.position?.end.line;
  return end === undefined ? 0 : after[0]!.position!.start.line - end - 1;
}

function valueText(source: string, definitions: Definitions): ValueText {
  return { source, inline: (nodes) => inlineNodes(nodes, {}, definitions) };
}

/** Where the labels of reference links point to; the first definition of a label counts. */
function definitionsOf(root: Root): Definitions {
  const definitions = new Map<string, string>();
  collectDefinitions(root, definitions);
  return definitions;
}

function collectDefinitions(node: Nodes, into: Map<string, string>): void {
  if (node.type === 'definition' && !into.has(node.identifier)) into.set(node.identifier, node.url);
  if ('children' in node) for (const child of node.children) collectDefinitions(child, into);
}

/** The nodes of one of the chunks; lines of text are elements of the type `line`. */
function blockNodes(blocks: readonly RootContent[], line: 'p' | 'lic', value: ValueText): RichTextNode[] {
  const [block] = blocks;
  if (!block) return [];
  if (staysText(block)) return textLines(line, linesOf(blocks, value));
  switch (block.type) {
    case 'heading':
      return [element(`h${block.depth}`, value.inline(block.children))];
    case 'blockquote':
      return [element('blockquote', quoteNodes(block.children, value))];
    case 'list':
      return [{ type: 'ul', children: itemNodes(block, value) }];
    case 'code': {
      const lines = block.value.split('\n').map((text) => element('code_line', [{ text }]));
      return [{ ...element('code_block', lines), ...(block.lang ? { lang: block.lang } : {}) }];
    }
    case 'thematicBreak':
      return [element('hr', [])];
    default:
      return [];
  }
}

/** Images are blocks of their own, so they cut the paragraph that they stand in. */
function textLines(type: 'p' | 'lic', children: readonly RichTextNode[]): RichTextNode[] {
  const nodes: RichTextNode[] = [];
  let current: RichTextElement | undefined;
  for (const child of children) {
    if (child.type === 'img') {
      nodes.push(child);
      current = undefined;
    } else if (current) {
      current.children.push(child);
    } else {
      current = element(type, [child]);
      nodes.push(current);
    }
  }
  return nodes.length > 0 ? nodes : [element(type, [])];
}

function itemNodes(list: List, value: ValueText): RichTextNode[] {
  return list.children.map(({ children }) => ({
    type: 'li',
    children: chunksOf(children, staysText).flatMap((blocks) => blockNodes(blocks, 'lic', value)),
  }));
}

/** A quote holds its text directly: two newlines between its paragraphs, a quote inside it is dissolved. */
function quoteNodes(blocks: readonly (BlockContent | DefinitionContent)[], value: ValueText): RichTextNode[] {
  return chunksOf(blocks, staysText).flatMap((chunk, index): RichTextNode[] => {
    const [block] = chunk;
    const separator = index > 0 ? [{ text: '\n' }, { text: '\n' }] : [];
    if (block?.type === 'blockquote') return [...separator, ...quoteNodes(block.children, value)];
    if (block?.type === 'code') return [...separator, { code: true, text: block.value }];
    if (block && staysText(block)) return [...separator, ...linesOf(chunk, value)];
    const nodes = blockNodes(chunk, 'p', value);
    // A link in a heading in a quote would be nested deeper than clients look (C11).
    return block?.type === 'heading' && !nodes.every(holdsOnlyTexts)
      ? [...separator, ...value.inline(block.children)]
      : nodes;
  });
}

function holdsOnlyTexts(node: RichTextNode): boolean {
  return isLeaf(node) || node.children.every(isLeaf);
}

function inlineNodes(nodes: readonly PhrasingContent[], marks: Marks, definitions: Definitions): RichTextNode[] {
  return nodes.flatMap((node) => inlineNode(node, marks, definitions));
}

function inlineNode(node: PhrasingContent, marks: Marks, definitions: Definitions): RichTextNode[] {
  switch (node.type) {
    case 'text':
    case 'html':
      return [{ ...marks, text: node.value }];
    case 'inlineCode':
      return [{ ...marks, code: true, text: node.value }];
    case 'break':
      return [{ ...marks, text: '\n' }];
    case 'strong':
      return inlineNodes(node.children, { ...marks, bold: true }, definitions);
    case 'emphasis':
      return inlineNodes(node.children, { ...marks, italic: true }, definitions);
    case 'link':
      return [link(node.url, inlineNodes(node.children, marks, definitions))];
    case 'linkReference':
      return [link(definitions.get(node.identifier) ?? '', inlineNodes(node.children, marks, definitions))];
    case 'image':
      return [image(node.url, node.alt)];
    case 'imageReference':
      return [image(definitions.get(node.identifier) ?? '', node.alt)];
    default:
      return [];
  }
}

function image(url: string, alt: string | null | undefined): RichTextElement {
  return { ...element('img', []), url, caption: [{ text: alt ?? '' }] };
}

function link(url: string, children: RichTextNode[]): RichTextElement {
  // Clients read the text of the first child without a look (C11).
  const [first] = children;
  return { type: 'a', url, children: first && isLeaf(first) ? children : [{ text: '' }, ...children] };
}

function element(type: string, children: RichTextNode[]): RichTextElement {
  return { type, children: children.length > 0 ? children : [{ text: '' }] };
}

/** Inside a sentence an image has no place, and a link has only texts. */
function inlineOnly(node: RichTextNode): RichTextNode {
  if (isLeaf(node)) return node;
  return node.type === 'a' ? { ...node, children: leavesOf(node.children) } : { text: '' };
}

/** Without the blanks of Markdown at both ends. A pattern would take quadratic time on a long run of blanks. */
function trimBlanks(text: string): string {
  const isBlank = (index: number) => ' \t\r\n'.includes(text.charAt(index));
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}

/**
 * Reads the value of a variable as Markdown, giving the nodes that take its place in a text bubble (bubbles §2.3).
 * The grammar is CommonMark without extensions; HTML stays text.
 */
import type { BlockContent, DefinitionContent, List, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { isLeaf, paragraph, type RichTextElement, type RichTextLeaf, type RichTextNode } from './nodes.ts';
import { exceedsMarkdownLimits, maxNesting } from './parse-limits.ts';

type Definitions = ReadonlyMap<string, string>;
type Marks = { readonly bold?: true; readonly italic?: true };

/**
 * The block nodes of a value that stands alone in its leaf: paragraphs, lists, headings, and one empty paragraph per
 * blank line between them. An empty value gives none.
 *
 * @example parseBlocks('x\n\n**y**') // p(x), p(''), p(y in bold)
 */
export function parseBlocks(value: string): RichTextNode[] {
  const text = trimBlanks(value);
  if (text === '') return [];
  const root = parse(text);
  if (!root) return [paragraph(text)];
  const nodes = rootNodes(root);
  return nodes.length > 0 ? nodes : [paragraph(text)];
}

/**
 * The leaves of a value that stands inside a sentence. Links lose their address and lists their bullets; a single
 * line that would be a list, heading, quote or code block is one literal leaf, so that nothing of it is lost.
 *
 * @example parseInline('**b** c') // [{ bold: true, text: 'b' }, { text: ' c' }]
 * @example parseInline('1990. ok') // [{ text: '1990. ok' }]
 */
export function parseInline(value: string): RichTextLeaf[] {
  const text = trimBlanks(value);
  if (text === '') return [];
  const root = parse(text);
  if (!root || (!/[\r\n]/.test(text) && root.children[0]?.type !== 'paragraph')) return [{ text }];
  return rootNodes(root).flatMap(flatten);
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

function rootNodes(root: Root): RichTextNode[] {
  const definitions = new Map<string, string>();
  collectDefinitions(root, definitions);
  const nodes: RichTextNode[] = [];
  let nextLine = 1;
  for (const child of root.children) {
    const { start, end } = child.position!;
    for (let line = nextLine; line < start.line; line++) nodes.push(paragraph(''));
    nodes.push(...blockNodes(child, definitions));
    nextLine = end.line + 1;
  }
  return nodes;
}

/** Where the labels of reference links point to; the first definition of a label counts. */
function collectDefinitions(node: Nodes, into: Map<string, string>): void {
  if (node.type === 'definition' && !into.has(node.identifier)) into.set(node.identifier, node.url);
  if ('children' in node) for (const child of node.children) collectDefinitions(child, into);
}

function blockNodes(node: RootContent, definitions: Definitions): RichTextNode[] {
  switch (node.type) {
    case 'paragraph':
      return paragraphs('p', inlineNodes(node.children, {}, definitions));
    case 'heading':
      return [element(`h${node.depth}`, inlineNodes(node.children, {}, definitions))];
    case 'blockquote':
      return [element('blockquote', quoteNodes(node.children, definitions))];
    case 'list':
      return [element(node.ordered ? 'ol' : 'ul', itemNodes(node, definitions))];
    case 'code': {
      const lines = node.value.split('\n').map((line) => element('code_line', [{ text: line }]));
      return [{ ...element('code_block', lines), ...(node.lang ? { lang: node.lang } : {}) }];
    }
    case 'thematicBreak':
      return [element('hr', [])];
    case 'html':
      return [paragraph(node.value)];
    default:
      return [];
  }
}

/** Images are blocks of their own, so they cut the paragraph that they stand in. */
function paragraphs(type: 'p' | 'lic', children: readonly RichTextNode[]): RichTextNode[] {
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

function itemNodes(list: List, definitions: Definitions): RichTextNode[] {
  return list.children.map((item) => {
    const children = item.children.flatMap((child) =>
      child.type === 'paragraph'
        ? paragraphs('lic', inlineNodes(child.children, {}, definitions))
        : blockNodes(child, definitions),
    );
    return element('li', children.length > 0 ? children : [element('lic', [])]);
  });
}

/** A quote holds its text directly: two newlines between its paragraphs, a quote inside it is dissolved. */
function quoteNodes(blocks: readonly (BlockContent | DefinitionContent)[], definitions: Definitions): RichTextNode[] {
  return blocks.flatMap((block, index): RichTextNode[] => {
    const separator = index > 0 ? [{ text: '\n' }, { text: '\n' }] : [];
    if (block.type === 'blockquote') return [...separator, ...quoteNodes(block.children, definitions)];
    if (block.type !== 'paragraph') return blockNodes(block, definitions);
    return [...separator, ...inlineNodes(block.children, {}, definitions)];
  });
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
  return { type: 'a', url, children: leadWithText(children) };
}

/** The children of a link, a text first: clients read the text of the first child without a look (C11). */
export function leadWithText(children: RichTextNode[]): RichTextNode[] {
  const [first] = children;
  return first && isLeaf(first) ? children : [{ text: '' }, ...children];
}

function element(type: string, children: RichTextNode[]): RichTextElement {
  return { type, children: children.length > 0 ? children : [{ text: '' }] };
}

function flatten(node: RichTextNode): RichTextLeaf[] {
  if (isLeaf(node)) return [node];
  return isBlankLine(node) ? [{ text: '\n\n' }] : node.children.flatMap(flatten);
}

function isBlankLine({ type, children }: RichTextElement): boolean {
  return type === 'p' && children.length === 1 && children[0]?.text === '';
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

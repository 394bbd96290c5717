/**
 * Fills the variables and inline code of a text bubble in: their values are read as Markdown and become nodes of the
 * tree (bubbles §2.3, variables §5.5).
 */
import { isSingleReference } from '../../flow/template.ts';
import { isListEntry } from './indented-lists.ts';
import { isLeaf, leavesOf, type RichTextElement, type RichTextLeaf, type RichTextNode } from './nodes.ts';
import { rememberNumbers } from './numbers.ts';
import { parseBlocks, parseInline } from './parse-value.ts';
import { isInline, settle } from './settle.ts';

/** A placeholder of a text with what takes its place (`''` when empty); `start` and `end` are UTF-16 offsets. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Where the values come from. */
export interface RichTextSource {
  /** The placeholders of a text, in order, without overlaps. */
  tokens(text: string): Promise<readonly Replacement[]>;
  /** A text with its placeholders replaced, for addresses. */
  flat(text: string): Promise<string>;
  /** Told of a value before it is read as Markdown; gives a pause now and then. */
  reading?(value: string): Promise<void> | undefined;
  /** Told of the number of texts that a value fell into. */
  read?(parts: number): void;
}

/**
 * The tree with every placeholder replaced. Placeholders are resolved one after the other, in the order of the tree.
 * A paragraph that is nothing but a placeholder gives way to the nodes of its value, or vanishes when that is empty.
 *
 * @example await injectRichText([paragraph('Hi {{Name}}')], source) // p with the leaves 'Hi ' and 'Bob'
 */
export async function injectRichText(nodes: readonly RichTextNode[], source: RichTextSource): Promise<RichTextNode[]> {
  return settle(await injectNodes(nodes, source, 'block'));
}

/** What the nodes stand in: `block` gives way to blocks, in a `line` a value of one paragraph is a part of the line. */
type Place = 'block' | 'line' | 'link';

async function injectNodes(
  nodes: readonly RichTextNode[],
  source: RichTextSource,
  place: Place,
): Promise<RichTextNode[]> {
  const injected: RichTextNode[][] = [];
  for (const node of nodes) {
    injected.push(isLeaf(node) ? await injectLeaf(node, source, place) : await injectElement(node, source, place));
  }
  return injected.flat();
}

async function injectElement(element: RichTextElement, source: RichTextSource, place: Place): Promise<RichTextNode[]> {
  const { url, ...rest } = element;
  const isLink = element.type === 'a';
  const isDropped = !isLink && holdsOnlyAPlaceholder(element);
  const inner = place === 'link' || isLink ? 'link' : isDropped ? 'block' : 'line';
  const children = await injectNodes(element.children, source, inner);
  if (isDropped) return inPlaceOf(element, children);
  const injected = { ...rest, children };
  return [url ? { ...injected, url: await source.flat(url) } : injected];
}

function holdsOnlyAPlaceholder({ children }: RichTextElement): boolean {
  const [child] = children;
  return children.length === 1 && child !== undefined && isLeaf(child) && isSingleReference(child.text);
}

/** The pieces of a marked value stay one line. For an entry of a list that is indented every line is an entry. */
function inPlaceOf(element: RichTextElement, nodes: RichTextNode[]): RichTextNode[] {
  const [first] = nodes;
  if (!first) return [];
  if (isInline(first)) return [{ ...(isListEntry(element) ? element : { type: 'p' }), children: nodes }];
  return isListEntry(element)
    ? nodes.filter((node) => !isBlankLine(node)).map((node) => asEntry(element, node))
    : nodes;
}

function asEntry(element: RichTextElement, node: RichTextNode): RichTextNode {
  if (isLeaf(node) || !/^(?:p|h[1-6])$/.test(node.type)) return node;
  return { ...element, ...(node.type !== 'p' && { type: node.type }), children: node.children };
}

function isBlankLine(node: RichTextNode): boolean {
  return !isLeaf(node) && node.type === 'p' && leavesOf([node]).every(({ text }) => text === '');
}

async function injectLeaf(leaf: RichTextLeaf, source: RichTextSource, place: Place): Promise<RichTextNode[]> {
  const { text } = leaf;
  const tokens = text.includes('{{') ? await source.tokens(text) : [];
  const [first] = tokens;
  if (!first) return [leaf];
  const marks = marksForValue(leaf);
  if (first.start === 0 && first.end === text.length && Object.keys(marks).length === 0 && place !== 'link') {
    const pause = source.reading?.(first.value);
    if (pause) await pause;
    const nodes = valueAlone(first.value, place);
    source.read?.(leavesOf(nodes).length);
    return nodes;
  }
  const nodes: RichTextNode[] = [];
  /** A value is read once, however often it stands in the text. */
  const known = new Map<string, RichTextNode[]>();
  let from = 0;
  for (const { start, end, value } of tokens) {
    const pause = source.reading?.(value);
    if (pause) await pause;
    if (start > from) nodes.push({ ...leaf, text: text.slice(from, start) });
    const parsed = known.get(value) ?? parseInline(value);
    known.set(value, parsed);
    const pieces = parsed.map((piece) => withMarks(piece, marks));
    source.read?.(leavesOf(pieces).length);
    rememberNumbers(pieces);
    for (const piece of pieces) nodes.push(piece);
    from = end;
  }
  if (from < text.length) nodes.push({ ...leaf, text: text.slice(from) });
  return nodes;
}

function valueAlone(value: string, place: Place): RichTextNode[] {
  const nodes = parseBlocks(value);
  rememberNumbers(nodes);
  const [only] = nodes;
  const isPartOfLine = place === 'line' && nodes.length === 1 && only && !isLeaf(only) && only.type === 'p';
  return isPartOfLine ? only.children : nodes;
}

function withMarks(node: RichTextNode, marks: Record<string, unknown>): RichTextNode {
  if (isLeaf(node)) return { ...marks, ...node };
  return { ...node, children: node.children.map((child) => withMarks(child, marks)) };
}

function marksForValue({ bold, italic, underline }: RichTextLeaf): Record<string, unknown> {
  const marks: Record<string, unknown> = {};
  if (bold) marks.bold = bold;
  if (italic) marks.italic = italic;
  if (underline) marks.underline = underline;
  return marks;
}

/**
 * Fills the variables and inline code of a text bubble in: their values are read as Markdown and become nodes of the
 * tree (bubbles §2.3, variables §5.5).
 */
import { isSingleReference } from '../../flow/template.ts';
import { isLeaf, type RichTextElement, type RichTextLeaf, type RichTextNode } from './nodes.ts';
import { leadWithText, parseBlocks, parseInline } from './parse-value.ts';

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
  /** Told of the length of a value before it is read as Markdown; gives a pause now and then. */
  reading?(length: number): Promise<void> | undefined;
}

/**
 * The tree with every placeholder replaced. Placeholders are resolved one after the other, in the order of the tree.
 * A paragraph that is nothing but a placeholder gives way to the nodes of its value, or vanishes when that is empty.
 *
 * @example await injectRichText([paragraph('Hi {{Name}}')], source) // p with the leaves 'Hi ' and 'Bob'
 */
export async function injectRichText(nodes: readonly RichTextNode[], source: RichTextSource): Promise<RichTextNode[]> {
  return injectNodes(nodes, source, false);
}

async function injectNodes(
  nodes: readonly RichTextNode[],
  source: RichTextSource,
  insideLink: boolean,
): Promise<RichTextNode[]> {
  const injected: RichTextNode[][] = [];
  for (const node of nodes) {
    injected.push(
      isLeaf(node) ? await injectLeaf(node, source, insideLink) : await injectElement(node, source, insideLink),
    );
  }
  return injected.flat();
}

async function injectElement(
  element: RichTextElement,
  source: RichTextSource,
  insideLink: boolean,
): Promise<RichTextNode[]> {
  const { url, ...rest } = element;
  const isLink = element.type === 'a';
  const children = await injectNodes(element.children, source, insideLink || isLink);
  if (!isLink && holdsOnlyAPlaceholder(element)) return children;
  const injected = { ...rest, children: isLink ? leadWithText(children) : children };
  return [url ? { ...injected, url: await source.flat(url) } : injected];
}

function holdsOnlyAPlaceholder({ children }: RichTextElement): boolean {
  const [child] = children;
  return children.length === 1 && child !== undefined && isLeaf(child) && isSingleReference(child.text);
}

async function injectLeaf(leaf: RichTextLeaf, source: RichTextSource, insideLink: boolean): Promise<RichTextNode[]> {
  const { text } = leaf;
  const tokens = text.includes('{{') ? await source.tokens(text) : [];
  const [first] = tokens;
  if (!first) return [leaf];
  const marks = marksForValue(leaf);
  if (first.start === 0 && first.end === text.length && Object.keys(marks).length === 0 && !insideLink) {
    const pause = source.reading?.(first.value.length);
    if (pause) await pause;
    return parseBlocks(first.value);
  }
  const leaves: RichTextLeaf[] = [];
  let from = 0;
  for (const { start, end, value } of tokens) {
    const pause = source.reading?.(value.length);
    if (pause) await pause;
    if (start > from) leaves.push({ ...leaf, text: text.slice(from, start) });
    for (const piece of parseInline(value)) leaves.push({ ...marks, ...piece });
    from = end;
  }
  if (from < text.length) leaves.push({ ...leaf, text: text.slice(from) });
  return leaves;
}

function marksForValue({ bold, italic, underline }: RichTextLeaf): Record<string, unknown> {
  const marks: Record<string, unknown> = {};
  if (bold) marks.bold = bold;
  if (italic) marks.italic = italic;
  if (underline) marks.underline = underline;
  return marks;
}

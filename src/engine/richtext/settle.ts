/**
 * The one shape of a tree that every client can read (C11): every node at the top has children, no paragraph stands
 * inside a paragraph, and a link holds leaves. Values of variables and documents of old editors break it.
 */
import { isLeaf, leavesOf, paragraph, type RichTextElement, type RichTextNode } from './nodes.ts';

const blockTypes: ReadonlySet<string> = new Set([
  ...['ul', 'ol', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'code_block', 'hr', 'img'],
]);
const lineTypes: ReadonlySet<string> = new Set(['p', 'lic']);
const opaqueTypes: ReadonlySet<string> = new Set(['code_block', 'code_line', 'hr', 'img']);

/**
 * The tree in the shape that clients read; a tree that has it already comes back equal. A bare leaf becomes a paragraph.
 * Paragraphs inside a paragraph are a part of its line, unless a blank line or another block is among them: then they
 * stay blocks, and the words before and after them are paragraphs of their own.
 *
 * @example settle([{ type: 'p', children: [{ text: 'Hi ' }, paragraph('Bob')] }]) // p with the leaves 'Hi ' and 'Bob'
 */
export function settle(nodes: readonly RichTextNode[]): RichTextNode[] {
  return nodes.flatMap((node) => {
    if (!isLeaf(node)) return settleElement(node, false);
    // A blank line of a value that was set in bold was kept as newlines.
    return /^\n+$/.test(node.text) ? [paragraph('')] : [{ type: 'p', children: [node] }];
  });
}

/** True for what is a part of a line: a leaf, a link, a wrapper. */
export function isInline(node: RichTextNode): boolean {
  return isLeaf(node) || !(blockTypes.has(node.type) || lineTypes.has(node.type));
}

function settleElement(element: RichTextElement, isInParagraph: boolean): RichTextNode[] {
  const { type, children } = element;
  if (opaqueTypes.has(type)) return [element];
  if (type === 'a') return [{ ...element, children: linkChildren(children) }];
  if (lineTypes.has(type) || /^h[1-6]$/.test(type)) return settleLine(element);
  if (isInParagraph && isInline(element)) return settleWrapper(element);
  return [
    { ...element, children: children.flatMap((child) => (isLeaf(child) ? [child] : settleElement(child, false))) },
  ];
}

/**
 * The children of a link: leaves, images, and a text first, because clients read the text of the first child without
 * a look.
 */
function linkChildren(children: readonly RichTextNode[]): RichTextNode[] {
  const flat = children.flatMap((child) => (isLeaf(child) || child.type === 'img' ? [child] : leavesOf([child])));
  return flat[0] && isLeaf(flat[0]) ? flat : [{ text: '' }, ...flat];
}

/** A wrapper inside a paragraph; around anything but texts it gives way, because clients look no deeper. */
function settleWrapper(element: RichTextElement): RichTextNode[] {
  return settleLine(element).flatMap((node) =>
    isLeaf(node) || node.type !== element.type || node.children.every(isLeaf) ? [node] : node.children,
  );
}

function settleLine(element: RichTextElement): RichTextNode[] {
  const nodes = element.children.flatMap((child) => (isLeaf(child) ? [child] : settleElement(child, true)));
  const settled: RichTextNode[] = [];
  let words: RichTextNode[] = [];
  function endLine(): void {
    // What distinguishes the element, such as its place in a list, belongs to its first line.
    const line = settled.length === 0 ? element : { type: element.type };
    if (words.some(isVisible)) settled.push({ ...line, children: words });
    words = [];
  }
  for (const run of runsOf(nodes)) {
    if (isPartOfLine(run)) {
      for (const node of run) for (const part of isInline(node) ? [node] : childrenOf(node)) words.push(part);
    } else {
      endLine();
      settled.push(...run);
    }
  }
  if (settled.length === 0) return [{ ...element, children: words }];
  endLine();
  return settled;
}

/** Neighbours that are a part of the line, and neighbours that are not, in turns. */
function runsOf(nodes: readonly RichTextNode[]): RichTextNode[][] {
  const runs: RichTextNode[][] = [];
  let last: RichTextNode[] | undefined;
  for (const node of nodes) {
    if (last?.[0] && isInline(last[0]) === isInline(node)) last.push(node);
    else {
      last = [node];
      runs.push(last);
    }
  }
  return runs;
}

function isPartOfLine(run: readonly RichTextNode[]): boolean {
  const isLine = (node: RichTextNode) => !isLeaf(node) && lineTypes.has(node.type);
  return run.every(
    (node) => isInline(node) || (isLine(node) && (run.length === 1 || childrenOf(node).some(isVisible))),
  );
}

function isVisible(node: RichTextNode): boolean {
  return !isLeaf(node) || node.text.trim() !== '';
}

function childrenOf(node: RichTextNode): readonly RichTextNode[] {
  return isLeaf(node) ? [] : node.children;
}

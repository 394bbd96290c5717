/**
 * Numbers at the start of the lines of a value. A reader of Markdown counts the entries of a list by itself, and people
 * are asked to type the number they see; so where the count would be another one, these numbers are escaped.
 */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { isLeaf, leavesOf, type RichTextLeaf, type RichTextNode } from './nodes.ts';
import { exceedsMarkdownLimits } from './parse-limits.ts';

/** Leaves whose lines start with numbers of a value. Kept beside the tree, because the tree goes to clients. */
const fromValue = new WeakSet<RichTextLeaf>();

const numbers = /(^|\n)([ \t]*\d{1,9})(?=[.)](?:\s|$))/g;

/** Remembers the leaves among the nodes of a value that have lines starting with a number. */
export function rememberNumbers(nodes: readonly RichTextNode[]): void {
  for (const leaf of leavesOf(nodes)) if (leaf.text.search(numbers) !== -1) fromValue.add(leaf);
}

/** True when lines of values start with numbers somewhere in a tree. */
export function hasNumbers(nodes: readonly RichTextNode[]): boolean {
  return nodes.some((node) => (isLeaf(node) ? fromValue.has(node) : hasNumbers(node.children)));
}

/**
 * The tree with the numbers of values written so that Markdown does not count them. What the author of the bot typed
 * stays as it is (bubbles §3.1).
 *
 * @example escapeNumbers([paragraph('5. Tea')]) // [paragraph('5\\. Tea')], when the text is remembered
 */
export function escapeNumbers(nodes: readonly RichTextNode[]): RichTextNode[] {
  let startsLine = true;
  return nodes.map((node) => {
    if (!isLeaf(node)) {
      startsLine = false;
      return { ...node, children: escapeNumbers(node.children) };
    }
    const { text } = node;
    const isAtStart = startsLine;
    if (text !== '') startsLine = text.endsWith('\n');
    if (!fromValue.has(node)) return node;
    return { ...node, text: text.replace(numbers, (found, start) => (start || isAtStart ? `${found}\\` : found)) };
  });
}

/**
 * True when a CommonMark reader shows the entries of lists with the numbers that stand in the text. Text that is too
 * heavy to be read counts as if it did not.
 *
 * @example showsNumbersAsTyped('1. Tea\n5. Coffee') // false: the reader shows 1 and 2
 */
export function showsNumbersAsTyped(markdown: string): boolean {
  return !exceedsMarkdownLimits(markdown) && isCountedAsTyped(fromMarkdown(markdown), markdown);
}

function isCountedAsTyped(node: Nodes, markdown: string): boolean {
  if (node.type === 'list' && node.ordered) {
    const first = node.start ?? 1;
    const isTyped = node.children.every(({ position }, index) => {
      const typed = /^\d+/.exec(markdown.slice(position!.start.offset, position!.start.offset! + 9));
      return typed?.[0] === String(first + index);
    });
    if (!isTyped) return false;
  }
  return !('children' in node) || node.children.every((child) => isCountedAsTyped(child, markdown));
}

/**
 * Lists as editors of today store them: every entry is a paragraph that says how far it is indented (`indent`), which
 * marker it has (`listStyleType`) and, for numbers, which one it starts with (`listStart`).
 */
import { isLeaf, maxTreeDepth, type RichTextElement, type RichTextNode } from './nodes.ts';

/** An entry with what stands in it. */
export interface Entry<Content> {
  readonly element: RichTextElement;
  readonly content: Content;
}

/** A list made of entries; `start` is the number of the first item. Items hold content and further lists. */
export interface NestedList<Content> {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly start: number;
  readonly items: (Content | NestedList<Content>)[][];
}

const bullets: ReadonlySet<string> = new Set([
  ...['disc', 'circle', 'square', 'disclosure-open', 'disclosure-closed', 'todo', 'none'],
]);

/** True for a paragraph or another line that is an entry of such a list. */
export function isListEntry(node: RichTextNode): node is RichTextElement {
  return !isLeaf(node) && typeof node.listStyleType === 'string' && node.listStyleType !== '';
}

/**
 * Neighbouring entries as lists inside each other. A deeper entry belongs to the one before it; another kind of
 * marker, or a number that does not follow, starts another list.
 *
 * @example
 * nestEntries([{ element: { type: 'p', indent: 1, listStyleType: 'decimal', listStart: 3, children: [] }, content: 'Tea' }])
 * // [{ kind: 'list', ordered: true, start: 3, items: [['Tea']] }]
 */
export function nestEntries<Content>(entries: readonly Entry<Content>[]): NestedList<Content>[] {
  const roots: NestedList<Content>[] = [];
  const open: { readonly indent: number; readonly list: NestedList<Content> }[] = [];
  for (const { element, content } of entries) {
    const indent = indentOf(element);
    const ordered = !bullets.has(String(element.listStyleType));
    const number = startOf(element);
    while ((open.at(-1)?.indent ?? 0) > indent) open.pop();
    const current = open.at(-1);
    if (current?.indent === indent) {
      const { list } = current;
      const follows = !ordered || number === undefined || number === list.start + list.items.length;
      if (list.ordered === ordered && follows) {
        list.items.push([content]);
        continue;
      }
      open.pop();
    }
    const list: NestedList<Content> = { kind: 'list', ordered, start: number ?? 1, items: [[content]] };
    (open.at(-1)?.list.items.at(-1) ?? roots).push(list);
    open.push({ indent, list });
  }
  return roots;
}

/** The number of an entry, when it has one that CommonMark knows. */
function startOf({ listStart }: RichTextElement): number | undefined {
  const isKnown = typeof listStart === 'number' && /^\d{1,9}$/.test(String(listStart));
  return isKnown ? listStart : undefined;
}

function indentOf({ indent }: RichTextElement): number {
  return typeof indent === 'number' && indent >= 1 ? Math.min(Math.floor(indent), maxTreeDepth) : 1;
}

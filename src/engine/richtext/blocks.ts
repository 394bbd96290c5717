/**
 * The injected tree as a plain outline of blocks and inline runs, for everything that renders it. Here the odd shapes
 * of old documents are settled (bubbles §2.4), indented paragraphs become lists, and unknown elements are their children.
 */
import { type Entry, isListEntry, type NestedList, nestEntries } from './indented-lists.ts';
import { isLeaf, leavesOf, type RichTextElement, type RichTextLeaf, type RichTextNode, readRichText } from './nodes.ts';
import { settle } from './settle.ts';

/** A link; `url` is `''` when there is none. */
export interface Link {
  readonly kind: 'link';
  readonly url: string;
  readonly leaves: readonly RichTextLeaf[];
}

/** A piece of a line. */
export type Inline = { readonly kind: 'text'; readonly leaf: RichTextLeaf } | Link;

/** A list; `start` is the number of the first item of an ordered one. */
export interface ListBlock {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly start: number;
  readonly items: readonly (readonly Block[])[];
}

/** A block of a bubble. An empty paragraph is a blank line. */
export type Block =
  | { readonly kind: 'paragraph'; readonly line: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly line: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | ListBlock
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'rule' };

const lineTypes: ReadonlySet<string> = new Set(['p', 'lic', 'code_line']);

/**
 * The blocks of an injected tree.
 *
 * @example readBlocks([paragraph('Hi')]) // [{ kind: 'paragraph', line: [{ kind: 'text', leaf: { text: 'Hi' } }] }]
 */
export function readBlocks(nodes: readonly RichTextNode[]): Block[] {
  const blocks: Block[] = [];
  let entries: Entry<Block[]>[] = [];
  function endEntries(): void {
    for (const list of nestEntries(entries)) blocks.push(listOf(list));
    entries = [];
  }
  for (const node of settle(nodes)) {
    const content =
      !isLeaf(node) && lineTypes.has(node.type) ? atLeastOneLine(readLines(node.children)) : readLines([node]);
    if (isListEntry(node)) {
      entries.push({ element: node, content });
    } else {
      endEntries();
      for (const block of content) blocks.push(block);
    }
  }
  endEntries();
  return blocks;
}

function listOf({ items, ...list }: NestedList<Block[]>): ListBlock {
  return { ...list, items: items.map((item) => item.flatMap((part) => (Array.isArray(part) ? part : listOf(part)))) };
}

/** The text of nodes without marks, in order. */
export function textOf(nodes: readonly RichTextNode[]): string {
  return leavesOf(nodes)
    .map((leaf) => leaf.text)
    .join('');
}

/** Reads inline content into lines; blocks among it stand between the lines. */
function readLines(nodes: readonly RichTextNode[]): Block[] {
  const blocks: Block[] = [];
  let line: Inline[] | undefined;
  let isAfterLine = false;

  function openLine(): Inline[] {
    if (line) return line;
    line = [];
    blocks.push({ kind: 'paragraph', line });
    return line;
  }

  function visit(children: readonly RichTextNode[]): void {
    for (const child of children) {
      if (isLeaf(child)) {
        openLine().push({ kind: 'text', leaf: child });
        isAfterLine = false;
      } else if (child.type === 'a') {
        openLine().push({ kind: 'link', url: child.url ?? '', leaves: leavesOf(child.children) });
        isAfterLine = false;
      } else if (lineTypes.has(child.type)) {
        if (isAfterLine) line = undefined;
        openLine();
        isAfterLine = false;
        visit(child.children);
        isAfterLine = true;
      } else {
        const block = readBlock(child);
        if (block) {
          blocks.push(block);
          line = undefined;
        } else {
          visit(child.children);
        }
      }
    }
  }

  visit(nodes);
  return blocks;
}

/** The block of an element that is one by itself; undefined for lines and unknown elements. */
function readBlock(element: RichTextElement): Block | undefined {
  const { type, children } = element;
  switch (type) {
    case 'ul':
    case 'ol':
      return { kind: 'list', ordered: type === 'ol', start: 1, items: children.map(readItem) };
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return { kind: 'heading', level: Number(type.slice(1)), line: readLines(children).flatMap(lineOf) };
    case 'blockquote':
      return { kind: 'quote', blocks: readLines(children) };
    case 'code_block': {
      const text = children.map((line) => textOf([line])).join('\n');
      return { kind: 'code', language: typeof element.lang === 'string' ? element.lang : '', text };
    }
    case 'hr':
      return { kind: 'rule' };
    case 'img':
      return { kind: 'image', url: element.url ?? '', alt: captionOf(element) };
    default:
      return undefined;
  }
}

function readItem(node: RichTextNode): Block[] {
  return readLines(!isLeaf(node) && node.type === 'li' ? node.children : [node]);
}

function lineOf(block: Block): readonly Inline[] {
  return block.kind === 'paragraph' ? block.line : [];
}

function atLeastOneLine(blocks: Block[]): Block[] {
  return blocks.length > 0 ? blocks : [{ kind: 'paragraph', line: [] }];
}

function captionOf({ caption }: RichTextElement): string {
  return textOf(readRichText(caption));
}

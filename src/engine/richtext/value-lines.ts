/**
 * Blocks of a value as lines of text that keep the markers they were typed with: numbers that people are asked to type
 * stay those of the author, and a list inside a sentence stays readable (bubbles §2.4).
 */
import type { List, Nodes, PhrasingContent, RootContent } from 'mdast';
import { isLeaf, type RichTextNode } from './nodes.ts';

/** What the lines are made from. */
export interface ValueText {
  /** The value that was parsed. */
  readonly source: string;
  /** The nodes of inline content. */
  inline(nodes: readonly PhrasingContent[]): RichTextNode[];
}

/**
 * The lines of blocks that follow each other, with as many line breaks between them as there were. Neighbouring texts
 * without marks are one leaf.
 *
 * @example linesOf(blocks of '3. Tea\n4. Coffee', value) // [{ text: '3. Tea\n4. Coffee' }]
 */
export function linesOf(blocks: readonly RootContent[], value: ValueText): RichTextNode[] {
  const [only] = blocks;
  if (blocks.length === 1 && only?.type === 'paragraph') return value.inline(only.children);
  return joinTexts(siblings(blocks, value, ''));
}

function siblings(blocks: readonly RootContent[], value: ValueText, indentation: string): RichTextNode[] {
  return blocks.flatMap((block, index) => {
    const nodes = blockLines(block, value, indentation);
    const before = blocks[index - 1];
    return before ? [lineBreaks(before, block, indentation), ...nodes] : nodes;
  });
}

function blockLines(block: RootContent, value: ValueText, indentation: string): RichTextNode[] {
  switch (block.type) {
    case 'paragraph':
      return value.inline(block.children);
    case 'list':
      return listLines(block, value, indentation);
    case 'heading': {
      const typed = sourceOf(block, value);
      const content = value.inline(block.children);
      if (typed.startsWith('#')) return [{ text: `${'#'.repeat(block.depth)} ` }, ...content];
      return [...content, { text: typed.slice(typed.trimEnd().lastIndexOf('\n')) }];
    }
    case 'definition':
      return [];
    default:
      return [{ text: sourceOf(block, value) }];
  }
}

function listLines({ children: items }: List, value: ValueText, indentation: string): RichTextNode[] {
  return items.flatMap((item, index): RichTextNode[] => {
    const [first] = item.children;
    const typed = sourceOf(item, value);
    const marker = (/^(?:[-+*]|\d+[.)])/.exec(typed) ?? [''])[0];
    const content = siblings(item.children, value, `${indentation}${' '.repeat(marker.length + 1)}`);
    const before = items[index - 1];
    return [
      ...(before ? [lineBreaks(before, item, indentation)] : []),
      { text: first ? `${marker} ` : marker },
      ...content,
    ];
  });
}

function lineBreaks(before: Nodes, after: Nodes, indentation: string): RichTextNode {
  const lines = after.position!.start.line - before.position!.end.line;
  return { text: '\n'.repeat(Math.max(1, lines)) + indentation };
}

function sourceOf({ position }: Nodes, { source }: ValueText): string {
  return source.slice(position!.start.offset, position!.end.offset);
}

function joinTexts(nodes: readonly RichTextNode[]): RichTextNode[] {
  const joined: RichTextNode[] = [];
  let texts: string[] = [];
  function endText(): void {
    if (texts.length > 0) joined.push({ text: texts.join('') });
    texts = [];
  }
  for (const node of nodes) {
    if (isLeaf(node) && Object.keys(node).length === 1) {
      texts.push(node.text);
    } else {
      endText();
      joined.push(node);
    }
  }
  endText();
  return joined;
}

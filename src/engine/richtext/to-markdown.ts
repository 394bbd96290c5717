/**
 * Rich text as Markdown (bubbles §3). Nothing is escaped: texts go out as they are, so that what authors typed for a
 * gateway, such as `#` or `[buttons]`, arrives unchanged (C20). The one exception are numbers of a value that a reader
 * would show as other numbers (bubbles §2.4).
 */
import { type Block, type Inline, readBlocks } from './blocks.ts';
import { backticksAround, type MarkdownFlavour, renderLine } from './markdown-line.ts';
import type { RichTextNode } from './nodes.ts';
import { escapeNumbers, hasNumbers, showsNumbersAsTyped } from './numbers.ts';

/**
 * The Markdown of an injected tree: one line per paragraph, without the newline at the end. A bubble of empty
 * paragraphs gives `''`.
 *
 * @example toMarkdown([paragraph('a'), paragraph('b')], 'commonmark') // 'a\nb'
 */
export function toMarkdown(nodes: readonly RichTextNode[], flavour: MarkdownFlavour): string {
  const markdown = renderTree(nodes, flavour);
  // Messaging apps show numbers as they stand.
  if (flavour === 'messaging' || !hasNumbers(nodes) || showsNumbersAsTyped(markdown)) return markdown;
  return renderTree(escapeNumbers(nodes), flavour);
}

function renderTree(nodes: readonly RichTextNode[], flavour: MarkdownFlavour): string {
  const markdown = renderBlocks(readBlocks(nodes), flavour);
  if (/^\n*$/.test(markdown)) return '';
  return markdown.endsWith('\n') ? markdown.slice(0, -1) : markdown;
}

function renderBlocks(blocks: readonly Block[], flavour: MarkdownFlavour): string {
  let markdown = '';
  let previous: Block | undefined;
  let usesOtherMarker = false;
  for (const block of blocks) {
    if (previous) markdown += isTight(previous) || isTight(block) ? '\n' : '\n\n';
    // Two lists with the same marker would be read as one.
    usesOtherMarker = isSameList(previous, block) && !usesOtherMarker;
    markdown += renderBlock(block, flavour, usesOtherMarker);
    previous = block;
  }
  return markdown;
}

function isTight({ kind }: Block): boolean {
  return kind === 'paragraph' || kind === 'image';
}

function isSameList(a: Block | undefined, b: Block): boolean {
  return a?.kind === 'list' && b.kind === 'list' && a.ordered === b.ordered;
}

function renderBlock(block: Block, flavour: MarkdownFlavour, usesOtherMarker: boolean): string {
  switch (block.kind) {
    case 'paragraph':
      return renderLine(block.line, flavour);
    case 'heading':
      return renderHeading(block.level, block.line, flavour);
    case 'quote':
      return prefixLines(renderBlocks(block.blocks, flavour), '> ', '> ');
    case 'list':
      return block.items
        .map((item, index) => {
          const marker = block.ordered
            ? `${block.start + index}${usesOtherMarker ? ')' : '.'}`
            : usesOtherMarker
              ? '-'
              : '*';
          return prefixLines(renderBlocks(item, flavour), `${marker} `, ' '.repeat(marker.length + 1));
        })
        .join('\n');
    case 'code': {
      const fence = backticksAround(block.text, 3);
      return `${fence}${block.language}\n${block.text}\n${fence}`;
    }
    case 'image':
      return block.alt === '' ? `![](${block.url})` : `![${block.alt}](${block.url} "${block.alt}")`;
    case 'rule':
      return '***';
  }
}

/** Messaging apps have no headings, so these are bold lines there. */
function renderHeading(level: number, line: readonly Inline[], flavour: MarkdownFlavour): string {
  if (flavour === 'commonmark')
    return `${'#'.repeat(level)} ${renderLine(line, flavour).replaceAll('\n', ' ')}`.trimEnd();
  return renderLine(
    line.map((part) => (part.kind === 'text' ? { ...part, leaf: { ...part.leaf, bold: true } } : part)),
    flavour,
  );
}

/** Puts a prefix before every line; lines that would end with its blank lose it. */
function prefixLines(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      const prefix = index === 0 ? first : others;
      return line === '' ? prefix.trimEnd() : prefix + line;
    })
    .join('\n');
}

/**
 * Rich text for clients that know only `html` and `plainText` (chat-api §17). Every text is escaped, and links lead
 * only to schemes that cannot run code.
 */
import type { TextContent } from '../output.ts';
import { type Block, type Inline, readBlocks } from './blocks.ts';
import type { RichTextLeaf, RichTextNode } from './nodes.ts';

const safeScheme = /^(?:https?|mailto|tel|sms):/i;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * The HTML of an injected tree, one `div` per paragraph.
 *
 * @example toHtml([paragraph('a < b'), paragraph('')]) // '<div>a &lt; b</div><div><br></div>'
 */
export function toHtml(nodes: readonly RichTextNode[]): string {
  return readBlocks(nodes).map(htmlOf).join('');
}

/**
 * The texts of an injected tree, one line per paragraph or list item, without marks; a list item has its bullet or
 * number, a link is its text, or its address when it has none.
 *
 * @example toPlainText([paragraph('a'), paragraph('b')]) // 'a\nb'
 */
export function toPlainText(nodes: readonly RichTextNode[]): string {
  return readBlocks(nodes).flatMap(plainLines).join('\n');
}

/** Rich text with what clients of 2023 read instead. */
export function withHtml(richText: readonly RichTextNode[]): TextContent {
  return { type: 'richText', richText, html: toHtml(richText), plainText: toPlainText(richText) };
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<div>${lineHtml(block.line) || '<br>'}</div>`;
    case 'heading':
      return `<h${block.level}>${lineHtml(block.line)}</h${block.level}>`;
    case 'quote':
      return `<blockquote>${block.blocks.map(htmlOf).join('')}</blockquote>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      const start = block.ordered && block.start !== 1 ? ` start="${block.start}"` : '';
      return `<${tag}${start}>${block.items.map((item) => `<li>${itemHtml(item)}</li>`).join('')}</${tag}>`;
    }
    case 'code':
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case 'image':
      return `<img src="${safeAddress(block.url)}" alt="${escapeHtml(block.alt)}">`;
    case 'rule':
      return '<hr>';
  }
}

/** The first line of a list item needs no element of its own. */
function itemHtml([first, ...others]: readonly Block[]): string {
  const start = first?.kind === 'paragraph' ? lineHtml(first.line) : first ? htmlOf(first) : '';
  return start + others.map(htmlOf).join('');
}

function lineHtml(line: readonly Inline[]): string {
  return line
    .map((part) => {
      if (part.kind === 'text') return leafHtml(part.leaf);
      const text = part.leaves.map(leafHtml).join('') || escapeHtml(part.url);
      return `<a href="${safeAddress(part.url)}" target="_blank">${text}</a>`;
    })
    .join('');
}

function leafHtml(leaf: RichTextLeaf): string {
  let html = escapeHtml(leaf.text).replaceAll('\n', '<br>');
  if (html === '') return '';
  if (leaf.code) html = `<code>${html}</code>`;
  if (leaf.strikethrough) html = `<s>${html}</s>`;
  if (leaf.underline) html = `<u>${html}</u>`;
  if (leaf.italic) html = `<em>${html}</em>`;
  if (leaf.bold) html = `<strong>${html}</strong>`;
  return html;
}

function safeAddress(url: string): string {
  const address = url.trim();
  return safeScheme.test(address) ? escapeHtml(address) : '#';
}

/** Text that means only itself inside HTML, also in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

function plainLines(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return [block.line.map(plainInline).join('')];
    case 'quote':
      return block.blocks.flatMap(plainLines);
    case 'list':
      return block.items.flatMap((item, index) => plainItem(item, block.ordered ? `${block.start + index}.` : '-'));
    case 'code':
      return [block.text];
    case 'image':
      return block.alt === '' ? [] : [block.alt];
    case 'rule':
      return [];
  }
}

/** The marker stands before the first line, the others are indented to it. */
function plainItem(item: readonly Block[], marker: string): string[] {
  const lines = item.flatMap(plainLines).flatMap((line) => line.split('\n'));
  const [first = '', ...others] = lines;
  return [`${marker} ${first}`.trimEnd(), ...others.map((line) => `${' '.repeat(marker.length + 1)}${line}`.trimEnd())];
}

function plainInline(part: Inline): string {
  return part.kind === 'text' ? part.leaf.text : part.leaves.map((leaf) => leaf.text).join('') || part.url;
}

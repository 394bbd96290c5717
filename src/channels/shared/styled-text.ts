/**
 * The rich text of a bubble as lines of text with marks: one walk over the tree for every app that writes marks in its
 * own way or not at all (channels §3). It can be split without looking at what the marks become.
 */
import type { TextContent } from '../../engine/output.ts';
import { type Block, type Inline, readBlocks } from '../../engine/richtext/blocks.ts';
import type { RichTextLeaf } from '../../engine/richtext/nodes.ts';
import { splitText } from './split-text.ts';

/** What can be said of a piece of text beside its letters. */
export interface Marks {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  /** Lines of a program. */
  readonly block?: boolean;
  readonly quote?: boolean;
  /** Address that the piece leads to. */
  readonly link?: string;
}

/** A piece of text whose letters have the same marks. */
export interface Run {
  readonly text: string;
  readonly marks: Marks;
}

/** A text in pieces; lines end with `\n`. */
export type StyledText = readonly Run[];

/** A text without marks. */
export function plainRun(text: string): StyledText {
  return text === '' ? [] : [{ text, marks: {} }];
}

/** The letters alone. */
export function lettersOf(text: StyledText): string {
  return text.map((run) => run.text).join('');
}

/** The text of a bubble. A list has its bullets and numbers, a heading is a bold line, a rule a line of dashes. */
export function styledText(content: TextContent): StyledText {
  if (content.type === 'markdown') return trimmed(plainRun(content.markdown));
  return trimmed(joined(readBlocks(content.richText).map((block) => runsOf(block))));
}

function runsOf(block: Block): StyledText {
  switch (block.kind) {
    case 'paragraph':
      return lineOf(block.line);
    case 'heading':
      return marked(lineOf(block.line), { bold: true });
    case 'quote':
      return marked(joined(block.blocks.map(runsOf)), { quote: true });
    case 'code':
      return marked(plainRun(block.text), { block: true });
    case 'image':
      return marked(plainRun(block.alt || block.url), block.url === '' ? {} : { link: block.url });
    case 'rule':
      return plainRun('———');
    case 'list':
      return joined(
        block.items.map((item, index) => {
          const marker = block.ordered ? `${block.start + index}. ` : '• ';
          return [...plainRun(marker), ...indented(joined(item.map(runsOf)), marker.length)];
        }),
      );
  }
}

function lineOf(line: readonly Inline[]): StyledText {
  return line.flatMap((part): StyledText => {
    if (part.kind === 'text') return leafRun(part.leaf);
    const text = part.leaves.flatMap(leafRun);
    if (part.url === '') return text;
    return marked(text.length > 0 ? text : plainRun(part.url), { link: part.url });
  });
}

function leafRun({ text, bold, italic, underline, strikethrough, code }: RichTextLeaf): StyledText {
  const marks: Marks = {
    ...(Boolean(bold) && { bold: true }),
    ...(Boolean(italic) && { italic: true }),
    ...(Boolean(underline) && { underline: true }),
    ...(Boolean(strikethrough) && { strike: true }),
    ...(Boolean(code) && { code: true }),
  };
  return text === '' ? [] : [{ text, marks }];
}

/** The same with marks for all of it; marks are a set, so bold in a bold line is bold once. */
export function marked(text: StyledText, marks: Marks): StyledText {
  return text.map((run) => ({ text: run.text, marks: { ...run.marks, ...marks } }));
}

function joined(lines: readonly StyledText[]): StyledText {
  return lines.flatMap((line, index) => (index === 0 ? line : [...plainRun('\n'), ...line]));
}

/** The lines after the first stand below the text of the item, not below its bullet. */
function indented(text: StyledText, width: number): StyledText {
  return text.map((run) => ({ ...run, text: run.text.replaceAll('\n', `\n${' '.repeat(width)}`) }));
}

/** Without the empty lines before and after it. */
function trimmed(text: StyledText): StyledText {
  const letters = lettersOf(text);
  const start = /^\s*\n/.exec(letters)?.[0].length ?? 0;
  return slice(text, start, Math.max(start, letters.trimEnd().length));
}

/** The letters from one place to another, with their marks. */
function slice(text: StyledText, from: number, to: number): StyledText {
  let at = 0;
  return text.flatMap((run) => {
    const start = at;
    at += run.text.length;
    const piece = run.text.slice(Math.max(from - start, 0), Math.max(to - start, 0));
    return piece === '' ? [] : [{ text: piece, marks: run.marks }];
  });
}

/** Parts of at most so many UTF-16 units each, with their marks (channels rule 2.10). An empty text has no part. */
export function splitStyled(text: StyledText, most: number): readonly StyledText[] {
  const letters = lettersOf(text);
  if (letters.trim() === '') return [];
  let at = 0;
  return splitText(letters, most).map((part) => {
    const start = letters.indexOf(part, at);
    at = start + part.length;
    return slice(text, start, at);
  });
}

/** The text with the addresses of links beside them, where a link cannot be kept and is not its own address. */
export function spellLinks(text: StyledText, isKept: (url: string) => boolean): StyledText {
  let linked = '';
  return text.flatMap(({ text: letters, marks }, index): StyledText => {
    const { link, ...others } = marks;
    if (link === undefined || isKept(link)) return [{ text: letters, marks }];
    const isLast = text[index + 1]?.marks.link !== link;
    linked += letters;
    const isAddress = linked.trim() === link;
    if (isLast) linked = '';
    return [{ text: letters, marks: others }, ...(isLast && !isAddress ? plainRun(` (${link})`) : [])];
  });
}

/**
 * The text for apps without marks: a link has its address beside it, unless that is its text (channels §3).
 *
 * @example plainText([{ text: 'Shop', marks: { link: 'https://a.example' } }]) // 'Shop (https://a.example)'
 */
export function plainText(text: StyledText): string {
  return lettersOf(spellLinks(text, () => false));
}

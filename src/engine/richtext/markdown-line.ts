import type { Inline } from './blocks.ts';
import { fitMarks, has, type Mark, type Run } from './marks.ts';
import type { RichTextLeaf } from './nodes.ts';

/** `commonmark` for web clients; `messaging` for apps that write bold as `*x*` and have no links of their own. */
export type MarkdownFlavour = 'commonmark' | 'messaging';

/** Where a paragraph of CommonMark ends, also because the next line looks like an entry of a list or a quote. */
const paragraphEnd = /(\n[ \t]*\n\s*|\n(?=[ \t]*(?:>|(?:[-+*]|#{1,6}|\d{1,9}[.)])\s)))/;

/**
 * The content of one line or paragraph. Neighbours with the same mark share it, blanks at the edges of a mark stand
 * outside of it, punctuation does where a reader would show the mark itself, and nothing is escaped.
 *
 * @example renderLine([{ kind: 'text', leaf: { text: 'b ', bold: true } }, { kind: 'text', leaf: { text: 'x' } }], 'commonmark') // '**b** x'
 */
export function renderLine(line: readonly Inline[], flavour: MarkdownFlavour): string {
  const runs: Run[] = [];
  let leaves: RichTextLeaf[] = [];
  line.forEach((inline, index) => {
    if (inline.kind === 'text') {
      leaves.push(isHardBreak(line, index) ? { ...inline.leaf, text: '\\\n' } : inline.leaf);
      return;
    }
    const text = renderRuns(runsOf(inline.leaves, flavour), flavour);
    runs.push(...runsOf(leaves, flavour), { text: renderLink(text, inline.url, flavour), marks: [], isWhole: true });
    leaves = [];
  });
  const all = [...runs, ...runsOf(leaves, flavour)];
  return renderRuns(flavour === 'commonmark' ? fitMarks(all) : all, flavour);
}

/** A newline that is a leaf of its own between two other pieces comes from a Markdown line break. */
function isHardBreak(line: readonly Inline[], index: number): boolean {
  const isText = (part: Inline | undefined) =>
    part !== undefined && (part.kind === 'link' || (part.leaf.text !== '' && part.leaf.text !== '\n'));
  const part = line[index];
  return part?.kind === 'text' && part.leaf.text === '\n' && isText(line[index - 1]) && isText(line[index + 1]);
}

function renderLink(text: string, url: string, flavour: MarkdownFlavour): string {
  if (text === '') return url;
  if (url === '') return text;
  if (flavour === 'commonmark') return `[${text.split(paragraphEnd).map(onOneLine).join('')}](${url})`;
  return text === url ? url : `${text} (${url})`;
}

/** A link ends with its paragraph, so what would end that is a blank. */
function onOneLine(piece: string, index: number): string {
  return index % 2 === 1 ? ' ' : piece;
}

/** The runs of neighbouring leaves; leaves with the same marks are one run. */
function runsOf(leaves: readonly RichTextLeaf[], flavour: MarkdownFlavour): Run[] {
  const runs: { text: string; marks: Mark[]; isWhole: boolean }[] = [];
  for (const leaf of leaves) {
    const { text } = leaf;
    if (text === '') continue;
    const marks = marksOf(leaf, flavour);
    const isWhole = Boolean(leaf.code);
    const last = runs.at(-1);
    if (last && last.isWhole === isWhole && hasSameMarks(last.marks, marks)) last.text += text;
    else runs.push({ text, marks, isWhole });
  }
  return runs.map((run) => (run.isWhole ? { ...run, text: renderCode(run.text) } : run));
}

/** The marks of a leaf, outermost first when nothing else decides. */
function marksOf(leaf: RichTextLeaf, flavour: MarkdownFlavour): Mark[] {
  const isMessaging = flavour === 'messaging';
  const marks: Mark[] = [];
  const add = (open: string, close = open) => marks.push({ open, close });
  if (leaf.italic) add('_');
  if (leaf.bold) add(isMessaging ? '*' : '**');
  if (leaf.strikethrough) add(isMessaging ? '~' : '~~');
  if (isMessaging) return marks;
  if (leaf.underline) add('<u>', '</u>');
  if (isCssValue(leaf.color)) add(`<span style="color: ${leaf.color};">`, '</span>');
  if (isCssValue(leaf.backgroundColor)) add(`<span style="background-color: ${leaf.backgroundColor};">`, '</span>');
  return marks;
}

function isCssValue(value: unknown): value is string {
  return typeof value === 'string' && /^[\w#(),.%/ -]+$/.test(value);
}

function hasSameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every((mark) => has(b, mark));
}

/** Puts the mark outermost that reaches furthest, so that marks always nest. */
function renderRuns(runs: readonly Run[], flavour: MarkdownFlavour): string {
  let markdown = '';
  for (let start = 0; start < runs.length; ) {
    const { text, marks } = runs[start]!;
    let outermost: Mark | undefined;
    let end = start + 1;
    for (const mark of marks) {
      const reach = reachOf(mark, runs, start);
      if (outermost && reach <= end) continue;
      outermost = mark;
      end = reach;
    }
    if (outermost) {
      const { open } = outermost;
      const inner = runs.slice(start, end).map((run) => ({ ...run, marks: run.marks.filter((m) => m.open !== open) }));
      markdown += wrap(renderRuns(inner, flavour), outermost, flavour);
    } else {
      markdown += text;
    }
    start = end;
  }
  return markdown;
}

/** Index after the last of the neighbouring runs that have the mark. */
function reachOf(mark: Mark, runs: readonly Run[], start: number): number {
  let end = start + 1;
  while (end < runs.length && has(runs[end]!.marks, mark)) end += 1;
  return end;
}

// CommonMark ends a mark with its paragraph, messaging apps end it with its line.
function wrap(text: string, { open, close }: Mark, flavour: MarkdownFlavour): string {
  return text
    .split(flavour === 'commonmark' ? paragraphEnd : /(\\?\n)/)
    .map((piece) => surround(piece, open, close))
    .join('');
}

/** Marks stand around the text between blanks and line breaks at its edges. */
function surround(text: string, open: string, close: string): string {
  const start = (/^(?:\s|\\\n)+/.exec(text) ?? [''])[0].length;
  let end = text.length;
  while (end > start && /\s/.test(text.charAt(end - 1)))
    end -= text.charAt(end - 1) === '\n' && text.charAt(end - 2) === '\\' ? 2 : 1;
  return end > start ? text.slice(0, start) + open + text.slice(start, end) + close + text.slice(end) : text;
}

/** The fence is longer than any run of backticks inside, and a blank keeps it off one at the edge. */
function renderCode(text: string): string {
  const fence = backticksAround(text, 1);
  const core = text.trim();
  const gap = core.startsWith('`') || core.endsWith('`') ? ' ' : '';
  return surround(text, fence + gap, gap + fence);
}

/** A run of backticks that does not occur in the text, at least `least` long. */
export function backticksAround(text: string, least: number): string {
  const longest = (text.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  return '`'.repeat(longest < least ? least : longest + 1);
}

import type { Marks, Run, StyledText } from '../shared/styled-text.ts';

/** Marks from the outside in; code holds no other mark, and quotes are not in each other (channels §4.3). */
const order = ['quote', 'block', 'code', 'link', 'bold', 'italic', 'underline', 'strike'] as const;

const tags: Readonly<Record<Exclude<keyof Marks, 'link'>, string>> = {
  quote: 'blockquote',
  block: 'pre',
  code: 'code',
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strike: 's',
};

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Addresses that a link may lead to; the others are dropped there without a word. */
export function isLinkable(url: string): boolean {
  return /^(?:https?|tg):\/\//i.test(url);
}

/**
 * A text in the HTML of Telegram, which has marks and no lines, lists or paragraphs.
 *
 * @example htmlOf([{ text: 'a < b', marks: { bold: true } }]) // '<b>a &lt; b</b>'
 */
export function htmlOf(text: StyledText): string {
  return inside(text, 0);
}

/** The HTML of runs whose marks before `level` are written already. */
function inside(runs: readonly Run[], level: number): string {
  const mark = order[level];
  if (mark === undefined) return runs.map((run) => escaped(run.text)).join('');
  let html = '';
  for (let start = 0; start < runs.length; ) {
    const value = runs[start]!.marks[mark];
    let end = start + 1;
    while (end < runs.length && runs[end]!.marks[mark] === value) end += 1;
    html += wrapped(runs.slice(start, end), level, value);
    start = end;
  }
  return html;
}

function wrapped(runs: readonly Run[], level: number, value: string | boolean | undefined): string {
  const mark = order[level]!;
  if (!value) return inside(runs, level + 1);
  if (mark === 'link') return `<a href="${escaped(String(value))}">${inside(runs, level + 1)}</a>`;
  const isCode = mark === 'block' || mark === 'code';
  const content = inside(runs, isCode ? order.length : level + 1);
  return `<${tags[mark]}>${content}</${tags[mark]}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

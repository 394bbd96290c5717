/**
 * Template syntax of author-written texts: `{{Name}}` refers to a variable by its exact name, `{{= code =}}` is inline
 * code (variables §5.1). Parsing is separate from filling in, so a text is parsed once per version of a flow.
 */

/** A `{{Name}}` or `{{= code =}}` found in a text; `start` and `end` are UTF-16 offsets. */
export interface Token {
  readonly kind: 'reference' | 'code';
  readonly start: number;
  readonly end: number;
  /** The variable's name, or the code between the `=` signs. */
  readonly content: string;
}

/** A parsed text: literal parts are what lies between the tokens, which are in order and do not overlap. */
export interface Template {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly hasCode: boolean;
}

const lineBreak = /[\n\r\u2028\u2029]/g;
const referencePattern = /\{\{([^{}]+)\}\}/g;

/** The inline-code tokens of a text: shortest match, never across a line break. Goes through the text once. */
export function codeTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let close = 0;
  let lineEnd = -1;
  for (let start = text.indexOf('{{='); start !== -1; ) {
    if (close < start + '{{=.'.length) close = text.indexOf('=}}', start + '{{=.'.length);
    if (close === -1) break;
    if (lineEnd < start) lineEnd = endOfLine(text, start);
    if (close < lineEnd) {
      tokens.push({ kind: 'code', start, end: close + 3, content: text.slice(start + 3, close) });
      start = text.indexOf('{{=', close + 3);
    } else {
      // What else begins in this line does not end in it either.
      start = text.indexOf('{{=', lineEnd);
    }
  }
  return tokens;
}

function endOfLine(text: string, from: number): number {
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

/** The references of a text, wherever they stand (inside inline code too). */
export function referenceTokens(text: string): Token[] {
  return Array.from(text.matchAll(referencePattern), ({ 0: whole, 1: content = '', index }) => ({
    kind: 'reference',
    start: index,
    end: index + whole.length,
    content,
  }));
}

/**
 * Parses a text. References inside inline code belong to the code and are not tokens of their own.
 *
 * @example parseTemplate('Hi {{Name}}').tokens // [{ kind: 'reference', start: 3, end: 11, content: 'Name' }]
 */
export function parseTemplate(text: string): Template {
  if (!text.includes('{{')) return { text, tokens: [], hasCode: false };
  const codes = text.includes('{{=') ? codeTokens(text) : [];
  if (codes.length === 0) return { text, tokens: referenceTokens(text), hasCode: false };
  const tokens: Token[] = [];
  let from = 0;
  for (const code of [...codes, undefined]) {
    const until = code?.start ?? text.length;
    for (const reference of referenceTokens(text.slice(from, until))) {
      tokens.push({ ...reference, start: reference.start + from, end: reference.end + from });
    }
    if (code) {
      tokens.push(code);
      from = code.end;
    }
  }
  return { text, tokens, hasCode: true };
}

/**
 * True when the text is a single `{{…}}`: starts with `{{`, ends with `}}` and holds `{{` once (variables §8).
 * Options that name a group or a number by variable accept only this form.
 */
export function isSingleReference(text: string): boolean {
  return text.startsWith('{{') && text.endsWith('}}') && text.indexOf('{{', 2) === -1;
}

/** The name inside a text that is exactly `{{Name}}`, or undefined. The name may be any text, also an unknown one. */
export function uniqueReference(text: string): string | undefined {
  return text.length > 4 && text.startsWith('{{') && text.endsWith('}}') ? text.slice(2, -2) : undefined;
}

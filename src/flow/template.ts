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

const codePattern = /\{\{=(.+?)=\}\}/g;
const referencePattern = /\{\{([^{}]+)\}\}/g;

/** The inline-code tokens of a text: shortest match, never across a line break. */
export function codeTokens(text: string): Token[] {
  return Array.from(text.matchAll(codePattern), (match) => token('code', match));
}

/** The references of a text, wherever they stand (inside inline code too). */
export function referenceTokens(text: string): Token[] {
  return Array.from(text.matchAll(referencePattern), (match) => token('reference', match));
}

function token(kind: Token['kind'], match: RegExpExecArray): Token {
  return { kind, start: match.index, end: match.index + match[0].length, content: match[1] ?? '' };
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

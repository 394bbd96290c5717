/** A regular expression as authors write it. */
export interface WrittenPattern {
  readonly source: string;
  readonly flags: string;
}

const flagsOnly = /^[gimuy]*$/;
const lineBreak = /[\n\r\u2028\u2029]/;

/**
 * Reads a pattern that is written plainly or as `/source/flags`; text before the first slash is dropped then, and so
 * are lines before the last (logic §3.8). Patterns may be texts of people, so it takes one way through the text.
 *
 * @example readPattern('/^a/i') // { source: '^a', flags: 'i' }
 */
export function readPattern(text: string): WrittenPattern {
  const plain = { source: text, flags: '' };
  const close = text.lastIndexOf('/');
  const flags = text.slice(close + 1);
  if (close === -1 || !flagsOnly.test(flags)) return plain;
  const open = text.indexOf('/', startOfLine(text, close));
  return open + 1 < close ? { source: text.slice(open + 1, close), flags } : plain;
}

function startOfLine(text: string, at: number): number {
  let start = at;
  while (start > 0 && !lineBreak.test(text.charAt(start - 1))) start--;
  return start;
}

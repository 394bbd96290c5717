/** A regular expression as authors write it. */
export interface WrittenPattern {
  readonly source: string;
  readonly flags: string;
}

const delimited = /\/(.+)\/([gimuy]*)$/;

/**
 * Reads a pattern that is written plainly or as `/source/flags`; text before the first slash is dropped then
 * (logic §3.8).
 *
 * @example readPattern('/^a/i') // { source: '^a', flags: 'i' }
 */
export function readPattern(text: string): WrittenPattern {
  const [, source = text, flags = ''] = delimited.exec(text) ?? [];
  return { source, flags };
}

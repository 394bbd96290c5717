const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Where a text may be cut so that at most so many UTF-16 units are before: between two characters as people see them, or
 * between two halves of one that is longer than that, never inside a surrogate pair.
 */
export function cutIndex(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const start = graphemes.segment(text).containing(most)?.index ?? 0;
  if (start > 0) return start;
  return isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

import { cutIndex } from './cut-text.ts';

/** Where a text is best split, best first: between paragraphs, lines, sentences, words. */
const breaks = [/\n\s*\n/g, /\n/g, /(?<=[.!?…。！？])\s+/g, /\s+/g] as const;

/** A part is not made shorter than this share of what fits for the sake of a better place. */
const leastShare = 1 / 3;

/**
 * Parts of at most so many UTF-16 units each, split where it disturbs least (channels rule 2.10). Only what has no blank,
 * such as an address, is cut inside, and only when it is longer than a part.
 *
 * @example splitText('one two', 4) // ['one', 'two']
 */
export function splitText(text: string, most: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const { end, next } = placeIn(rest, most);
    const part = rest.slice(0, end);
    if (part.trim() !== '') parts.push(part);
    rest = rest.slice(next);
  }
  return rest.trim() === '' && parts.length > 0 ? parts : [...parts, rest];
}

/** Where the first part ends, and the next begins. */
function placeIn(text: string, most: number): { readonly end: number; readonly next: number } {
  // One more than fits: what is left out between two parts need not fit.
  const window = text.slice(0, most + 1);
  const places = breaks.map((pattern) => [...window.matchAll(pattern)].findLast(({ index }) => index > 0));
  const place = places.find((found) => found && found.index >= most * leastShare) ?? places[3];
  if (!place) {
    const end = cutIndex(text, most);
    return { end, next: end };
  }
  const gap = /^\s+/.exec(text.slice(place.index))?.[0].length ?? 0;
  return { end: text.slice(0, place.index).trimEnd().length, next: place.index + gap };
}

import type { PatternRequest } from '../engine/scripts.ts';

/** Longer sources are refused unread. */
export const maxSource = 1000;

const maxHarmlessSource = 200;
/** Most work on texts, counted as the squares of their lengths: one text of 2000 characters, or more short ones. */
const maxHarmlessWork = 2000 ** 2;
/** A text counts as at least so long: even an empty one takes a moment. */
const leastLength = 20;
/** Alternatives and optional parts double the ways to match; few of them stay cheap. */
const maxChoices = 3;

/** Whether the pattern parses, by the rules of V8. */
export function isValidPattern({ source, flags }: PatternRequest): boolean {
  if (source.length > maxSource) return false;
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

/** Whether one of the texts has the pattern. Only for a pattern that is harmless. */
export function isFound({ source, flags, texts }: PatternRequest): boolean {
  // A pattern with the flag `g` or `y` would go on where it stopped; `search` begins anew.
  const pattern = new RegExp(source, flags);
  return texts.some((text) => text.search(pattern) >= 0);
}

/**
 * Whether searching surely takes little time, so that it needs no sandbox: the work is bounded by the squares of
 * the lengths of the texts times a small factor. Says no when in doubt.
 *
 * Backtracking explodes only where repetitions combine, so at most one repetition may be open-ended, none may apply
 * to a group, and there are neither backreferences nor lookarounds.
 */
export function isHarmlessPattern({ source, flags, texts }: PatternRequest): boolean {
  const work = texts.reduce((sum, { length }) => sum + Math.max(length, leastLength) ** 2, 0);
  if (source.length > maxHarmlessSource || work > maxHarmlessWork || flags.includes('v')) return false;
  const plain = source
    .replace(/\\[\s\S]/g, (pair) => (/[1-9k]/.test(pair) ? '\\k' : 'x'))
    .replace(/\[[^\]]*\]/g, 'x')
    .replaceAll('(?:', '(');
  if (plain.includes('\\') || plain.includes('(?') || /\)[*+?{]/.test(plain)) return false;
  const exact = /\{\d{1,2}\}/g;
  const repetitions = plain.replace(exact, '').match(/[*+{]/g)?.length ?? 0;
  const choices = plain.match(/[?|]/g)?.length ?? 0;
  return repetitions <= 1 && choices <= maxChoices;
}

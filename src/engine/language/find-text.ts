import type { WorkGuard } from '../guards.ts';

/**
 * Characters of the text times characters of what is searched up to which the language's own search is used: it may
 * compare each with each, which takes some ms then.
 */
const mostComparisons = 10_000_000;
/** Characters between two counts of the work. */
const stretch = 10_000;

/**
 * Whether a text holds another one. Takes time in proportion to both lengths, also for texts that repeat themselves.
 *
 * @example await holdsText(guard, 'a red wine', 'red') // true
 */
export async function holdsText(guard: WorkGuard, text: string, wanted: string): Promise<boolean> {
  if (text.length * wanted.length <= mostComparisons) {
    const pause = guard.spend(text.length);
    if (pause) await pause;
    return text.includes(wanted);
  }
  return wanted.length <= text.length && (await search(guard, text, wanted));
}

/** The search of Knuth, Morris and Pratt: never goes back in the text. */
async function search(guard: WorkGuard, text: string, wanted: string): Promise<boolean> {
  const borders = await bordersOf(guard, wanted);
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== code) matched = borders[matched - 1]!;
    if (wanted.charCodeAt(matched) === code) matched++;
    if (matched === wanted.length) return true;
    if (at % stretch === 0) {
      const pause = guard.spend(stretch);
      if (pause) await pause;
    }
  }
  return false;
}

/** For every beginning of a text: the length of its longest part that is both its beginning and its end. */
async function bordersOf(guard: WorkGuard, wanted: string): Promise<Uint32Array> {
  const borders = new Uint32Array(wanted.length);
  let length = 0;
  for (let at = 1; at < wanted.length; at++) {
    const code = wanted.charCodeAt(at);
    while (length > 0 && wanted.charCodeAt(length) !== code) length = borders[length - 1]!;
    if (wanted.charCodeAt(length) === code) length++;
    borders[at] = length;
    if (at % stretch === 0) {
      const pause = guard.spend(stretch);
      if (pause) await pause;
    }
  }
  return borders;
}

import type { WorkGuard } from '../../engine/guards.ts';
import { mapInSlices } from '../../engine/language/slices.ts';

const wordOrSign = /[\p{L}\p{N}\p{M}]+|./gsu;
const startsWithWord = /^[\p{L}\p{N}\p{M}]/u;

/** Characters of a text that are looked at; what stands behind them is not found, and neither are longer phrases. */
export const searchedLength = 200_000;

/**
 * Words that a search may read and compare altogether, some tenths of a second. Only texts and phrases made to be slow
 * come near; nothing more is found then.
 */
const mostSteps = 3_000_000;

/** Units of work that comparing two words counts for, and splitting one off. */
const stepWork = 5;
const splitWork = 30;

/**
 * Finds whole phrases in a text without regard to case, each in a place of its own: what was taken is gone for later
 * phrases. A phrase stands between the ends of the text and characters that are no letter, digit or mark; runs of
 * white space count as one space. Phrases are plain texts, never patterns.
 *
 * @example
 * const search = await PhraseSearch.in(guard, 'Red, RED  wine')
 * await search.take('red wine') // true
 * await search.take('Red') // true
 * await search.take('red') // false
 */
export class PhraseSearch {
  readonly #guard: WorkGuard;
  readonly #length: number;
  /** Words and signs of the text; undefined where something was taken. */
  readonly #tokens: (string | undefined)[];
  readonly #places = new Map<string, number[]>();
  #steps = 0;

  private constructor(guard: WorkGuard, length: number, tokens: readonly string[]) {
    this.#guard = guard;
    this.#length = length;
    this.#tokens = [...tokens];
    for (const [place, token] of tokens.entries()) {
      const places = this.#places.get(token);
      if (places) places.push(place);
      else this.#places.set(token, [place]);
    }
  }

  /** A search in a text. */
  static async in(guard: WorkGuard, text: string): Promise<PhraseSearch> {
    const comparable = await comparableText(guard, text.slice(0, searchedLength));
    return new PhraseSearch(guard, comparable.length, await tokensOf(guard, comparable));
  }

  /** Takes the first place where the phrase stands; false when there is none. An empty phrase stands nowhere. */
  async take(phrase: string): Promise<boolean> {
    if (phrase.length > searchedLength || this.#steps > mostSteps) return false;
    const comparable = await comparableText(this.#guard, phrase);
    if (comparable === '' || comparable.length > this.#length) return false;
    const tokens = await tokensOf(this.#guard, comparable);
    this.#steps += tokens.length;
    const rarest = this.#rarest(tokens);
    for (const place of this.#places.get(tokens[rarest]!) ?? []) {
      const start = place - rarest;
      if (this.#steps > mostSteps) return false;
      const before = this.#steps;
      const isThere = this.#standsAt(start, tokens);
      const pause = this.#guard.spend((this.#steps - before) * stepWork);
      if (pause) await pause;
      if (!isThere) continue;
      this.#tokens.fill(undefined, start, start + tokens.length);
      return true;
    }
    return false;
  }

  /** Index of the token that stands in the fewest places of the text. */
  #rarest(tokens: readonly string[]): number {
    const counts = tokens.map((token) => this.#places.get(token)?.length ?? 0);
    let rarest = 0;
    for (const [index, count] of counts.entries()) if (count < counts[rarest]!) rarest = index;
    return rarest;
  }

  #standsAt(start: number, tokens: readonly string[]): boolean {
    const isApart = !this.#isWord(start - 1) && !this.#isWord(start + tokens.length);
    let same = 0;
    while (isApart && same < tokens.length && this.#tokens[start + same] === tokens[same]) same++;
    this.#steps += same + 1;
    return same === tokens.length;
  }

  #isWord(place: number): boolean {
    const token = this.#tokens[place];
    return token !== undefined && startsWithWord.test(token);
  }
}

async function comparableText(guard: WorkGuard, text: string): Promise<string> {
  const folded = await mapInSlices(guard, text, (part) => part.normalize().toLowerCase());
  return folded.replace(/\s+/g, ' ').trim();
}

async function tokensOf(guard: WorkGuard, comparable: string): Promise<string[]> {
  const tokens: string[] = [];
  for (const [token] of comparable.matchAll(wordOrSign)) {
    const pause = guard.spend(splitWork);
    if (pause) await pause;
    tokens.push(token);
  }
  return tokens;
}

const wordOrSign = /[\p{L}\p{N}\p{M}]+|./gsu;
const startsWithWord = /^[\p{L}\p{N}\p{M}]/u;

/** Characters of a text that are looked at; what stands behind them is not found. */
export const searchedLength = 200_000;

/**
 * Words that a search may read and compare altogether, some tenths of a second. Only texts and phrases made to be slow
 * come near; nothing more is found then.
 */
const mostSteps = 3_000_000;

/**
 * Finds whole phrases in a text without regard to case, each in a place of its own: what was taken is gone for later
 * phrases. A phrase stands between the ends of the text and characters that are no letter, digit or mark; runs of
 * white space count as one space. Phrases are plain texts, never patterns.
 *
 * @example
 * const search = new PhraseSearch('Red, RED  wine')
 * search.take('red wine') // true
 * search.take('Red') // true
 * search.take('red') // false
 */
export class PhraseSearch {
  readonly #length: number;
  /** Words and signs of the text; undefined where something was taken. */
  readonly #tokens: (string | undefined)[];
  readonly #places = new Map<string, number[]>();
  #steps = 0;

  constructor(text: string) {
    const comparable = comparableText(text.slice(0, searchedLength));
    this.#length = comparable.length;
    this.#tokens = tokensOf(comparable);
    for (const [place, token] of this.#tokens.entries()) {
      const places = this.#places.get(token!);
      if (places) places.push(place);
      else this.#places.set(token!, [place]);
    }
  }

  /** Takes the first place where the phrase stands; false when there is none. An empty phrase stands nowhere. */
  take(phrase: string): boolean {
    const comparable = comparableText(phrase);
    if (comparable === '' || comparable.length > this.#length || this.#steps > mostSteps) return false;
    const tokens = tokensOf(comparable);
    this.#steps += tokens.length;
    const rarest = this.#rarest(tokens);
    for (const place of this.#places.get(tokens[rarest]!) ?? []) {
      const start = place - rarest;
      if (this.#steps > mostSteps) return false;
      if (!this.#standsAt(start, tokens)) continue;
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

function comparableText(text: string): string {
  return text.normalize().toLowerCase().replace(/\s+/g, ' ').trim();
}

function tokensOf(comparable: string): string[] {
  return comparable.match(wordOrSign) ?? [];
}

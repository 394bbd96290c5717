const digit = /\p{Nd}/u;
const space = /\p{Zs}/u;

/**
 * A text with the digits of every script as `0` to `9`, full-width letters and other forms of signs (full-width, small,
 * raised, lowered, turned) as the plain ones, and every space as a plain one, as phone keyboards and contact cards write
 * numbers.
 *
 * @example asciiFigures('＋９１ ९८७६५') // '+91 98765'
 */
export function asciiFigures(text: string): string {
  return text.replace(/[\p{Nd}\p{Zs}\p{P}\p{S}\uff01-\uff5e]/gu, (found) => {
    if (digit.test(found)) return String(digitValue(found.codePointAt(0)!));
    if (space.test(found)) return ' ';
    const plain = found.normalize('NFKC');
    // `…` is no dots, `№` no letters.
    return plain.length === 1 ? plain : found;
  });
}

/** Unicode keeps the ten digits of a script together, from zero up, and lets some scripts follow one another. */
function digitValue(code: number): number {
  let zero = code;
  while (digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

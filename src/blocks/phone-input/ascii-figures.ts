const digit = /\p{Nd}/u;
/** ASCII from `!` to `~`, in the width of a Chinese character. */
const fullWidth = { first: 0xff01, last: 0xff5e, aboveAscii: 0xfee0 };

/**
 * A text with the digits of every script as `0` to `9`, full-width signs as those of ASCII, and every space as a plain
 * one, as phone keyboards and contact cards write numbers.
 *
 * @example asciiFigures('＋９１ ९८७६५') // '+91 98765'
 */
export function asciiFigures(text: string): string {
  return text.replace(/\p{Nd}|\p{Zs}|[\uff01-\uff5e]/gu, (found) => {
    const code = found.codePointAt(0)!;
    if (digit.test(found)) return String(digitValue(code));
    const isFullWidth = code >= fullWidth.first && code <= fullWidth.last;
    return isFullWidth ? String.fromCharCode(code - fullWidth.aboveAscii) : ' ';
  });
}

/** Unicode keeps the ten digits of a script together, from zero up, and lets some scripts follow one another. */
function digitValue(code: number): number {
  let zero = code;
  while (digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

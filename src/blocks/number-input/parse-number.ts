import { lenientNumber } from '../../flow/values.ts';

/** Limits of a number; a limit that is 0 or absent does not count. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const fractionWithComma = /^0+,(?:\d|\s*$)/;

/**
 * Reads a typed number: the longest number that the text begins with, written canonically. A text that begins with
 * `0` is kept as it is, so that codes keep their zeros, but for one such as `0,5` or `0,`, which could not be calculated
 * with.
 * Undefined when there is no number or it is out of bounds.
 *
 * @example parseNumber('12,50 EUR', {}) // '12.5'
 * @example parseNumber('007', {}) // '007'
 * @example parseNumber('0,5', {}) // '0.5'
 */
export function parseNumber(text: string, { min, max }: Bounds): string | undefined {
  const number = lenientNumber(text);
  if (number === undefined) return undefined;
  if (min && number < min) return undefined;
  if (max && number > max) return undefined;
  return text.startsWith('0') && !fractionWithComma.test(text) ? text : String(number);
}

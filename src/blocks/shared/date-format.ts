import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns/format';
import type * as Parsing from 'date-fns/parse';

// Without these date-fns refuses or warns about tokens that are seldom meant.
const allTokens = { useAdditionalDayOfYearTokens: true, useAdditionalWeekYearTokens: true };

// A quoted literal, or a run of one letter.
const parts = /'(?:''|[^'])*'?|([A-Za-z])\1*/g;
const misreadTokens = new Set(['D', 'DD', 'YY', 'YYYY']);

/**
 * A date-fns pattern in which `D`, `DD`, `YY` and `YYYY` mean the day and the year, as their authors expect, and not
 * the day of the year and the year of the week.
 */
function commonTokens(pattern: string): string {
  return pattern.replace(parts, (part) => (misreadTokens.has(part) ? part.toLowerCase() : part));
}

/** Characters of a pattern at most: patterns may hold values of people, and every sign of one is looked up. */
const longestPattern = 200;

/**
 * The pattern to write dates with: the given one with its common tokens, or the fallback when it is blank, longer than
 * 200 characters, holds a letter that means nothing or a quote that does not end, or writes all dates alike.
 *
 * @example usablePattern('DD.MM.YYYY', 'yyyy') // 'dd.MM.yyyy'
 * @example usablePattern('n', 'yyyy') // 'yyyy'
 * @example usablePattern("'on'", 'yyyy') // 'yyyy'
 */
export function usablePattern(pattern: string | undefined, fallback: string): string {
  // The formatter fails on nothing but line breaks in a way of its own.
  if (!pattern?.trim() || pattern.length > longestPattern) return fallback;
  const usable = commonTokens(pattern);
  return isUsable(usable) ? usable : fallback;
}

const checkedPatterns = new Map<string, boolean>();
/** Patterns may hold values of people, so not all of them are kept. */
const maxCheckedPatterns = 1000;

function isUsable(pattern: string): boolean {
  const known = checkedPatterns.get(pattern);
  if (known !== undefined) return known;
  if (checkedPatterns.size === maxCheckedPatterns) checkedPatterns.clear();
  const result = canFormat(pattern);
  checkedPatterns.set(pattern, result);
  return result;
}

/** Two moments that differ in everything but the era and the zone. */
const differing = [new Date('1970-01-01T00:00:00.000Z'), new Date('2001-06-02T16:05:06.789Z')] as const;

function canFormat(pattern: string): boolean {
  // An open quote would take the rest of the pattern for a text.
  if (pattern.split("'").length % 2 === 0) return false;
  try {
    const [one, other] = differing;
    return formatDate(one, pattern) !== formatDate(other, pattern);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Writes a moment as UTC clocks show it. Throws RangeError when the pattern is not usable (see `usablePattern`).
 *
 * @example formatDate(new Date(0), 'dd.MM.yyyy HH:mm') // '01.01.1970 00:00'
 */
export function formatDate(date: Date, pattern: string): string {
  // Where the clock shows UTC, as in the server, dates need no zone of their own.
  return format(date.getTimezoneOffset() === 0 ? date : new TZDate(date, 'UTC'), pattern, allTokens);
}

let parsing: typeof Parsing | undefined;

/**
 * Reads what `formatDate` wrote with a usable pattern: the first moment that is written so. Undefined for other texts,
 * and for patterns that can only be written with.
 *
 * @param now milliseconds since 1970; gives what the pattern leaves out, such as the year
 * @example await parseDate('05.12.2026', 'dd.MM.yyyy', now) // 2026-12-05T00:00:00Z
 */
export async function parseDate(text: string, pattern: string, now: number): Promise<Date | undefined> {
  // Few inputs have a date to read, and the parser is in many files.
  parsing ??= await import('date-fns/parse');
  try {
    const date = parsing.parse(text, pattern, new TZDate(now, 'UTC'), allTokens);
    return Number.isNaN(date.getTime()) ? undefined : new Date(date.getTime());
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

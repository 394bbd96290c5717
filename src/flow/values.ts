import { parseBoundedJson } from './depth.ts';

/**
 * What a variable may hold, and how anything that is written to one becomes that (variables §2).
 */

/** Stored value of a variable: text, a list, or nothing. An empty text is only ever an initial value. */
export type Value = string | (string | null)[] | null;

/** Replaces U+0000 and unpaired surrogates by U+FFFD, so that every store and client can hold the text. */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}

/** Turns any value into what is stored, which nobody changes: numbers, booleans and objects become text, `""` becomes null. */
export function toValue(input: unknown): Value {
  return Array.isArray(input) ? toTexts(input) : toText(input);
}

/** A list that is stored as it is comes back itself: lists are written again with every entry that is added. */
function toTexts(input: readonly unknown[]): (string | null)[] {
  const changed = input.findIndex((entry) => toText(entry) !== entry);
  return changed === -1 ? (input as (string | null)[]) : Array.from(input, toText);
}

function toText(input: unknown): string | null {
  if (typeof input === 'string') return input === '' ? null : cleanText(input);
  if (input === null || input === undefined) return null;
  if (typeof input === 'bigint') return input.toString();
  const json = JSON.stringify(input, (_key, value) => (typeof value === 'bigint' ? value.toString() : value));
  return json === undefined ? null : cleanText(json);
}

/** What an entry of a list counts for beside its text: it takes memory and work, however short it is. */
const entrySize = 32;

/** Characters from which on it is looked which ones a text has: of short ones it does not matter. */
const longText = 1_000;
/** A character beyond Latin-1: one of them makes the whole text take two bytes a character. */
const wideCharacter = /[^\0-\xff]/;

/** What a text counts for, in bytes of memory. */
export function textSize(text: string): number {
  return text.length > longText && wideCharacter.test(text) ? 2 * text.length : text.length;
}

/** What a value counts for in a state, in bytes: about what it takes in memory. */
export function valueSize(value: Value | undefined): number {
  if (typeof value === 'string') return textSize(value);
  if (!value) return 0;
  let size = 0;
  for (const entry of value) size += entrySize + (entry ? textSize(entry) : 0);
  return size;
}

/** True when a variable holds something a reader can see: not null, not absent, not an empty text. */
export function isFilled(value: Value | undefined): value is string | (string | null)[] {
  return value !== null && value !== undefined && value !== '';
}

/** A value as text: a list is its compact JSON, nothing is `""`. */
export function valueText(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The type that code sees for a stored value (variables §7.1): numbers, booleans and the words null and undefined are
 * recognised; texts with a leading zero or plus sign stay texts.
 *
 * @example guessType('41') // 41
 * @example guessType('0012') // '0012'
 */
export function guessType(value: Value | undefined): unknown {
  if (typeof value !== 'string') return value;
  if (value.length > 1 && value.startsWith('0') && !value.startsWith('0.')) return value;
  if (value.startsWith('+')) return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  if (value === 'null') return null;
  if (value === 'undefined') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** Longest text that is tried as JSON: a million characters of empty lists already take 30 ms to read. */
export const longestJson = 1_000_000;

/**
 * The text as JSON when it parses, else the text itself (variables §7.2: replies of client-side code). A text of more
 * than a million characters stays a text.
 */
export function parseJsonOr(text: string): unknown {
  if (text.length > longestJson) return text;
  try {
    return parseBoundedJson(text);
  } catch {
    return text;
  }
}

/**
 * Reads the leading number of a text; the first comma counts as a decimal point. Undefined when there is none.
 *
 * @example lenientNumber('2,5') // 2.5
 * @example lenientNumber('3s') // 3
 */
export function lenientNumber(input: unknown): number | undefined {
  if (typeof input === 'number') return Number.isNaN(input) ? undefined : input;
  if (typeof input !== 'string') return undefined;
  const number = Number.parseFloat(input.replace(',', '.'));
  return Number.isNaN(number) ? undefined : number;
}

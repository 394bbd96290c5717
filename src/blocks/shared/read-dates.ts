import type * as Language from 'chrono-node/en';

/** Characters of a text that are read: reading takes long in texts made for that. */
export const readLength = 500;

const digit = /\p{Nd}/u;

/** Which of two numbers comes first in `03/05/2024`. */
export type DateOrder = 'day first' | 'month first';

/** A date or time found in a text; `end` is there when the text names a range. */
export interface DatesInText {
  readonly start: Date;
  readonly end: Date | undefined;
}

/** What a text came to. */
export interface Reading {
  readonly dates: DatesInText | undefined;
  /** Whether figures of the text belong to no date: some of what was said is not understood. */
  readonly leavesDigits: boolean;
}

let language: typeof Language | undefined;

/**
 * The first date, time or range that a text names, in English words or in figures. Times are those of UTC; a date
 * without a time is at noon. Only the first 500 characters of the text are read.
 *
 * @param now milliseconds since 1970, for words such as `tomorrow`
 * @example await readDates('5/3/24 at 2pm', 'day first', now) // { start: 2024-03-05T14:00:00Z, end: undefined }
 */
export async function readDates(text: string, order: DateOrder, now: number): Promise<DatesInText | undefined> {
  return (await readText(text, order, now)).dates;
}

/**
 * The dates of `readDates`, and whether figures are left over. A second date after a first one is not left over.
 *
 * @example await readText('5/3/24 15h', 'day first', now) // { dates: { start: 2024-03-05T12:00:00Z, … }, leavesDigits: true }
 */
export async function readText(text: string, order: DateOrder, now: number): Promise<Reading> {
  const picked = pickedDate(text);
  if (picked) return { dates: { start: picked, end: undefined }, leavesDigits: false };
  // Most servers are never asked to read words, so the language is loaded when they are.
  language ??= await import('chrono-node/en');
  const parser = order === 'day first' ? language.GB : language.casual;
  const found = parser.parse(text.slice(0, readLength), { instant: new Date(now), timezone: 0 });
  const [first] = found;
  return {
    dates: first && { start: first.start.date(), end: first.end?.date() },
    leavesDigits: leavesDigits(
      text,
      first && namesDay(first) ? [first, ...found.slice(1).filter(namesDay)] : found.slice(0, 1),
    ),
  };
}

function namesDay({ start }: Language.ParsedResult): boolean {
  return start.isCertain('day') || start.isCertain('weekday');
}

/** Whether there are figures outside the given parts of a text, which are in its order. */
function leavesDigits(text: string, parts: readonly Language.ParsedResult[]): boolean {
  let from = 0;
  for (const part of parts) {
    if (digit.test(text.slice(from, part.index))) return true;
    from = part.index + part.text.length;
  }
  return digit.test(text.slice(from));
}

/** What the date pickers of clients send, `2026-12-25`, without the long way through every pattern of the language. */
function pickedDate(text: string): Date | undefined {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T12:00:00Z`);
  // The 31st of a month with 30 days would be read as the next day.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}

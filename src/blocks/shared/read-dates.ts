import type * as Language from 'chrono-node/en';

/** Characters of a reply that are read: reading takes long in texts made for that. */
const readLength = 500;

/** Which of two numbers comes first in `03/05/2024`. */
export type DateOrder = 'day first' | 'month first';

/** A date or time found in a text; `end` is there when the text names a range. */
export interface DatesInText {
  readonly start: Date;
  readonly end: Date | undefined;
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
  const picked = pickedDate(text);
  if (picked) return { start: picked, end: undefined };
  // Most servers are never asked to read words, so the language is loaded when they are.
  language ??= await import('chrono-node/en');
  const parser = order === 'day first' ? language.GB : language.casual;
  const [found] = parser.parse(text.slice(0, readLength), { instant: new Date(now), timezone: 0 });
  return found && { start: found.start.date(), end: found.end?.date() };
}

/** What the date pickers of clients send, `2026-12-25`, without the long way through every pattern of the language. */
function pickedDate(text: string): Date | undefined {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T12:00:00Z`);
  // The 31st of a month with 30 days would be read as the next day.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}

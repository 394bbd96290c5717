import { type DateOrder, type DatesInText, readLength, readText } from '../shared/read-dates.ts';

const month = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const hours = '(?:uhr|h(?:r?s)?)';
const endOfWord = '(?![\\p{L}\\p{Nd}])';

/** Dates as people and programs write them, and the same dates as the parser of the language reads them. */
const dateForms: readonly (readonly [RegExp, string])[] = [
  // `3. April`
  [new RegExp(`(?<!\\p{Nd})(\\d{1,2})\\.\\s?(?=${month})`, 'giu'), '$1 '],
  // `3.4.27`, `3. 4. 2027`
  [/(?<![\p{Nd}.])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4})|(\d\d))(?!\.?\p{Nd})/gu, '$1/$2/$3$4'],
  // `3.4.`
  [/(?<![\p{Nd}.])(\d{1,2})\.\s?(\d{1,2})\.(?!\p{Nd})/gu, '$1/$2'],
  // `2027-04-03 15:30` in a range: the parser takes the month of the second one for an offset.
  [/(\d{4}-\d\d-\d\d) (?=\d{1,2}:\d\d)/g, '$1T'],
  // `15:30:00.123456`: more than milliseconds
  [/(:\d\d\.\d{3})\d+/g, '$1'],
  // `03/04/2027-05/04/2027`
  [/([/.]\d{4})[-–](?=\d)/g, '$1 - '],
];

/** The same for times of day. */
const timeForms: readonly (readonly [RegExp, string])[] = [
  // `um 15 Uhr`, `à 15h`, `às 15h`
  [/(?<!\p{L})(?:um|à|às) (?=\d)/giu, ''],
  // `15:30 Uhr`, `15.30h`
  [new RegExp(`(?<![\\p{Nd}:.])(\\d{1,2})[:.](\\d\\d)\\s?${hours}${endOfWord}`, 'giu'), '$1:$2'],
  // `15h30`, `15 Uhr 30`
  [new RegExp(`(?<![\\p{Nd}:.])(\\d{1,2})\\s?${hours}\\s?(\\d\\d)(?:\\s?m(?:in)?)?${endOfWord}`, 'giu'), '$1:$2'],
  // `15h`, `15 Uhr`
  [new RegExp(`(?<![\\p{Nd}:.])(\\d{1,2})\\s?${hours}${endOfWord}`, 'giu'), '$1:00'],
];

/**
 * The date or range that a reply means. Undefined when it names none, and when figures are left over that belong to no
 * date, also after forms such as `3. April`, `3.4.27`, `15h30` and `15 Uhr` were tried: a part of a date would be
 * taken for the whole (inputs §3.6).
 *
 * @param now milliseconds since 1970, for words such as `tomorrow`
 * @example await readReply('3. April 2027 um 15 Uhr', 'day first', now) // { start: 2027-04-03T15:00:00Z, end: undefined }
 * @example await readReply('3 April 2027 for 2', 'day first', now) // undefined
 */
export async function readReply(text: string, order: DateOrder, now: number): Promise<DatesInText | undefined> {
  const asTyped = await readText(text, order, now);
  if (!asTyped.leavesDigits) return asTyped.dates;
  const withDates = rewrite(text, dateForms);
  const dated = withDates === text ? asTyped : await readText(withDates, order, now);
  if (!dated.leavesDigits) return dated.dates;
  // `15h` alone names no day.
  if (!asTyped.dates && !dated.dates) return undefined;
  const withTimes = rewrite(withDates, timeForms);
  if (withTimes === withDates) return undefined;
  const timed = await readText(withTimes, order, now);
  return timed.leavesDigits ? undefined : timed.dates;
}

/** A text with its part that is read in other forms. */
function rewrite(text: string, forms: typeof dateForms): string {
  const read = forms.reduce(
    (form, [pattern, replacement]) => form.replace(pattern, replacement),
    text.slice(0, readLength),
  );
  return read + text.slice(readLength);
}

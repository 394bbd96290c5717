import { formatDate, parseDate } from '../shared/date-format.ts';
import type { DatesInText } from '../shared/read-dates.ts';

const msPerMinute = 60_000;
const msPerDay = 24 * 60 * msPerMinute;

const hasTimeOfDay = /\d:\d/;
const isoDateTime = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const isoAlone = /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?$/;

/** Earliest and latest date of an input, as its author wrote them, and what its dates look like. */
export interface DateBounds {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly hasTime?: boolean | undefined;
}

/** The time that a bound names, in ms since 1970, both ends included. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * True when no date of a reply lies outside the bounds, which are whole days unless they and the dates of the input
 * have a time. An unreadable bound does not count.
 *
 * @param pattern how the input writes dates: an answer of an earlier input may be a bound of this one
 */
export async function isWithin(
  { start, end = start }: DatesInText,
  bounds: DateBounds,
  pattern: string,
  now: number,
): Promise<boolean> {
  const min = (await readBound(bounds.min, bounds.hasTime, pattern, now))?.first ?? Number.NEGATIVE_INFINITY;
  const max = (await readBound(bounds.max, bounds.hasTime, pattern, now))?.last ?? Number.POSITIVE_INFINITY;
  return [start, end].every((date) => date.getTime() >= min && date.getTime() <= max);
}

/**
 * The bounds as date pickers take them: `2026-12-05`, with `T14:30` when they and the dates of the input have a time.
 * Unreadable ones stay as they are.
 *
 * @example await pickerBounds({ max: '05/12/2026' }, 'dd/MM/yyyy', now) // { max: '2026-12-05' }
 */
export async function pickerBounds(
  { min, max, hasTime }: DateBounds,
  pattern: string,
  now: number,
): Promise<Pick<DateBounds, 'min' | 'max'>> {
  const [from, to] = [await readBound(min, hasTime, pattern, now), await readBound(max, hasTime, pattern, now)];
  return {
    ...(min !== undefined && { min: from ? isoText(from.first, from) : min }),
    ...(max !== undefined && { max: to ? isoText(to.last, to) : max }),
  };
}

function isoText(time: number, { first, last }: Span): string {
  const isTimeOfDay = last - first < msPerDay - 1;
  return new Date(time).toISOString().slice(0, isTimeOfDay ? 'YYYY-MM-DDTHH:mm'.length : 'YYYY-MM-DD'.length);
}

async function readBound(
  bound: string | undefined,
  hasTime: boolean | undefined,
  pattern: string,
  now: number,
): Promise<Span | undefined> {
  const text = bound?.trim();
  if (!text) return undefined;
  const span =
    (await inFormat(text, pattern, now)) ?? inIso(text) ?? (await inFigures(text, pattern, now)) ?? asDate(text);
  return hasTime ? span : span && wholeDays(span);
}

async function inFormat(text: string, pattern: string, now: number): Promise<Span | undefined> {
  const date = await parseDate(text, pattern, now);
  // `05/12/26` in a format with four figures is no year of the Romans.
  return date && date.getUTCFullYear() >= 100 ? spanOf(date, pattern) : undefined;
}

/** All the time that is written with the pattern as its first moment is: a day, a month, a minute. */
function spanOf(date: Date, pattern: string): Span {
  const [year, month, first] = [date.getUTCFullYear(), date.getUTCMonth(), date.getTime()];
  const ends = [Date.UTC(year + 1, 0), Date.UTC(year, month + 1), first + msPerDay, first + 60 * msPerMinute];
  const written = formatDate(date, pattern);
  const end = ends.find((time) => formatDate(new Date(time - 1), pattern) === written) ?? first + msPerMinute;
  return { first, last: end - 1 };
}

/** The clock of a date-time in ISO form, which is what clients are sent, whatever its zone. */
function inIso(text: string): Span | undefined {
  const found = isoDateTime.exec(text)?.[0] ?? isoAlone.exec(text)?.[0].replace(' ', 'T');
  return found === undefined ? undefined : from(Date.parse(found.includes('T') ? `${found}Z` : found), found);
}

/** Figures in the order of the pattern, with other signs between them or without their century. */
async function inFigures(text: string, pattern: string, now: number): Promise<Span | undefined> {
  const order = pattern.indexOf('d') < pattern.indexOf('M') ? 'd/M/' : 'M/d/';
  for (const rest of ['yyyy', 'yyyy H:mm', 'yy', 'yy H:mm']) {
    const span = await inFormat(text.replace(/[.-]/g, '/'), order + rest, now);
    if (span) return span;
  }
  return undefined;
}

function asDate(text: string): Span | undefined {
  return from(Date.parse(text), text);
}

function from(first: number, text: string): Span | undefined {
  if (Number.isNaN(first)) return undefined;
  return { first, last: first + (hasTimeOfDay.test(text) ? msPerMinute : msPerDay) - 1 };
}

function wholeDays({ first, last }: Span): Span {
  return { first: Math.floor(first / msPerDay) * msPerDay, last: Math.ceil((last + 1) / msPerDay) * msPerDay - 1 };
}

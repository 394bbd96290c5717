import type { DatesInText } from '../shared/read-dates.ts';

const hasTimeOfDay = /\d:\d/;
const lastOfDay = 24 * 60 * 60 * 1000 - 1;
const isoDateTime = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Earliest and latest date of an input, as its author wrote them. */
export interface DateBounds {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

/**
 * True when no date of a reply lies outside the bounds. A bound without a time is a whole day of UTC; an unreadable one
 * does not count.
 */
export function isWithin({ start, end = start }: DatesInText, bounds: DateBounds): boolean {
  const min = readBound(bounds.min)?.first ?? Number.NEGATIVE_INFINITY;
  const max = readBound(bounds.max)?.last ?? Number.POSITIVE_INFINITY;
  return [start, end].every((date) => date.getTime() >= min && date.getTime() <= max);
}

/**
 * A bound as date pickers take it: a date-time cut to minutes, or to the day when the input asks for no time. Other
 * texts stay as they are.
 *
 * @example pickerBound('2026-03-10T09:30:15.678Z', false) // '2026-03-10'
 */
export function pickerBound(bound: string, hasTime: boolean): string {
  const found = isoDateTime.exec(bound)?.[0];
  if (found === undefined) return bound;
  return hasTime ? found : found.slice(0, 'YYYY-MM-DD'.length);
}

/** First and last moment that a bound names, in ms since 1970. */
function readBound(bound: string | undefined): { first: number; last: number } | undefined {
  const at = Date.parse(bound ?? '');
  if (Number.isNaN(at)) return undefined;
  return { first: at, last: hasTimeOfDay.test(bound ?? '') ? at : at + lastOfDay };
}

import { TZDate } from '@date-fns/tz';
import { z } from 'zod';

/** Names of the periods that results can be asked for (results §3). */
export const timeFilters = [
  'today',
  'last7Days',
  'last30Days',
  'monthToDate',
  'lastMonth',
  'yearToDate',
  'allTime',
] as const;

/** One of `timeFilters`. */
export type TimeFilter = (typeof timeFilters)[number];

/** Milliseconds since 1970 UTC, both included; without one there is no bound on that side. */
export interface Period {
  readonly from?: number;
  readonly to?: number;
}

/** Reads the name of a time zone, in any case, into its usual form. */
export const timeZoneSchema = z.string().transform((name, context) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue('Unknown time zone: expected an IANA name such as Europe/Berlin');
    return z.NEVER;
  }
});

/**
 * The period that a filter means at a moment, by the calendar of a time zone.
 *
 * @example periodOf('today', 'UTC', Date.parse('2026-03-10T09:30Z')) // { from: Date.parse('2026-03-10T00:00Z') }
 */
export function periodOf(filter: TimeFilter, timeZone: string, now: number): Period {
  const local = new TZDate(now, timeZone);
  const [year, month, day] = [local.getFullYear(), local.getMonth(), local.getDate()];
  // Months and days outside their range lead into the neighbouring years and months.
  const startOf = (...date: [year: number, month: number, day: number]) => startOfDay(date, timeZone);
  switch (filter) {
    case 'today':
      return { from: startOf(year, month, day) };
    case 'last7Days':
      return { from: startOf(year, month, day - 6) };
    case 'last30Days':
      return { from: startOf(year, month, day - 29) };
    case 'monthToDate':
      return { from: startOf(year, month, 1) };
    case 'lastMonth':
      return { from: startOf(year, month - 1, 1), to: startOf(year, month, 1) - 1 };
    case 'yearToDate':
      return { from: startOf(year, 0, 1) };
    case 'allTime':
      return {};
  }
}

/** The first moment of a day. */
function startOfDay([year, month, day]: [number, number, number], timeZone: string): number {
  // Where clocks skip midnight this is the first moment after the gap.
  const midnight = new TZDate(year, month, day, timeZone);
  const before = new TZDate(midnight.getTime() - 1, timeZone);
  if (before.getDate() !== midnight.getDate()) return midnight.getTime();
  // Clocks that go back to midnight show it twice; the day starts with the first one.
  return midnight.getTime() - (midnight.getTimezoneOffset() - before.getTimezoneOffset()) * 60_000;
}

import { describe, expect, it } from 'vitest';
import { periodOf, type TimeFilter, timeZoneSchema } from './period.ts';

/** Both ends as ISO dates; `-` without one. */
function bounds(filter: TimeFilter, timeZone: string, now: string): string[] {
  const { from, to } = periodOf(filter, timeZone, Date.parse(now));
  return [from, to].map((time) => (time === undefined ? '-' : new Date(time).toISOString().replace(':00.000Z', 'Z')));
}

describe('the period of a filter', () => {
  it.each<[TimeFilter, string, string]>([
    ['today', '2026-03-10T00:00Z', '-'],
    ['last7Days', '2026-03-04T00:00Z', '-'],
    ['last30Days', '2026-02-09T00:00Z', '-'],
    ['monthToDate', '2026-03-01T00:00Z', '-'],
    ['lastMonth', '2026-02-01T00:00Z', '2026-02-28T23:59:59.999Z'],
    ['yearToDate', '2026-01-01T00:00Z', '-'],
    ['allTime', '-', '-'],
  ])('%s', (filter, from, to) => {
    expect(bounds(filter, 'UTC', '2026-03-10T09:30:15.678Z')).toEqual([from, to]);
  });

  it.each<[string, TimeFilter, string, string, string, string]>([
    ['the first moment of a day', 'today', 'UTC', '2026-03-10T00:00Z', '2026-03-10T00:00Z', '-'],
    ['the last moment of a day', 'today', 'UTC', '2026-03-10T23:59:59.999Z', '2026-03-10T00:00Z', '-'],
    ['a zone that is a day ahead', 'today', 'Pacific/Kiritimati', '2026-03-10T10:00Z', '2026-03-10T10:00Z', '-'],
    ['a zone that is a day behind', 'today', 'Pacific/Midway', '2026-03-10T10:59Z', '2026-03-09T11:00Z', '-'],
    ['half an hour', 'today', 'Asia/Kolkata', '2026-03-09T18:29Z', '2026-03-08T18:30Z', '-'],
    ['half an hour, later', 'today', 'Asia/Kolkata', '2026-03-09T18:30Z', '2026-03-09T18:30Z', '-'],
    ['three quarters', 'monthToDate', 'Asia/Kathmandu', '2026-03-10T12:00Z', '2026-02-28T18:15Z', '-'],
    ['an offset', 'today', '+05:30', '2026-03-09T18:30Z', '2026-03-09T18:30Z', '-'],
    ['clocks went forward today', 'today', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-28T23:00Z', '-'],
    ['clocks went back today', 'today', 'Europe/Berlin', '2026-10-25T12:00Z', '2026-10-24T22:00Z', '-'],
    ['clocks went forward this week', 'last7Days', 'Europe/Berlin', '2026-03-31T12:00Z', '2026-03-24T23:00Z', '-'],
    ['clocks went back this month', 'last30Days', 'America/New_York', '2026-11-20T12:00Z', '2026-10-22T04:00Z', '-'],
    ['by half an hour', 'last7Days', 'Australia/Lord_Howe', '2026-04-08T12:00Z', '2026-04-01T13:00Z', '-'],
    ['midnight was skipped', 'today', 'Africa/Cairo', '2026-04-24T12:00Z', '2026-04-23T22:00Z', '-'],
    ['midnight was skipped 6 days ago', 'last7Days', 'Africa/Cairo', '2026-04-29T21:30Z', '2026-04-23T22:00Z', '-'],
    ['midnight came twice', 'today', 'America/Havana', '2026-11-01T12:00Z', '2026-11-01T04:00Z', '-'],
    ['midnight came twice, east', 'today', 'Asia/Amman', '2021-10-29T12:00Z', '2021-10-28T21:00Z', '-'],
    ['a day that was left out', 'last7Days', 'Pacific/Apia', '2012-01-05T00:00Z', '2011-12-30T10:00Z', '-'],
    [
      'months of different zones',
      'lastMonth',
      'Europe/Berlin',
      '2026-04-15T12:00Z',
      '2026-02-28T23:00Z',
      '2026-03-31T21:59:59.999Z',
    ],
    [
      'a long month before a short one',
      'lastMonth',
      'UTC',
      '2026-11-30T12:00Z',
      '2026-10-01T00:00Z',
      '2026-10-31T23:59:59.999Z',
    ],
    [
      'a short month before a long one',
      'lastMonth',
      'UTC',
      '2026-03-31T12:00Z',
      '2026-02-01T00:00Z',
      '2026-02-28T23:59:59.999Z',
    ],
    [
      'the leap day ends a month',
      'lastMonth',
      'UTC',
      '2028-03-31T12:00Z',
      '2028-02-01T00:00Z',
      '2028-02-29T23:59:59.999Z',
    ],
    ['the leap day is counted', 'last7Days', 'UTC', '2028-03-03T12:00Z', '2028-02-26T00:00Z', '-'],
    ['on the leap day', 'last30Days', 'UTC', '2028-02-29T12:00Z', '2028-01-31T00:00Z', '-'],
    [
      'January looks back into another year',
      'lastMonth',
      'UTC',
      '2026-01-01T00:00Z',
      '2025-12-01T00:00Z',
      '2025-12-31T23:59:59.999Z',
    ],
    ['days of another year', 'last7Days', 'UTC', '2026-01-03T12:00Z', '2025-12-28T00:00Z', '-'],
    ['the old year in a zone', 'yearToDate', 'America/New_York', '2026-01-01T04:59:59.999Z', '2025-01-01T05:00Z', '-'],
    ['the new year in a zone', 'yearToDate', 'America/New_York', '2026-01-01T05:00Z', '2026-01-01T05:00Z', '-'],
    ['a year that began in summer', 'yearToDate', 'Australia/Sydney', '2026-07-01T12:00Z', '2025-12-31T13:00Z', '-'],
  ])('%s: %s in %s', (_, filter, timeZone, now, from, to) => {
    expect(bounds(filter, timeZone, now)).toEqual([from, to]);
  });
});

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/BERLIN', 'Europe/Berlin'],
    ['UTC', 'UTC'],
    ['+05:30', '+05:30'],
  ])('%s is read as %s', (name, expected) => expect(timeZoneSchema.parse(name)).toBe(expected));

  it.each(['', 'Mars/Base', 'Europe', '25:00', 'Europe/Berlin ', '\u0000'])('%j is unknown', (name) => {
    expect(timeZoneSchema.safeParse(name).error?.issues).toMatchObject([
      { message: 'Unknown time zone: expected an IANA name such as Europe/Berlin' },
    ]);
  });
});

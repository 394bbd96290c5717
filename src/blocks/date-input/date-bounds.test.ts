import { describe, expect, it } from 'vitest';
import { isWithin, pickerBounds } from './date-bounds.ts';

const now = Date.UTC(2026, 10, 28, 10);
const dayFirst = 'dd/MM/yyyy';

describe.each([
  // in the format of the input
  ['05/12/2026', dayFirst, '2026-12-05'],
  ['5/12/2026', dayFirst, '2026-12-05'],
  [' 05/12/2026 ', dayFirst, '2026-12-05'],
  ['31/12/1999', dayFirst, '1999-12-31'],
  ['12/05/2026', 'MM/dd/yyyy', '2026-12-05'],
  ['5/12/2026', 'd/M/yyyy', '2026-12-05'],
  ['05.12.26', 'dd.MM.yy', '2026-12-05'],
  ['20261205', 'yyyyMMdd', '2026-12-05'],
  ['2026-05-12', 'yyyy-dd-MM', '2026-12-05'],
  ['Saturday 5 December 2026', 'EEEE d MMMM yyyy', '2026-12-05'],
  ['December 5th, 2026', 'PPP', '2026-12-05'],
  ['05/12/2026 14:30', 'dd/MM/yyyy HH:mm', '2026-12-05'],
  // in its order only: the answer of an input with other signs, or with a time
  ['05.12.2026', dayFirst, '2026-12-05'],
  ['05-12-2026', dayFirst, '2026-12-05'],
  ['05/12/26', dayFirst, '2026-12-05'],
  ['05/12/2026 14:30', dayFirst, '2026-12-05'],
  ['05/12/2026', 'dd/MM/yyyy HH:mm', '2026-12-05'],
  ['12-05-2026', 'MM/dd/yyyy', '2026-12-05'],
  // in ISO form
  ['2026-12-05', dayFirst, '2026-12-05'],
  ['2026-12-05T14:30', dayFirst, '2026-12-05'],
  ['2026-12-05 14:30', dayFirst, '2026-12-05'],
  ['2026-12-05T23:30:15.678Z', dayFirst, '2026-12-05'],
  ['2026-12-05T23:30:00-05:00', dayFirst, '2026-12-05'],
  ['from 2026-12-05T14:30 on', dayFirst, '2026-12-05'],
  // in any other form
  ['December 5, 2026 00:00 UTC', dayFirst, '2026-12-05'],
  ['12/31/2026', dayFirst, '2026-12-31'],
])('the bound %s of dates written %s', (bound, pattern, day) => {
  it('is sent in ISO form', async () => {
    expect(await pickerBounds({ min: bound, max: bound }, pattern, now)).toEqual({ min: day, max: day });
  });

  it('lets its whole day in and no other', async () => {
    const at = Date.parse(`${day}T00:00Z`);
    const takes = (time: number, bounds: { min: string } | { max: string }) =>
      isWithin({ start: new Date(time), end: undefined }, bounds, pattern, now);
    const lastMs = 24 * 60 * 60 * 1000 - 1;
    expect([await takes(at - 1, { min: bound }), await takes(at, { min: bound })]).toEqual([false, true]);
    expect([await takes(at + lastMs, { max: bound }), await takes(at + lastMs + 1, { max: bound })]).toEqual([
      true,
      false,
    ]);
  });
});

describe('bounds of dates with a time', () => {
  const pattern = 'dd/MM/yyyy HH:mm';
  it.each([
    ['05/12/2026 14:30', '2026-12-05T14:30'],
    ['05.12.2026 14:30', '2026-12-05T14:30'],
    ['2026-12-05T14:30:15.678Z', '2026-12-05T14:30'],
    ['2026-12-05T14:30:15-05:00', '2026-12-05T14:30'],
    ['2026-12-05 14:30', '2026-12-05T14:30'],
    ['05/12/2026', '2026-12-05'],
    ['2026-12-05', '2026-12-05'],
  ])('%s is sent as %s', async (bound, expected) => {
    expect(await pickerBounds({ min: bound, max: bound, hasTime: true }, pattern, now)).toEqual({
      min: expected,
      max: expected,
    });
  });

  it.each([
    ['05/12/2026 14:30', '14:29', false, true],
    ['05/12/2026 14:30', '14:30', true, true],
    ['05/12/2026 14:30', '14:31', true, false],
    // What the picker lets people choose is taken.
    ['2026-12-05T14:30:15.678Z', '14:30', true, true],
    ['2026-12-05T14:30:15-05:00', '14:30', true, true],
    ['05/12/2026', '00:00', true, true],
    ['05/12/2026', '23:59', true, true],
  ])('%s as the earliest and latest of %s', async (bound, time, isLateEnough, isEarlyEnough) => {
    const dates = { start: new Date(`2026-12-05T${time}Z`), end: undefined };
    expect([
      await isWithin(dates, { min: bound, hasTime: true }, pattern, now),
      await isWithin(dates, { max: bound, hasTime: true }, pattern, now),
    ]).toEqual([isLateEnough, isEarlyEnough]);
  });
});

it('lets a whole month in when the format has no day', async () => {
  const takes = (day: string) =>
    isWithin({ start: new Date(day), end: undefined }, { min: '12/2026', max: '12/2026' }, 'MM/yyyy', now);
  expect([
    await takes('2026-11-30'),
    await takes('2026-12-01'),
    await takes('2026-12-31'),
    await takes('2027-01-01'),
  ]).toEqual([false, true, true, false]);
  expect(await pickerBounds({ min: '12/2026', max: '12/2026' }, 'MM/yyyy', now)).toEqual({
    min: '2026-12-01',
    max: '2026-12-31',
  });
});

it.each(['', 'soon', '31/02/2026 x', '05/12/2026 to 07/12/2026'])('leaves %j alone', async (bound) => {
  expect(await pickerBounds({ min: bound, max: bound }, dayFirst, now)).toEqual({ min: bound, max: bound });
  expect(await isWithin({ start: new Date(0), end: undefined }, { min: bound, max: bound }, dayFirst, now)).toBe(true);
});

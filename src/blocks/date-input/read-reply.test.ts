import { describe, expect, it } from 'vitest';
import { readReply } from './read-reply.ts';

// A Saturday.
const now = Date.UTC(2026, 10, 28, 10);

async function read(text: string, order: 'day first' | 'month first' = 'day first'): Promise<string | undefined> {
  const dates = await readReply(text, order, now);
  const shown = [dates?.start, dates?.end].flatMap((date) => date?.toISOString().slice(0, 16) ?? []);
  return shown.length === 0 ? undefined : shown.join(' to ');
}

describe('a reply with the 3rd of April 2027, at noon as none says when', () => {
  it.each([
    // figures
    '2027-04-03',
    '2027-4-3',
    '2027/04/03',
    '2027.04.03',
    '2027 04 03',
    '03/04/2027',
    '3/4/2027',
    '3/4/27',
    '3/4',
    '03-04-2027',
    '03-04-27',
    '3.4.2027',
    '03.04.2027',
    '3.4.27',
    '3. 4. 2027',
    '3.4.',
    '3.4.27.',
    '03/04/2027!',
    'Date: 03/04/2027.',
    'Saturday 03/04/2027',
    'Saturday, 03/04/2027',
    '03/04/2027 (Saturday)',
    // words
    '3 April 2027',
    '3 April',
    '3 Apr 27',
    '3-Apr-2027',
    '3/Apr/2027',
    '3April2027',
    'Sat 3 Apr 2027',
    'April 3, 2027',
    'April 3rd, 2027',
    'Saturday, April 3rd, 2027.',
    '3rd of April, 2027',
    'the 3rd of April 2027',
    'on 3 April 2027, please',
    '3. April 2027',
    '3. April',
    '3.April 2027',
    '3. APR. 2027',
    'Sat, 3. Apr 2027',
  ])('%s', async (reply) => {
    expect(await read(reply)).toBe('2027-04-03T12:00');
  });
});

describe('a reply with the same day at half past three in the afternoon', () => {
  it.each([
    '2027-04-03T15:30',
    '2027-04-03 15:30',
    '2027-04-03T15:30Z',
    '2027-04-03T15:30:00.000Z',
    '2027-04-03T15:30:00.123456Z',
    '2027-04-03T15:30:00.123456+00:00',
    '2027-04-03T17:30+02:00',
    '2027-04-03 15:30 UTC',
    'Sat, 03 Apr 2027 15:30:00 GMT',
    '03/04/2027 15:30',
    '3/4/2027, 15:30',
    '03/04/2027 at 15:30',
    '03/04/2027 3:30pm',
    '03/04/2027 3:30 PM',
    '03/04/2027 3:30 p.m.',
    '03.04.2027 15.30',
    '15:30 03/04/2027',
    '15:30, 3 April 2027',
    '03/04/2027 15h30',
    '03/04/2027, 15h30',
    '03/04/2027 15H30',
    '03/04/2027 15 h 30',
    '03/04/2027 à 15h30',
    '03/04/2027 às 15h30min',
    '03/04/2027 15:30h',
    '03/04/2027 15:30 hs',
    '03/04/2027 15:30 Uhr',
    '03.04.2027 15.30 Uhr',
    '03/04/2027 um 15:30 Uhr',
    '3. April 2027 um 15:30 Uhr',
    '3. April 2027 15 Uhr 30',
    '3.4.27 15h30',
    '3.4. 15h30',
    '15h30 03/04/2027',
  ])('%s', async (reply) => {
    expect(await read(reply)).toBe('2027-04-03T15:30');
  });

  it.each([
    '03/04/2027 15h',
    '03/04/2027 15 h',
    '03/04/2027 15hs',
    '03/04/2027 15 Uhr',
    '3. April 2027 um 15 Uhr',
    '3.4. 15 Uhr',
  ])('or at three: %s', async (reply) => {
    expect(await read(reply)).toBe('2027-04-03T15:00');
  });

  it.each([
    ['tomorrow at 15h30', '2026-11-29T15:30'],
    ['friday 15h', '2026-11-27T15:00'],
    ['next friday um 15 Uhr', '2026-12-04T15:00'],
  ])('or on a day in words: %s', async (reply, time) => {
    expect(await read(reply)).toBe(time);
  });
});

describe('a reply with a range', () => {
  it.each([
    '03/04/2027 to 05/04/2027',
    'from 03/04/2027 to 05/04/2027',
    '03/04/2027 - 05/04/2027',
    '03/04/2027 – 05/04/2027',
    '03/04/2027-05/04/2027',
    '03/04/2027 until 05/04/2027',
    '03/04/2027 till 05.04.2027',
    '05/04/2027 to 03/04/2027',
    '2027-04-03 to 2027-04-05',
    '3.4.27 to 5.4.27',
    '03.04.2027-05.04.2027',
    '3 to 5 April 2027',
    '3-5 April 2027',
    'April 3-5, 2027',
    '3. April to 5. April 2027',
  ])('%s', async (reply) => {
    expect(await read(reply)).toBe('2027-04-03T12:00 to 2027-04-05T12:00');
  });

  it.each([
    '2027-04-03T10:00 to 2027-04-05T11:30',
    '2027-04-03 10:00 to 2027-04-05 11:30',
    '03/04/2027 10:00 to 05/04/2027 11:30',
    '03/04/2027 10h to 05/04/2027 11h30',
  ])('and with times: %s', async (reply) => {
    expect(await read(reply)).toBe('2027-04-03T10:00 to 2027-04-05T11:30');
  });
});

it.each([
  ['3.4.2027', '2027-03-04T12:00'],
  ['3.4.27', '2027-03-04T12:00'],
  ['03/04/2027 15h30', '2027-03-04T15:30'],
  ['3. April 2027 15h30', '2027-04-03T15:30'],
])('reads figures with the month first: %s', async (reply, time) => {
  expect(await read(reply, 'month first')).toBe(time);
});

it.each([
  ['1 Jan 2000 or 2 Feb 2001', '2000-01-01T12:00'],
  ['friday or monday 5pm', '2026-11-27T12:00'],
  ['03/04/2027 and 05/04/2027', '2027-04-03T12:00'],
])('takes the first of two dates: %s', async (reply, time) => {
  expect(await read(reply)).toBe(time);
});

describe('is not understood, for its figures belong to no date', () => {
  it.each([
    '3. Mai 2027',
    '3ª April 2027',
    "3 April '27",
    '03/04/2０２７',
    '03/04/2027 ١٥:٣٠',
    '03/04/2027 1530',
    '03/04/2027 25h',
    '03/04/2027 15h75',
    '03/04/2027 for 2',
    '2 people on 3 April 2027',
    'I am 30 and was born on 1 Jan 2000',
    '15:30 am 3.4.2027',
    '2027-04-03T14',
    '2027-04-03 and 5pm',
    '3.-5. April 2027',
    `3 April 2027${' '.repeat(600)}15h30`,
  ])('%s', async (reply) => {
    expect(await read(reply)).toBeUndefined();
  });
});

describe('names no day', () => {
  it.each([
    'hello',
    '',
    '12',
    '2024',
    '15h30',
    '15 Uhr',
    'demain 15h30',
    '31/04/2027',
    '31.4.',
    '3.4',
    '1.2.3',
    '1.2.3.4',
    '20270403',
  ])('%s', async (reply) => {
    expect(await read(reply)).toBeUndefined();
  });
});

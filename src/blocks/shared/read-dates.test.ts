import { casual, GB } from 'chrono-node/en';
import { describe, expect, it } from 'vitest';
import { readDates } from './read-dates.ts';

const now = Date.UTC(2026, 10, 28, 10);
const day = 24 * 60 * 60 * 1000;

/** What the parser of the language reads. */
function byLanguage(text: string, order: 'day first' | 'month first') {
  const parser = order === 'day first' ? GB : casual;
  const [found] = parser.parse(text, { instant: new Date(now), timezone: 0 });
  return found && { start: found.start.date(), end: found.end?.date() };
}

describe.each(['day first', 'month first'] as const)('%s', (order) => {
  it('reads what pickers send as the language does, on every day of some years', async () => {
    for (const from of [Date.UTC(1999, 0, 1), Date.UTC(2024, 0, 1), Date.UTC(2026, 0, 1)]) {
      for (let i = 0; i < 366; i += 3) {
        const text = new Date(from + i * day).toISOString().slice(0, 10);
        expect(await readDates(text, order, now), text).toEqual(byLanguage(text, order));
      }
    }
  });

  it.each([
    '1000-01-01',
    '1582-10-10',
    '9999-12-31',
    '2024-02-29',
    '2023-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0999-01-01',
    '2026-1-5',
    ' 2026-12-25',
    '2026-12-25 10:00',
    '2026-12-25\n',
    '2026-12-25 to 2026-12-27',
  ])('reads %j as the language does', async (text) => {
    expect(await readDates(text, order, now)).toEqual(byLanguage(text, order));
  });
});

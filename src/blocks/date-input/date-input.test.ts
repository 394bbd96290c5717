import { describe, expect, it } from 'vitest';
import { answerTo, presented } from '../../../test/support/one-input.ts';
import { dateInput } from './date-input.ts';

const variables = [
  { id: 'v1', name: 'now', value: '2026-03-10T09:30:15.678Z' },
  { id: 'v2', name: 'day', value: '2024-03-05' },
  { id: 'v3', name: 'until', value: 'until' },
  { id: 'v4', name: 'answer', value: '05/12/2026' },
];

describe('date input', () => {
  it.each([
    ['2024-03-05', '05/03/2024'],
    ['05/03/2024', '05/03/2024'],
    ['5/3/24', '05/03/2024'],
    ['05.03.2024', '05/03/2024'],
    ['March 5th 2024', '05/03/2024'],
    ['03/25/2024', '25/03/2024'],
    ['tomorrow', '11/03/2026'],
    ['next friday', '20/03/2026'],
    ['5 March', '05/03/2026'],
    ['12 September', '12/09/2025'],
    ['I was born on 1 Jan 2000 ok', '01/01/2000'],
    ['1 Jan 2000 or 2 Feb 2001', '01/01/2000'],
    ['2024-03-05T14:30', '05/03/2024'],
    ['2024-03-05T23:30-05:00', '06/03/2024'],
    ['05/03/2024 to 07/03/2024', '05/03/2024'],
    ['3. April 2027', '03/04/2027'],
    [`29 Feb 2024${' really'.repeat(100_000)}`, '29/02/2024'],
  ])('reads %.40s as %s', async (reply, content) => {
    expect(await answerTo(dateInput, reply)).toBe(content);
  });

  it.each([
    'hello',
    '',
    '12',
    '2024',
    '31/02/2024',
    'le 5 mars 2024',
    '3 April 2027 for 2',
    'in 999999999999 years',
    '\ud800',
    undefined,
  ])('refuses %s', async (reply) => {
    expect(await answerTo(dateInput, reply)).toBeUndefined();
  });

  it('refuses a voice reply', async () => {
    expect(await answerTo(dateInput, { type: 'audio', url: '2024-03-05' })).toBeUndefined();
  });

  it.each(['1h 1h ', '5 days 5 days ', '1.5 hours ', '1/1/', '2024-', ' ', `${'x'.repeat(500)} 2024-03-05`])(
    'gets nothing out of a hostile text (%#)',
    async (part) => {
      expect(await answerTo(dateInput, part.repeat(1_000_000 / part.length))).toBeUndefined();
    },
  );

  it.each([
    ['03/05/2024', { format: 'yyyy-MM-dd' }, '2024-03-05'],
    ['25/12/2026', { format: 'yyyy-MM-dd' }, '2026-12-25'],
    ['25/12/2026', { format: 'MM/dd/yyyy' }, '12/25/2026'],
    ['03/04/2026', { format: 'MM/dd/yyyy' }, '03/04/2026'],
    ['03/04/2026', { format: 'd/M/yyyy' }, '4/3/2026'],
    ['2026-12-25', { format: 'EEEE d MMMM yyyy' }, 'Friday 25 December 2026'],
    ['05/03/2024 2pm', { hasTime: true }, '05/03/2024 14:00'],
    ['05/03/2024', { hasTime: true }, '05/03/2024 12:00'],
    ['03/04/2027 15h30', { hasTime: true }, '03/04/2027 15:30'],
    ['05/03/2024', { hasTime: true, format: 'dd.MM.yy' }, '05.03.24'],
    ['2024-03-05', { format: 'DD/MM/YYYY' }, '05/03/2024'],
    ['05/03/2024', { format: 'DD/MM/YYYY' }, '05/03/2024'],
    ['05/03/2024', { format: 'D.M.YY' }, '3.5.24'],
    ['2024-03-05', { format: "'DD' DD" }, 'DD 05'],
    ['2024-03-05', { format: 'DDD' }, '065'],
    ['05/03/2024', { format: 'n' }, '05/03/2024'],
    ['05/03/2024', { format: 'YYYY-DD foo' }, '05/03/2024'],
    ['05/03/2024', { format: 'n', hasTime: true }, '05/03/2024 12:00'],
    ['05/03/2024', { format: '' }, '05/03/2024'],
    ['05/03/2024', { format: "'" }, '05/03/2024'],
    ['05/03/2024', { format: "''" }, '05/03/2024'],
    ['05/03/2024', { format: "' '" }, '05/03/2024'],
    ['05/03/2024', { format: '   ' }, '05/03/2024'],
    ['05/03/2024', { format: '\n' }, '05/03/2024'],
    ['05/03/2024', { format: '--/' }, '05/03/2024'],
    ['05/03/2024', { format: "'on the day'", hasTime: true }, '05/03/2024 12:00'],
    ['05/03/2024', { format: 'XXX' }, '05/03/2024'],
    ['05/03/2024', { format: "dd'" }, '05/03/2024'],
    ['05/03/2024', { format: "yyyy 'in MM" }, '05/03/2024'],
    ['2024-03-05', { format: "yyyy''MM" }, "2024'03"],
    ['2024-03-05', { format: "Q 'o''clock'" }, "1 o'clock"],
  ])('writes %s with %j', async (reply, options, content) => {
    expect(await answerTo(dateInput, reply, options)).toBe(content);
  });

  it.each([
    ['2024-03-05 to 2024-03-07', {}, '05/03/2024 to 07/03/2024'],
    ['from 05/03/2024 to 07/03/2024', {}, '05/03/2024 to 07/03/2024'],
    ['05/03/2024 - 07/03/2024', {}, '05/03/2024 to 07/03/2024'],
    ['from 25 December 2026 to 30 December 2026', {}, '25/12/2026 to 30/12/2026'],
    ['2024-03-05 to 2024-03-07', { labels: { separator: 'tot' } }, '05/03/2024 tot 07/03/2024'],
    ['2026-12-25 until 2026-12-30', { labels: { separator: '{{until}}' } }, '25/12/2026 until 30/12/2026'],
    ['07/03/2024 to 05/03/2024', {}, '05/03/2024 to 07/03/2024'],
    ['2026-12-25T10:00 to 2026-12-30T11:30', { hasTime: true }, '25/12/2026 10:00 to 30/12/2026 11:30'],
    ['05/03/2024', {}, undefined],
  ])('reads %s as a range with %j', async (reply, options, content) => {
    expect(await answerTo(dateInput, reply, { isRange: true, ...options }, { variables })).toBe(content);
  });

  it.each([
    ['2024-03-05', { min: '2024-03-05' }, true],
    ['2024-03-04', { min: '2024-03-05' }, false],
    ['2024-03-05', { max: '2024-03-05' }, true],
    ['2024-03-06', { max: '2024-03-05' }, false],
    ['2024-03-05', { min: '{{day}}', max: '{{day}}' }, true],
    ['2024-03-06', { max: '{{day}}' }, false],
    ['2024-03-05 23:59', { hasTime: true, max: '2024-03-05' }, true],
    ['2024-03-05 10:00', { hasTime: true, max: '2024-03-05T10:00' }, true],
    ['2024-03-05 10:01', { hasTime: true, max: '2024-03-05T10:00' }, false],
    ['2024-03-05 09:59', { hasTime: true, min: '2024-03-05T10:00' }, false],
    ['2024-03-05', { min: '', max: '' }, true],
    ['2024-03-05', { min: 'soon', max: '31/12/1999' }, false],
    ['2024-03-05', { min: 'soon', max: 'later' }, true],
    ['2026-12-01', { max: '{{answer}}' }, true],
    ['2026-12-06', { max: '{{answer}}' }, false],
    ['2026-12-01', { min: '{{answer}}' }, false],
    ['2026-12-01', { max: '12/05/2026', format: 'MM/dd/yyyy' }, true],
    ['2026-03-10', { min: '{{now}}', max: '{{now}}' }, true],
    ['2026-03-10T09:30', { min: '{{now}}', hasTime: true }, true],
    ['2024-03-05', { min: '{{unknown}}' }, true],
    ['2024-03-04 to 2024-03-06', { isRange: true, min: '2024-03-05' }, false],
    ['2024-03-04 to 2024-03-06', { isRange: true, max: '2024-03-05' }, false],
    ['2024-03-05 to 2024-03-06', { isRange: true, min: '2024-03-05', max: '2024-03-06' }, true],
  ])('judges %s within %j', async (reply, options, isTaken) => {
    expect((await answerTo(dateInput, reply, options, { variables })) !== undefined).toBe(isTaken);
  });

  it.each([
    [undefined, undefined],
    [{ min: '{{now}}' }, { min: '2026-03-10' }],
    [
      { min: '{{now}}', hasTime: false },
      { min: '2026-03-10', hasTime: false },
    ],
    [
      { max: '{{now}}', hasTime: true },
      { max: '2026-03-10T09:30', hasTime: true },
    ],
    [{ min: 'at 2026-03-10T09:30 sharp' }, { min: '2026-03-10' }],
    [
      { min: '2026-03-10', max: 'soon' },
      { min: '2026-03-10', max: 'soon' },
    ],
    [{ min: '{{answer}}' }, { min: '2026-12-05' }],
    [
      { min: '{{answer}}', format: '{{unknown}}MM/dd/yyyy' },
      { min: '2026-05-12', format: 'MM/dd/yyyy' },
    ],
    [{ min: '{{unknown}}' }, { min: '' }],
    [
      { isRange: true, format: 'yyyy', labels: { from: 'From {{day}}', to: 'To', separator: 'x', button: 'b' } },
      { isRange: true, format: 'yyyy', labels: { from: 'From 2024-03-05', to: 'To', separator: 'x', button: 'b' } },
    ],
  ])('presents %j', async (options, expected) => {
    expect((await presented(dateInput, options, { variables }))?.options).toEqual(expected);
  });

  it('offers the present value of its variable', async () => {
    expect((await presented(dateInput, { variableId: 'v2' }, { variables }))?.prefilledValue).toBe('2024-03-05');
  });
});

import { describe, expect, it } from 'vitest';
import { answerTo, presented } from '../../../test/support/one-input.ts';
import { timeInput } from './time-input.ts';

describe('time input', () => {
  it.each([
    ['14:30', '14:30'],
    ['14:30:15', '14:30'],
    ['2:30pm', '14:30'],
    ['2:30 pm', '14:30'],
    ['2:30', '02:30'],
    ['9:05', '09:05'],
    ['9 am', '09:00'],
    ['2pm', '14:00'],
    ['at 5', '05:00'],
    ["8 o'clock", '08:00'],
    ['12:00 AM', '00:00'],
    ['23:59:59', '23:59'],
    ['noon', '12:00'],
    ['midnight', '00:00'],
    ['friday', '12:00'],
    ['now', '09:30'],
    ['in 2 hours', '11:30'],
    ['tomorrow', '09:30'],
    ['at 2pm EST', '19:00'],
  ])('reads %s as %s', async (reply, content) => {
    expect(await answerTo(timeInput, reply)).toBe(content);
  });

  it.each(['5', '14h30', '14.30', '1430', '143', '25:00', '12:60', 'hello', '', '\ud800', undefined])(
    'refuses %s',
    async (reply) => {
      expect(await answerTo(timeInput, reply)).toBeUndefined();
    },
  );

  it('refuses a voice reply', async () => {
    expect(await answerTo(timeInput, { type: 'audio', url: '14:30' })).toBeUndefined();
  });

  it.each([
    ['hh:mm a', '02:30 PM'],
    ['h:mm aaa', '2:30 pm'],
    ['{{format}}', '14h30'],
    ['DD/MM/YYYY HH:mm', '10/03/2026 14:30'],
    ['n', '14:30'],
    ['', '14:30'],
  ])('writes with %s', async (format, content) => {
    const variables = [{ id: 'v', name: 'format', value: "HH'h'mm" }];
    expect(await answerTo(timeInput, '14:30', { format }, { variables })).toBe(content);
  });

  it('presents its options', async () => {
    const options = { variableId: 'v', format: 'hh:mm a', labels: { button: 'b' } };
    expect(await presented(timeInput, options)).toEqual({ id: 'input', type: 'time input', options });
  });
});

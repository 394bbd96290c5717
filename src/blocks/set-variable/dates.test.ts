import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { momentOfDay, zoneOffset } from './dates.ts';
import { setVariable } from './set-variable.ts';

async function run(options: Record<string, unknown>, now: string, zone?: string) {
  const block = { id: 'b1', type: 'Set variable', options: { variableId: 'v1', ...options } };
  const variables = [
    { id: 'v1', name: 'Date' },
    { id: 'v2', name: 'Zone', value: zone },
  ];
  const talk = new SimulatedConversation(oneGroup([block], { variables }), new Map([[setVariable.type, setVariable]]), {
    effects: { now: () => Date.parse(now) },
  });
  const { output } = await talk.start();
  return { value: talk.value('Date'), logs: output.logs };
}

const now = '2024-03-10T09:30:15.678Z';

describe('date types', () => {
  it.each([
    ['Now', undefined, '2024-03-10T09:30:15.678Z'],
    ['Now', '', '2024-03-10T09:30:15.678Z'],
    ['Now', '{{Nothing}}', '2024-03-10T09:30:15.678Z'],
    ['Now', 'Asia/Tokyo', '2024-03-10T18:30:15+09:00'],
    ['Now', 'asia/tokyo', '2024-03-10T18:30:15+09:00'],
    ['Now', 'Asia/Kolkata', '2024-03-10T15:00:15+05:30'],
    ['Now', 'America/St_Johns', '2024-03-10T07:00:15-02:30'],
    ['Now', 'UTC', '2024-03-10T09:30:15Z'],
    ['Now', 'GMT', '2024-03-10T09:30:15Z'],
    ['Now', 'Z', '2024-03-10T09:30:15Z'],
    ['Now', 'EST', '2024-03-10T04:30:15-05:00'],
    ['Now', '+02:00', '2024-03-10T11:30:15+02:00'],
    ['Now', '-0330', '2024-03-10T06:00:15-03:30'],
    ['Now', '{{Zone}}', '2024-03-10T10:30:15+01:00'],
    ['Today', undefined, '2024-03-10T09:30:15.678Z'],
    ['Today', 'Asia/Tokyo', '2024-03-10T09:30:15.678Z'],
    ['Tomorrow', undefined, '2024-03-11T09:30:15.678Z'],
    ['Yesterday', undefined, '2024-03-09T09:30:15.678Z'],
    ['Tomorrow', 'Asia/Tokyo', '2024-03-11T18:30:15+09:00'],
    ['Yesterday', 'Asia/Tokyo', '2024-03-09T18:30:15+09:00'],
  ])('%s in %s is %s', async (type, timeZone, expected) => {
    const { value, logs } = await run({ type, ...(timeZone !== undefined && { timeZone }) }, now, 'Europe/Berlin');
    expect(value).toBe(expected);
    expect(logs).toEqual([]);
  });

  it.each(['Mars/Olympus', ' Asia/Tokyo', 'z', '+24:00', '+5', 'GMT+2'])(
    '%j is unknown: UTC and a log',
    async (zone) => {
      const { value, logs } = await run({ type: 'Now', timeZone: '{{Zone}}' }, now, zone);
      expect(value).toBe('2024-03-10T09:30:15.678Z');
      expect(logs).toEqual([
        {
          origin: 'diagnostic',
          log: { status: 'error', description: 'The time zone "{{Zone}}" does not exist; UTC was used' },
        },
      ]);
    },
  );
});

describe('around a daylight-saving change', () => {
  it.each([
    ['America/New_York', '2024-03-10T06:59:59Z', 'Now', '2024-03-10T01:59:59-05:00'],
    ['America/New_York', '2024-03-10T07:30:00Z', 'Now', '2024-03-10T03:30:00-04:00'],
    ['America/New_York', '2024-11-03T05:30:00Z', 'Now', '2024-11-03T01:30:00-04:00'],
    ['America/New_York', '2024-11-03T06:30:00Z', 'Now', '2024-11-03T01:30:00-05:00'],
    ['Europe/Paris', '2024-03-31T00:59:59Z', 'Now', '2024-03-31T01:59:59+01:00'],
    ['Europe/Paris', '2024-03-31T01:00:00Z', 'Now', '2024-03-31T03:00:00+02:00'],
    ['Europe/London', '2024-06-01T12:00:00Z', 'Now', '2024-06-01T13:00:00+01:00'],
    ['Europe/London', '2024-12-01T12:00:00Z', 'Now', '2024-12-01T12:00:00Z'],
    // 24 hours, not a calendar day.
    ['America/New_York', '2024-03-09T12:00:00Z', 'Tomorrow', '2024-03-10T08:00:00-04:00'],
  ])('%s at %s: %s is %s', async (timeZone, at, type, expected) => {
    expect((await run({ type, timeZone }, at)).value).toBe(expected);
  });
});

describe('zoneOffset', () => {
  it.each([
    ['Z', 0],
    ['+14', 840],
    ['-00:30', -30],
    ['Asia/Kathmandu', 345],
    ['Etc/GMT+5', -300],
    ['', undefined],
    ['+02:60', undefined],
    [`+02:00${' '.repeat(100)}`, undefined],
  ])('%j is %s', (zone, expected) => expect(zoneOffset(zone, Date.parse(now))).toBe(expected));
});

describe('momentOfDay', () => {
  it.each([
    ['00:00', 'morning'],
    ['11:59', 'morning'],
    ['12:00', 'afternoon'],
    ['17:59', 'afternoon'],
    ['18:00', 'evening'],
    ['23:59', 'evening'],
  ])('%s is %s', (time, expected) => expect(momentOfDay(Date.parse(`2024-01-01T${time}:00Z`))).toBe(expected));
});

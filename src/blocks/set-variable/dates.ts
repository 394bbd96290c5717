import type { BlockContext } from '../../engine/block.ts';

const msPerMinute = 60_000;
const msPerDay = 24 * 60 * msPerMinute;

/**
 * The present instant moved by whole days of 24 hours: UTC with milliseconds, or the local time of a zone with its
 * offset. A zone that does not exist is logged and UTC is used.
 *
 * @param timeZone author-written text
 */
export async function dateText(context: BlockContext, days: number, timeZone?: string): Promise<string> {
  const time = context.effects.now() + days * msPerDay;
  const zone = await context.text(timeZone);
  const offset = zone === '' ? undefined : zoneOffset(zone, time);
  if (zone !== '' && offset === undefined) {
    context.diagnose({ status: 'error', description: `The time zone "${timeZone}" does not exist; UTC was used` });
  }
  return offset === undefined ? new Date(time).toISOString() : localText(time, offset);
}

/** morning, afternoon or evening at an instant, in UTC. */
export function momentOfDay(time: number): string {
  const hour = new Date(time).getUTCHours();
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}

const offsetPattern = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/;

/** Characters of the name of a zone at most; the longest of the IANA database has 32. */
const longestZone = 100;

/**
 * Minutes that a zone is ahead of UTC at an instant; undefined when there is no such zone.
 *
 * @param zone IANA name in any case, `Z`, or an offset such as `+02:00` or `-0330`
 */
export function zoneOffset(zone: string, time: number): number | undefined {
  if (zone.length > longestZone) return undefined;
  if (zone === 'Z') return 0;
  const fixed = offsetPattern.exec(zone);
  return fixed ? toMinutes(fixed) : namedOffset(zone, time);
}

function namedOffset(zone: string, time: number): number | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    // The only way to learn that a zone does not exist.
    return undefined;
  }
  const name = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const offset = offsetPattern.exec(name.slice('GMT'.length, 'GMT+00:00'.length));
  return offset ? toMinutes(offset) : 0;
}

function toMinutes([, sign, hours, minutes = '0']: RegExpExecArray): number {
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function localText(time: number, offset: number): string {
  const local = new Date(time + offset * msPerMinute).toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
  if (offset === 0) return `${local}Z`;
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

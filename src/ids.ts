import { randomFillSync } from 'node:crypto';

/** In the order in which texts are sorted, so that later ids come after earlier ones. */
const characters = '0123456789abcdefghijklmnopqrstuvwxyz';
const letters = characters.slice(10);
const randomLength = 16;
/** How long ids begin alike, in ms. */
const tickMs = 10;
/** Characters after the first that tell the tick. The letter in front lets them go round 26 times: 646 years. */
const timeLength = 7;
const round = characters.length ** timeLength;
/** Bytes from here on would make some characters likelier than others. */
const firstUnfair = 256 - (256 % characters.length);

const pool = new Uint8Array(4096);
let used = pool.length;

let lastTick = -1;
let lastTimePart = '';

/**
 * A new opaque id: 24 lower-case letters and digits, the first a letter. No dash ever, because clients cut ids at dashes
 * (C1). Eight characters tell when it was made and sixteen (82 bits) come from a secure source: nobody can guess an id,
 * and what conversations of the same time leave in the indexes of the database lies side by side, so that a commit
 * changes fewer of its pages.
 */
export function newId(): string {
  return timePart(Math.floor(Date.now() / tickMs)) + randomPart();
}

function timePart(tick: number): string {
  if (tick === lastTick) return lastTimePart;
  lastTick = tick;
  const letter = letters.charAt(Math.floor(tick / round) % letters.length);
  lastTimePart = letter + (tick % round).toString(characters.length).padStart(timeLength, '0');
  return lastTimePart;
}

function randomPart(): string {
  let text = '';
  while (text.length < randomLength) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++] as number;
    if (byte < firstUnfair) text += characters.charAt(byte % characters.length);
  }
  return text;
}

/** Longest id that callers may choose, in characters. */
export const maxIdLength = 255;

/**
 * Whether a text may be an id: control characters and halves of surrogate pairs are refused, because not every database
 * holds them, and ids end up in logs.
 *
 * @example isPossibleId('5511999999999@s.whatsapp.net') // true
 */
export function isPossibleId(text: string, maxLength = maxIdLength): boolean {
  return text.length <= maxLength && /^[^\p{Cc}\p{Cs}]*$/u.test(text);
}

import type { Json } from '../channel.ts';

/** Stands between what a button carries and whom it was shown to. */
const separator = '|';

/** What a button of somebody else's question says: no token, so that the press is one of an older question. */
const foreign = '-';

/** Messages whose buttons name the person in a group that they are for, whoever presses them. */
export function addressedTo<T extends Json | undefined>(value: T, conversation: string): T {
  const [, userId] = conversation.split(':');
  return userId === undefined ? value : (named(value, userId) as T);
}

function named(value: Json | undefined, userId: string): Json | undefined {
  if (Array.isArray(value)) return value.map((one: Json) => named(one, userId) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    key === 'data' && typeof one === 'string' ? `${one}${separator}${userId}` : named(one, userId),
  ]);
  return Object.fromEntries(entries) as Json;
}

/**
 * What a button carries, of those that this person was shown.
 *
 * @example tokenFor('U1', 'f1:7:0|U2') // '-'
 */
export function tokenFor(userId: string, data: string): string {
  const end = data.lastIndexOf(separator);
  if (end === -1) return data;
  return data.slice(end + separator.length) === userId ? data.slice(0, end) : foreign;
}

import type { HttpSettings } from './settings.ts';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** Most fields of a form, and most names of an object that a caller fills with names of its own. */
export const mostNames = 1000;

/** Largest bodies in bytes (chat-api §1.1). */
export interface BodyLimits {
  /** Of anybody. */
  readonly open: number;
  /** Of callers whose token was checked before: flows are sent there. */
  readonly withToken: number;
}

/** The limits that the operator has set. */
export function bodyLimits({ bodyLimit = 256 * kilobyte }: HttpSettings): BodyLimits {
  return { open: bodyLimit, withToken: Math.max(bodyLimit, 10 * megabyte) };
}

/** @example readableSize(262_144) // '256 KB' */
export function readableSize(bytes: number): string {
  const [size, unit] = bytes < megabyte ? [bytes / kilobyte, 'KB'] : [bytes / megabyte, 'MB'];
  return `${Number(size.toFixed(1))} ${unit}`;
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { RawRequest, Verdict } from '../channel.ts';
import type { TelegramCredentials } from './credentials.ts';

/** Whether a request carries the secret token (channels §4.1). Without one nothing is taken. */
export function verify({ headers }: RawRequest, { secretToken }: TelegramCredentials): Verdict {
  const given = headers['x-telegram-bot-api-secret-token'];
  if (given === undefined || !secretToken || !isSame(given, secretToken)) {
    return { kind: 'rejected', status: 401, reason: 'Invalid secret token' };
  }
  return { kind: 'genuine' };
}

/** Compares texts of any length in a time that says nothing of them. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

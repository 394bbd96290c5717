import type { RawRequest, Verdict } from '../channel.ts';
import { isSame } from '../shared/is-same.ts';
import type { TelegramCredentials } from './credentials.ts';

/** Whether a request carries the secret token (channels §4.1). Without one nothing is taken. */
export function verify({ headers }: RawRequest, { secretToken }: TelegramCredentials): Verdict {
  const given = headers['x-telegram-bot-api-secret-token'];
  if (!secretToken || !isSame(given, secretToken)) {
    return { kind: 'rejected', status: 401, reason: 'Invalid secret token' };
  }
  return { kind: 'genuine' };
}

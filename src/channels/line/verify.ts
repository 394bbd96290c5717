import { createHmac } from 'node:crypto';
import type { RawRequest, Verdict } from '../channel.ts';
import { isSame } from '../shared/is-same.ts';
import type { LineCredentials } from './credentials.ts';

/** Whether `x-line-signature` is the HMAC of the body (channels §5.1). */
export function verify({ headers, body }: RawRequest, { channelSecret }: LineCredentials): Verdict {
  const expected = createHmac('sha256', channelSecret).update(body).digest('base64');
  const isGenuine = channelSecret !== '' && isSame(headers['x-line-signature'], expected);
  return isGenuine ? { kind: 'genuine' } : { kind: 'rejected', status: 401, reason: 'Invalid signature' };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RawRequest, Verdict } from '../channel.ts';
import { isSame } from '../shared/is-same.ts';
import type { WhatsAppCredentials } from './credentials.ts';

/** Header in which 360dialog sends the secret of the webhook, by the name that such webhooks are set up with. */
const secretHeader = 'x-typebot-webhook-secret';

/** Whether a request is from the app (whatsapp §2): the question for the address, or a delivery on its raw bytes. */
export function verify(request: RawRequest, credentials: WhatsAppCredentials): Verdict {
  if (request.method === 'GET') return answerQuestion(request, credentials);
  if (credentials.provider === '360dialog') {
    const { webhookSecret, insecure } = credentials;
    const isGenuine = webhookSecret === undefined ? insecure : isSame(request.headers[secretHeader], webhookSecret);
    return isGenuine ? { kind: 'genuine' } : unauthorized('Invalid WhatsApp webhook secret');
  }
  const { appSecret, insecure } = credentials;
  const isGenuine = appSecret === undefined ? insecure : isSigned(request, appSecret);
  return isGenuine ? { kind: 'genuine' } : unauthorized('Invalid WhatsApp webhook signature');
}

function answerQuestion({ url }: RawRequest, credentials: WhatsAppCredentials): Verdict {
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const challenge = query.get('hub.challenge');
  const token = query.get('hub.verify_token');
  if (challenge === null || token === null) {
    const reason = 'Input validation failed';
    const issues = ['hub.challenge', 'hub.verify_token']
      .filter((name) => query.get(name) === null)
      .map((name) => ({ code: 'invalid_type', expected: 'string', path: [name], message: 'Expected a text' }));
    const body = { defined: true, code: 'BAD_REQUEST', status: 400, message: reason, data: { issues } };
    return { kind: 'rejected', status: 400, reason, body };
  }
  const expected = credentials.provider === 'meta' ? credentials.verifyToken : undefined;
  if (expected === undefined || !isSame(token, expected)) return unauthorized('Unauthorized');
  return { kind: 'challenge', response: { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge } };
}

function unauthorized(reason: string): Verdict {
  const body = { defined: true, code: 'UNAUTHORIZED', status: 401, message: reason };
  return { kind: 'rejected', status: 401, reason, body };
}

/** Whether `x-hub-signature-256` is the HMAC of the body. */
function isSigned({ headers, body }: RawRequest, appSecret: string): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  if (hex === undefined) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', appSecret).update(body).digest());
}

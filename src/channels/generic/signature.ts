import { createHmac, timingSafeEqual } from 'node:crypto';
import { leastSecretBytes, mostSecretBytes, mostSignatures } from './limits.ts';

const prefix = 'whsec_';
const version = 'v1';

/** Whether a text is a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export function isSigningSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = keyOf(text);
  return length >= leastSecretBytes && length <= mostSecretBytes;
}

/** A secret made of random bytes. */
export function signingSecret(bytes: Uint8Array): string {
  return prefix + Buffer.from(bytes).toString('base64');
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), 'base64');
}

/** What is signed beside the body. */
export interface Signed {
  /** `webhook-id`: without a dot, which would let two messages have the same signed content. */
  readonly id: string;
  /** `webhook-timestamp`: whole seconds since 1970 UTC. */
  readonly timestamp: string;
  readonly body: Uint8Array | string;
}

/**
 * A signature of Standard Webhooks (channels §13.1).
 *
 * @example signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message) // 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
 */
export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return `${version},${digest}`;
}

/** Whether one of the signatures in a header was made with one of the secrets; other versions are passed over. */
export function isSigned(header: string, secrets: readonly string[], signed: Signed): boolean {
  const given = header.split(' ', mostSignatures).map((signature) => Buffer.from(signature));
  const expected = secrets.map((secret) => Buffer.from(signatureOf(secret, signed)));
  return expected.some((one) => given.some((other) => one.length === other.length && timingSafeEqual(one, other)));
}

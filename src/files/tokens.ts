import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * What a token allows: to store one file while a conversation is where it was. Its type is part of the key, as the
 * extension.
 */
const uploadSchema = z.object({ key: z.string(), maxBytes: z.number(), sessionId: z.string(), moment: z.string() });
export type UploadGrant = z.infer<typeof uploadSchema>;

const uploadTokenSchema = uploadSchema.extend({ expiresAt: z.number() });

/** What a token turned out to be. */
export type ReadToken =
  | { readonly kind: 'valid'; readonly grant: UploadGrant }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/** Makes and checks signed permissions. Nothing is stored: what a token allows stands in it. */
export class FileTokens {
  readonly #uploadKey: Buffer;
  readonly #linkKey: Buffer;

  /** @param secret of the server; signatures are made with keys derived from it */
  constructor(secret: Buffer) {
    this.#uploadKey = derive(secret, 'upload token');
    this.#linkKey = derive(secret, 'file link');
  }

  /** A token to upload one file until the given time. */
  grantUpload(grant: UploadGrant, expiresAt: number): string {
    const payload = Buffer.from(JSON.stringify({ ...grant, expiresAt })).toString('base64url');
    return `${payload}.${sign(this.#uploadKey, payload)}`;
  }

  readUpload(token: string, now: number): ReadToken {
    const [payload = '', signature = '', ...rest] = token.split('.');
    if (rest.length > 0 || !isEqual(signature, sign(this.#uploadKey, payload))) return { kind: 'invalid' };
    const { expiresAt, ...grant } = uploadTokenSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return expiresAt > now ? { kind: 'valid', grant } : { kind: 'expired' };
  }

  /** Query of a link that shows one private file until the given time. */
  linkQuery(key: string, expiresAt: number): string {
    return `expires=${expiresAt}&signature=${this.#linkSignature(key, String(expiresAt))}`;
  }

  isLinkValid(key: string, expires: string, signature: string, now: number): boolean {
    return isEqual(signature, this.#linkSignature(key, expires)) && Number(expires) > now;
  }

  #linkSignature(key: string, expires: string): string {
    return sign(this.#linkKey, `${expires}\n${key}`);
  }
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Takes equally long whichever signs differ. */
function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

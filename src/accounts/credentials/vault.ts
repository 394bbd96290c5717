import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { CredentialData } from './kinds.ts';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** Where sealed data stands; it cannot be read anywhere else. */
export interface SealPlace {
  readonly id: string;
  readonly workspaceId: string;
}

/** Data that only a holder of its key can read. */
export interface Sealed {
  /** Name of the key; null: sealed by a server that names none (management-api §9). */
  readonly keyName: string | null;
  readonly iv: string;
  readonly data: string;
}

interface Key {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The key that a secret stands for: 32 bytes are the key itself, so that rows of other servers with it can be read. */
function keyOf(secret: Buffer, isChosen: boolean): Key {
  const isKey = isChosen && secret.length === keyBytes;
  const bytes = isKey ? secret : Buffer.from(hkdfSync('sha256', secret, '', 'repartee credentials', keyBytes));
  return { bytes, name: createHash('sha256').update('repartee key name').update(bytes).digest('hex').slice(0, 16) };
}

/** What a vault opens with. */
export interface VaultSecrets {
  /** What everything is sealed with; `isChosen`: by the operator, and not made. */
  readonly current: { readonly secret: Buffer; readonly isChosen: boolean };
  /** What it was before; only opens. */
  readonly old?: string | undefined;
}

/**
 * Seals credentials with AES-256-GCM. Every seal names its key and holds for one place, so that rows can neither be read
 * without the key nor exchanged for each other.
 *
 * @example
 * const sealed = vault.seal({ apiKey: 'sk-1' }, { id: 'c1', workspaceId: 'w1' });
 * vault.open(sealed, { id: 'c1', workspaceId: 'w1' }); // { apiKey: 'sk-1' }
 */
export class Vault {
  readonly #current: Key;
  readonly #keys: readonly Key[];

  constructor({ current, old }: VaultSecrets) {
    this.#current = keyOf(current.secret, current.isChosen);
    this.#keys = old === undefined ? [this.#current] : [this.#current, keyOf(Buffer.from(old), true)];
  }

  /** Name of the key that everything is sealed with. */
  get keyName(): string {
    return this.#current.name;
  }

  seal(data: CredentialData, place: SealPlace): Sealed & { readonly keyName: string } {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#current.bytes, iv, { authTagLength: tagBytes });
    cipher.setAAD(boundTo(place));
    const parts = [cipher.update(JSON.stringify(data), 'utf8'), cipher.final(), cipher.getAuthTag()];
    return { keyName: this.#current.name, iv: iv.toString('hex'), data: Buffer.concat(parts).toString('base64') };
  }

  /** Undefined when no key here opens it, or it does not belong to the place. */
  open(sealed: Sealed, place: SealPlace): CredentialData | undefined {
    const { keyName } = sealed;
    const read = readSealed(sealed);
    if (!read) return undefined;
    for (const key of this.#keys) {
      if (keyName !== null && key.name !== keyName) continue;
      const text = opened(key.bytes, read, keyName === null ? undefined : boundTo(place));
      if (text !== undefined) return parsed(text);
    }
    return undefined;
  }
}

function boundTo({ id, workspaceId }: SealPlace): Buffer {
  return Buffer.from(JSON.stringify([id, workspaceId]));
}

interface Ciphertext {
  readonly iv: Buffer;
  readonly text: Buffer;
  readonly tag: Buffer;
}

/** Reads both forms of the data: the tag behind it, or, in an old form of others, behind the initialisation vector. */
function readSealed({ iv, data }: Sealed): Ciphertext | undefined {
  if (iv.length === 2 * ivBytes) {
    const bytes = Buffer.from(data, 'base64');
    const end = bytes.length - tagBytes;
    return end < 0 ? undefined : { iv: Buffer.from(iv, 'hex'), text: bytes.subarray(0, end), tag: bytes.subarray(end) };
  }
  const [first, tag] = iv.split('.');
  if (!first || tag?.length !== 2 * tagBytes) return undefined;
  return { iv: Buffer.from(first, 'hex'), text: Buffer.from(data, 'hex'), tag: Buffer.from(tag, 'hex') };
}

function opened(key: Buffer, { iv, text, tag }: Ciphertext, boundTo: Buffer | undefined): string | undefined {
  if (iv.length === 0) return undefined;
  try {
    const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes });
    if (boundTo) decipher.setAAD(boundTo);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch {
    // Another key, or data that was changed: GCM does not tell which.
    return undefined;
  }
}

function parsed(text: string): CredentialData | undefined {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as CredentialData) : undefined;
}

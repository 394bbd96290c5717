import { createHash } from 'node:crypto';

/** A stable hash of JSON-like values, which tells them from others. */
export function fingerprint(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

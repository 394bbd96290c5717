import { randomBytes } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const characters = `${letters}0123456789`;
const length = 24;

/**
 * A new opaque id: 24 lower-case letters and digits, the first a letter, from a secure source. No dash ever, because
 * clients cut ids at dashes (C1).
 */
export function newId(): string {
  let id = '';
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      const alphabet = id === '' ? letters : characters;
      // Bytes beyond the last whole multiple would make some characters likelier than others.
      if (byte >= 256 - (256 % alphabet.length)) continue;
      id += alphabet[byte % alphabet.length];
      if (id.length === length) break;
    }
  }
  return id;
}

import path from 'node:path';
import { isKey } from '../../files/keys.ts';
import { uploadsFolder } from '../../files/open.ts';
import { keyFile } from '../../files/secret.ts';
import { databaseFile } from '../../store/sqlite/open.ts';

/** Everything that makes up a data folder, by its name in the folder. A backup names its files in the same way. */
export const parts = {
  database: path.basename(databaseFile('')),
  key: path.basename(keyFile('')),
  uploads: path.basename(uploadsFolder('')),
} as const;

/** Last file of a backup: digest and name of each file before it, as `sha256sum` writes them. */
export const digestsName = 'SHA256SUMS';

/** Whether a backup may hold a file of this name. */
export function isPartName(name: string): boolean {
  if (name === parts.database || name === parts.key) return true;
  const prefix = `${parts.uploads}/`;
  return name.startsWith(prefix) && isKey(name.slice(prefix.length));
}

/** The text of `SHA256SUMS`. */
export function digestLines(digests: ReadonlyMap<string, string>): string {
  return Array.from(digests, ([name, digest]) => `${digest}  ${name}\n`).join('');
}

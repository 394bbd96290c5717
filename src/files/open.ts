import path from 'node:path';
import { openDiskFiles } from './disk.ts';
import type { FileStore } from './files.ts';
import { loadSecret, temporarySecret } from './secret.ts';
import { openTemporaryFiles } from './temporary.ts';
import { FileTokens } from './tokens.ts';

/** Largest upload in MB where nobody set another limit. */
const defaultMaxMegabytes = 10;

/** Where a data folder keeps uploaded files. */
export function uploadsFolder(dataDir: string): string {
  return path.join(dataDir, 'uploads');
}

/** The uploads of a server. */
export interface OpenFiles {
  readonly files: FileStore;
  readonly tokens: FileTokens;
  readonly maxMegabytes: number;
}

/**
 * Opens the uploads of a data folder; with `:memory:` they last until the server is closed.
 *
 * @param secret what keys are derived from; without it a key file in the data folder is used
 */
export async function openFiles(dataDir: string, secret?: string): Promise<OpenFiles> {
  const maxMegabytes = defaultMaxMegabytes;
  if (dataDir === ':memory:') {
    return { files: await openTemporaryFiles(), tokens: new FileTokens(temporarySecret()), maxMegabytes };
  }
  const files = await openDiskFiles(uploadsFolder(dataDir));
  return { files, tokens: new FileTokens(await loadSecret(dataDir, secret)), maxMegabytes };
}

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openDiskFiles } from './disk.ts';
import type { FileStore } from './files.ts';

/** Keeps files until it is closed: for servers that keep everything in memory. */
export async function openTemporaryFiles(): Promise<FileStore> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'repartee-files-'));
  return {
    ...(await openDiskFiles(folder)),
    close: () => fs.rm(folder, { recursive: true, force: true }),
  };
}

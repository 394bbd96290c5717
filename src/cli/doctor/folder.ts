import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** The folder itself, or the nearest one above it that exists. Rejects when a part of the path is a file. */
export async function nearestFolder(folder: string): Promise<string> {
  try {
    await fs.access(folder);
    return folder;
  } catch (error) {
    const parent = path.dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    return nearestFolder(parent);
  }
}

/** Writes a small file into a folder, waits for the disk and removes it. Rejects when that is not possible. */
export async function tryFolder(folder: string): Promise<void> {
  const file = path.join(folder, `.doctor-${randomUUID()}`);
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    await handle.writeFile('written by repartee doctor');
    await handle.sync();
  } finally {
    await handle.close();
    await fs.rm(file, { force: true });
  }
}

import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** Where a data folder keeps the key that was made for it. */
export function keyFile(dataDir: string): string {
  return path.join(dataDir, 'secret.key');
}

/**
 * The secret that the server's keys are derived from: the one that the operator set, else one that is made once and
 * kept in the data folder, readable by its owner alone.
 *
 * @param chosen value of `ENCRYPTION_SECRET`
 */
export async function loadSecret(dataDir: string, chosen: string | undefined): Promise<Buffer> {
  if (chosen) return Buffer.from(chosen);
  const file = keyFile(dataDir);
  await fs.mkdir(dataDir, { recursive: true });
  try {
    return await readKeyFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await makeKeyFile(file);
  return readKeyFile(file);
}

/** The same for a server without a data folder, whose key ends with it unless one was chosen. */
export async function openSecret(dataDir: string, chosen: string | undefined): Promise<Buffer> {
  return dataDir === ':memory:' && !chosen ? temporarySecret() : loadSecret(dataDir, chosen);
}

/**
 * Makes a key under a name of its own and gives it the right one when it is on the disk: of two processes that start at
 * once one makes the key, and neither ever reads a part of it.
 */
async function makeKeyFile(file: string): Promise<void> {
  const made = `${file}.${randomBytes(6).toString('hex')}`;
  await fs.writeFile(made, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600, flush: true });
  try {
    await unlessTaken(fs.link(made, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    // A file system without links, which single machines have: nobody reads while it is copied.
    await unlessTaken(fs.copyFile(made, file, fs.constants.COPYFILE_EXCL));
  } finally {
    await fs.unlink(made);
  }
}

/** Waits for work that makes a file; that somebody else has made it is fine. */
async function unlessTaken(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The secret in a key file. Rejects when the file holds none or cannot be read. */
export async function readKeyFile(file: string): Promise<Buffer> {
  const secret = await fs.readFile(file, 'utf8');
  if (!/^[0-9a-f]{64}$/.test(secret.trim())) throw new Error(`${file} does not hold a key of 64 hexadecimal digits`);
  return Buffer.from(secret.trim(), 'hex');
}

/** A secret that is good until the process ends. */
export function temporarySecret(): Buffer {
  return randomBytes(32);
}

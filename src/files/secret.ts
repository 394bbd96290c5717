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
    // Exclusive: of two processes that start at once, one makes the key and the other reads it.
    await fs.writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readKeyFile(file);
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

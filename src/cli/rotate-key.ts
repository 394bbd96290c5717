import { existsSync } from 'node:fs';
import { rotate } from '../accounts/credentials/rotate.ts';
import { Vault } from '../accounts/credentials/vault.ts';
import type { Config } from '../config/config.ts';
import { loadSecret } from '../files/secret.ts';
import { databaseFile } from '../store/sqlite/open.ts';
import { openStore } from './data-dir.ts';
import { UserError } from './user-error.ts';

type Settings = Pick<Config, 'dataDir' | 'databaseUrl' | 'encryptionSecret' | 'encryptionSecretOld'>;

/**
 * Seals all credentials with today's key. Gives whether every row could be read.
 *
 * @throws UserError when there is no database, or it cannot be used
 */
export async function rotateKey(settings: Settings, write: (line: string) => void): Promise<boolean> {
  const { dataDir, databaseUrl, encryptionSecret, encryptionSecretOld: old } = settings;
  if (databaseUrl === undefined && !existsSync(databaseFile(dataDir))) {
    throw new UserError(`There is no database in the data folder ${dataDir}.`);
  }
  const store = await openStore(settings);
  try {
    const current = { secret: await loadSecret(dataDir, encryptionSecret), isChosen: encryptionSecret !== undefined };
    const { sealed, unchanged, unreadable } = await rotate(store.credentials, new Vault({ current, old }));
    write(`Sealed ${sealed} credentials anew; ${unchanged} were sealed with the key already.`);
    if (unreadable.length === 0) return true;
    write(`No key opens ${unreadable.length}: ${unreadable.join(', ')}.`);
    write('Set the secret that sealed them as ENCRYPTION_SECRET_OLD and run this again, or write them anew.');
    return false;
  } finally {
    await store.close();
  }
}

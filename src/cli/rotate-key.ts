import { existsSync } from 'node:fs';
import { rotate } from '../accounts/credentials/rotate.ts';
import { Vault } from '../accounts/credentials/vault.ts';
import type { Config } from '../config/config.ts';
import { loadSecret } from '../files/secret.ts';
import { databaseFile, openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { UserError } from './user-error.ts';

type Settings = Pick<Config, 'dataDir' | 'databaseUrl' | 'encryptionSecret' | 'encryptionSecretOld'>;

/**
 * Seals all credentials with today's key. Gives whether every row could be read.
 *
 * @throws UserError when there is no database
 */
export async function rotateKey(settings: Settings, write: (line: string) => void): Promise<boolean> {
  const { dataDir, encryptionSecret, encryptionSecretOld: old } = settings;
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

async function openStore({ dataDir, databaseUrl }: Settings): Promise<Store> {
  if (databaseUrl !== undefined) {
    const { openPostgresStore } = await import('../store/postgres/open.ts');
    return openPostgresStore({ url: databaseUrl });
  }
  const file = databaseFile(dataDir);
  if (!existsSync(file)) throw new UserError(`There is no database in the data folder ${dataDir}.`);
  return openSqliteStore({ file });
}

import type { CredentialStore } from '../../store/credentials.ts';
import type { Vault } from './vault.ts';

/** Rows that are read at once. */
const pageSize = 100;

/** What a rotation came to. */
export interface Rotation {
  /** Rows that were sealed anew. */
  readonly sealed: number;
  /** Rows that the newest key had sealed already. */
  readonly unchanged: number;
  /** Ids of rows that no key opens; they stay as they are. */
  readonly unreadable: readonly string[];
}

/**
 * Seals everything with the newest key. It may be interrupted and begun again, and runs while servers write: a row that
 * somebody changes in the middle is looked at once more.
 */
export async function rotate(store: CredentialStore, vault: Vault): Promise<Rotation> {
  let [sealed, unchanged] = [0, 0];
  const unreadable: string[] = [];
  for (
    let page = await store.after('', pageSize);
    page.length > 0;
    page = await store.after(page.at(-1)!.id, pageSize)
  ) {
    for (const { id } of page) {
      const end = await sealAnew(store, vault, id);
      if (end === 'sealed') sealed++;
      else if (end === 'unchanged') unchanged++;
      else if (end === 'unreadable') unreadable.push(id);
    }
  }
  return { sealed, unchanged, unreadable };
}

async function sealAnew(
  store: CredentialStore,
  vault: Vault,
  id: string,
): Promise<'sealed' | 'unchanged' | 'unreadable' | 'gone'> {
  for (;;) {
    const row = await store.get(id);
    if (!row) return 'gone';
    if (row.keyName === vault.keyName) return 'unchanged';
    const data = vault.open(row, row);
    if (!data) return 'unreadable';
    const { type, name, updatedAt } = row;
    if (await store.replace(row, { type, name, updatedAt, ...vault.seal(data, row) })) return 'sealed';
  }
}

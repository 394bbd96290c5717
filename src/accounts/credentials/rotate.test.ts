import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openSqliteStore } from '../../store/sqlite/open.ts';
import type { Store } from '../../store/store.ts';
import { Credentials } from './credentials.ts';
import { rotate } from './rotate.ts';
import { Vault } from './vault.ts';

const before = '0123456789abcdef0123456789ABCDEF';
const after = 'a longer secret than any of before';
const vaultOf = (current: string, old?: string) =>
  new Vault({ current: { secret: Buffer.from(current), isChosen: true }, old });
const apiKey = (i: number) => ({ apiKey: `key ${i}` });

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  const credentials = credentialsWith(vaultOf(before));
  for (let i = 0; i < 250; i++)
    await credentials.create('w1', { type: 'openai', name: `n${i}`, data: apiKey(i) }, `c${i}`);
  return () => store.close();
});

function credentialsWith(vault: Vault): Credentials {
  return new Credentials({ store: store.credentials, vault, clock: { now: () => 1_000 } });
}

async function keysIn(vault: Vault): Promise<number> {
  let count = 0;
  for (let i = 0; i < 250; i++) {
    const data = await credentialsWith(vault).use('w1', `c${i}`, 'openai');
    if (data?.['apiKey'] === `key ${i}`) count++;
  }
  return count;
}

describe('a rotation', () => {
  it('seals everything with the new key, and then nothing', async () => {
    const vault = vaultOf(after, before);
    expect(await rotate(store.credentials, vault)).toEqual({ sealed: 250, unchanged: 0, unreadable: [] });
    expect([await keysIn(vaultOf(after)), await keysIn(vaultOf(before))]).toEqual([250, 0]);
    expect(await rotate(store.credentials, vault)).toEqual({ sealed: 0, unchanged: 250, unreadable: [] });
  });

  it('goes on after it was interrupted', async () => {
    const vault = vaultOf(after, before);
    const { replace } = store.credentials;
    let left = 120;
    vi.spyOn(store.credentials, 'replace').mockImplementation(async (...row) => {
      if (left-- === 0) throw new Error('killed');
      return replace(...row);
    });
    await expect(rotate(store.credentials, vault)).rejects.toThrow('killed');
    expect(await keysIn(vault)).toBe(250);
    expect(await rotate(store.credentials, vault)).toEqual({ sealed: 130, unchanged: 120, unreadable: [] });
    expect(await keysIn(vaultOf(after))).toBe(250);
  });

  it('loses nothing that is written meanwhile, also with the old key', async () => {
    const old = credentialsWith(vaultOf(before));
    const { replace } = store.credentials;
    let isOnce = true;
    vi.spyOn(store.credentials, 'replace').mockImplementation(async (row, change) => {
      if (row.id === 'c7' && isOnce) {
        isOnce = false;
        await old.replace('w1', 'c7', { type: 'openai', name: 'new', data: { apiKey: 'written meanwhile' } });
      }
      return replace(row, change);
    });
    const { sealed } = await rotate(store.credentials, vaultOf(after, before));
    expect(sealed).toBe(250);
    const data = await credentialsWith(vaultOf(after)).use('w1', 'c7', 'openai');
    expect(data).toEqual({ apiKey: 'written meanwhile' });
  });

  it('leaves rows that no key opens, and names them', async () => {
    const vault = vaultOf(after);
    const { sealed, unreadable } = await rotate(store.credentials, vault);
    expect([sealed, unreadable.length]).toEqual([0, 250]);
    expect(await keysIn(vaultOf(before))).toBe(250);
  });
});

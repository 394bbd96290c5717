import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import { ensureOwner } from './owner.ts';
import { hashToken } from './tokens.ts';

describe('the owner', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:' });
  });
  afterEach(() => store.close());

  const roleOfToken = async (token: string) => {
    const found = await store.accounts.findToken(hashToken(token));
    const [workspace] = found ? await store.accounts.workspacesOf(found.userId) : [];
    return workspace?.role;
  };

  it('is made once, with a token that opens the workspace', async () => {
    const first = await ensureOwner(store.accounts, undefined, 1);
    expect(first).toMatchObject({ isNew: true, newToken: expect.stringMatching(/^rpt_[\w-]{32}$/) });
    expect(await roleOfToken(first.newToken!)).toBe('ADMIN');
    const second = await ensureOwner(store.accounts, undefined, 2);
    expect(second).toEqual({ isNew: false, newToken: undefined, workspaceId: first.workspaceId });
  });

  it('gets the given token instead of a made one', async () => {
    expect(await ensureOwner(store.accounts, 'given-token-of-16', 1)).toMatchObject({
      isNew: true,
      newToken: undefined,
    });
    expect(await roleOfToken('given-token-of-16')).toBe('ADMIN');
  });

  it('gets a given token later too, once, beside the ones before', async () => {
    const { newToken } = await ensureOwner(store.accounts, undefined, 1);
    for (const now of [2, 3]) await ensureOwner(store.accounts, 'given-token-of-16', now);
    expect(await roleOfToken('given-token-of-16')).toBe('ADMIN');
    expect(await roleOfToken(newToken!)).toBe('ADMIN');
    const owner = await store.accounts.owner();
    expect(await store.accounts.tokensOf(owner!.id)).toHaveLength(2);
  });
});

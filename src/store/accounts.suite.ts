import { expect, it } from 'vitest';
import type { ApiToken } from './accounts.ts';
import { user, workspace } from './samples.suite.ts';
import type { Store } from './store.ts';

function token(id: string, fields: Partial<ApiToken> = {}): ApiToken {
  return { id, userId: 'u1', name: `Token ${id}`, hash: `hash of ${id}`, createdAt: 1_000, ...fields };
}

/** What every store does with people, workspaces and tokens. */
export function suite(store: () => Store): void {
  it('knows nobody at first', async () => {
    const { accounts } = store();
    expect(await accounts.owner()).toBeUndefined();
    expect(await accounts.getUser('u1')).toBeUndefined();
    expect(await accounts.workspacesOf('u1')).toEqual([]);
    expect(await accounts.roleOf('u1', 'w1')).toBeUndefined();
  });

  it('creates the first user with a workspace', async () => {
    const { accounts } = store();
    const owner = { ...user('u1'), name: 'Åsa' };
    const home = { ...workspace('w1'), icon: '🏠' };
    expect(await accounts.createOwner(owner, home)).toBe(true);
    expect(await accounts.owner()).toEqual(owner);
    expect(await accounts.getUser('u1')).toEqual(owner);
    expect(await accounts.workspacesOf('u1')).toEqual([{ ...home, role: 'ADMIN' }]);
    expect(await accounts.roleOf('u1', 'w1')).toBe('ADMIN');
    expect(await accounts.roleOf('u1', 'w2')).toBeUndefined();
    expect(await accounts.roleOf('u2', 'w1')).toBeUndefined();
  });

  it('creates no second owner', async () => {
    const { accounts } = store();
    const attempts = ['u1', 'u2'].map((id) => accounts.createOwner(user(id), workspace(`home of ${id}`)));
    expect(await Promise.all(attempts)).toEqual([true, false]);
    // An earlier date does not make somebody the owner either.
    expect(await accounts.createOwner(user('u0', 1), workspace('w0'))).toBe(false);
    expect(await accounts.owner()).toEqual(user('u1'));
    expect(await accounts.getUser('u2')).toBeUndefined();
    expect(await accounts.workspacesOf('u2')).toEqual([]);
  });

  it('finds tokens by their hash', async () => {
    const { accounts } = store();
    await accounts.createOwner(user('u1'), workspace('w1'));
    await accounts.addToken(token('t1'));
    expect(await accounts.findToken('hash of t1')).toEqual(token('t1'));
    expect(await accounts.findToken('hash of t2')).toBeUndefined();
  });

  it('lists the tokens of a user, newest first', async () => {
    const { accounts } = store();
    await accounts.createOwner(user('u1'), workspace('w1'));
    for (const [id, createdAt] of [
      ['t1', 2_000],
      ['t2', 3_000],
      ['t3', 1_000],
    ] as const) {
      await accounts.addToken(token(id, { createdAt }));
    }
    expect((await accounts.tokensOf('u1')).map(({ id }) => id)).toEqual(['t2', 't1', 't3']);
    expect(await accounts.tokensOf('u2')).toEqual([]);
  });

  it.each([
    ['hash', token('t2', { hash: 'hash of t1' })],
    ['id', token('t1', { hash: 'another' })],
    ['unknown user', token('t2', { userId: 'u2' })],
  ])('refuses a token with a wrong %s', async (_, refused) => {
    const { accounts } = store();
    await accounts.createOwner(user('u1'), workspace('w1'));
    await accounts.addToken(token('t1'));
    await expect(accounts.addToken(refused)).rejects.toThrow();
    expect(await accounts.tokensOf('u1')).toEqual([token('t1')]);
    expect(await accounts.tokensOf('u2')).toEqual([]);
  });

  it('deletes a token of its own user only', async () => {
    const { accounts } = store();
    await accounts.createOwner(user('u1'), workspace('w1'));
    await accounts.addToken(token('t1'));
    expect(await accounts.deleteToken('u2', 't1')).toBeUndefined();
    expect(await accounts.deleteToken('u1', 't2')).toBeUndefined();
    expect(await accounts.findToken('hash of t1')).toEqual(token('t1'));
    expect(await accounts.deleteToken('u1', 't1')).toEqual(token('t1'));
    expect(await accounts.findToken('hash of t1')).toBeUndefined();
    expect(await accounts.deleteToken('u1', 't1')).toBeUndefined();
  });
}

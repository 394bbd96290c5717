import { expect, it } from 'vitest';
import type { StoredCredentials } from './credentials.ts';
import type { Store } from './store.ts';

const sealed = { keyName: 'k1', iv: 'iv1', data: 'data1' };
const row = (id: string, fields: Partial<StoredCredentials> = {}): StoredCredentials => ({
  id,
  workspaceId: 'w1',
  type: 'smtp',
  name: `name of ${id}`,
  ...sealed,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...fields,
});

/** How every store keeps credentials. */
export function suite(store: () => Store): void {
  it('keeps a row as it is, under an id that is free', async () => {
    const { credentials } = store();
    const kept = row('c1', { keyName: null, name: 'Ünï "quoted"' });
    expect(await credentials.insert(kept)).toBe(true);
    expect(await credentials.insert(row('c1', { workspaceId: 'w2', name: 'other' }))).toBe(false);
    expect(await credentials.get('c1')).toEqual(kept);
    expect(await credentials.get('c2')).toBeUndefined();
  });

  it('lists those of a workspace by type and name, or of one type', async () => {
    const { credentials } = store();
    const all = [
      row('c1', { type: 'stripe', name: 'b' }),
      row('c2', { name: 'b' }),
      row('c3', { name: 'a' }),
      row('c4', { workspaceId: 'w2' }),
    ];
    for (const one of all) await credentials.insert(one);
    const ids = async (...of: Parameters<typeof credentials.list>) =>
      (await credentials.list(...of)).map(({ id }) => id);
    expect(await ids('w1')).toEqual(['c3', 'c2', 'c1']);
    expect(await ids('w1', 'stripe')).toEqual(['c1']);
    expect(await ids('w1', 'openai')).toEqual([]);
    expect(await ids('w3')).toEqual([]);
  });

  it('tells whether a name is taken on this server', async () => {
    const { credentials } = store();
    await credentials.insert(row('c1', { workspaceId: 'w2', type: 'whatsApp', name: '+1 555' }));
    expect(await credentials.isNameTaken('whatsApp', '+1 555')).toBe(true);
    expect(await credentials.isNameTaken('whatsApp', '+1 555', 'c1')).toBe(false);
    expect(await credentials.isNameTaken('smtp', '+1 555')).toBe(false);
  });

  it('replaces a row as it was read, and no other', async () => {
    const { credentials } = store();
    const before = row('c1');
    await credentials.insert(before);
    const change = { type: 'openai', name: 'new', keyName: 'k2', iv: 'iv2', data: 'data2', updatedAt: 2_000 };
    expect(await credentials.replace(before, change)).toBe(true);
    expect(await credentials.get('c1')).toEqual({ ...before, ...change });
    expect(await credentials.replace(before, { ...change, name: 'late' })).toBe(false);
    expect(await credentials.replace(row('c2'), change)).toBe(false);
    expect((await credentials.get('c1'))?.name).toBe('new');
  });

  it('removes a row of its workspace', async () => {
    const { credentials } = store();
    await credentials.insert(row('c1'));
    expect(await credentials.remove('w2', 'c1')).toBe(false);
    expect(await credentials.remove('w1', 'c1')).toBe(true);
    expect(await credentials.remove('w1', 'c1')).toBe(false);
    expect(await credentials.get('c1')).toBeUndefined();
  });

  it('gives all rows in turn', async () => {
    const { credentials } = store();
    for (const id of ['c3', 'c1', 'c2']) await credentials.insert(row(id, { workspaceId: `w of ${id}` }));
    const ids = async (id: string, limit: number) => (await credentials.after(id, limit)).map((one) => one.id);
    expect([await ids('', 2), await ids('c2', 2), await ids('c3', 2)]).toEqual([['c1', 'c2'], ['c3'], []]);
  });
}

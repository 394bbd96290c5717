import { describe, expect, it } from 'vitest';
import { Vault } from './vault.ts';

const shared = '0123456789abcdef0123456789ABCDEF';
const data = { apiKey: 'sk-demo-1', nested: { list: [1, 'ü', null] } };
const place = { id: 'c1', workspaceId: 'w1' };
const chosen = (secret: string, old?: string) =>
  new Vault({ current: { secret: Buffer.from(secret), isChosen: true }, old });

describe('a vault', () => {
  it.each([
    ['32 characters', shared],
    ['32 characters of several bytes', 'ü'.repeat(32)],
    ['more characters', `${shared} and more`],
  ])('opens what it sealed, with a secret of %s', (_, secret) => {
    const sealed = chosen(secret).seal(data, place);
    expect(chosen(secret).open(sealed, place)).toEqual(data);
    expect(JSON.stringify(sealed)).not.toContain('sk-demo-1');
  });

  it('never seals twice alike', () => {
    const vault = chosen(shared);
    expect(vault.seal(data, place).data).not.toBe(vault.seal(data, place).data);
  });

  it('opens what was sealed with the secret before, and seals with the new one', () => {
    const before = chosen(shared).seal(data, place);
    const vault = chosen('another secret of 32 characters!', shared);
    expect(vault.open(before, place)).toEqual(data);
    expect(vault.seal(data, place).keyName).toBe(vault.keyName);
    expect(before.keyName).not.toBe(vault.keyName);
    expect(chosen('another secret of 32 characters!').open(before, place)).toBeUndefined();
  });

  it('keeps a made key of 32 bytes apart from a chosen one of the same bytes', () => {
    const made = new Vault({ current: { secret: Buffer.from(shared), isChosen: false } });
    expect(made.keyName).not.toBe(chosen(shared).keyName);
  });

  it.each<[string, Partial<{ id: string; workspaceId: string }>]>([
    ['another row', { id: 'c2' }],
    ['another workspace', { workspaceId: 'w2' }],
  ])('opens nothing that was put into %s', (_, other) => {
    const vault = chosen(shared);
    expect(vault.open(vault.seal(data, place), { ...place, ...other })).toBeUndefined();
  });

  it('opens nothing that was changed', () => {
    const vault = chosen(shared);
    const sealed = vault.seal(data, place);
    const bytes = Buffer.from(sealed.data, 'base64');
    for (const at of [0, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(vault.open({ ...sealed, data: changed.toString('base64') }, place)).toBeUndefined();
    }
  });

  // Vectors of integrations §2.3.
  it.each([
    [
      'today',
      {
        iv: '000102030405060708090a0b',
        data: 'a96wmbDGSJEuj9kImz8iVSPqEeMEUobN6O3jQzIZLx95gw0jPbM=',
      },
    ],
    [
      'before',
      {
        iv: '00112233445566778899aabbccddeeff.81a6816d4813d881640c24da752565ed',
        data: '44dda428784009efc429a7f238d6cf604b1db599782b',
      },
    ],
  ])('opens what the server that we are compatible with seals %s', (_, sealed) => {
    const row = { keyName: null, ...sealed };
    expect(chosen(shared).open(row, place)).toEqual({ apiKey: 'sk-demo-1' });
    expect(chosen('another secret of 32 characters!', shared).open(row, place)).toEqual({ apiKey: 'sk-demo-1' });
    expect(chosen('another secret of 32 characters!').open(row, place)).toBeUndefined();
  });

  it.each([
    ['no iv', { iv: '', data: '' }],
    ['an iv without a tag', { iv: '00112233445566778899aabbccddeeff', data: '00' }],
    ['too little data', { iv: '000102030405060708090a0b', data: 'AA==' }],
    ['texts that are none', { iv: 'zzzzzzzzzzzzzzzzzzzzzzzz', data: '%%%' }],
    ['a tag that is none', { iv: '0011.zzzz', data: 'zz' }],
  ])('opens nothing of a row with %s', (_, sealed) => {
    expect(chosen(shared).open({ keyName: null, ...sealed }, place)).toBeUndefined();
  });
});

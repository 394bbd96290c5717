import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bot, records, result, running, turn } from '../samples.suite.ts';
import { storeSuite } from '../store.suite.ts';
import { openSqliteStore } from './open.ts';

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const newFile = () => join(folder, `${files++}.db`);

storeSuite('SQLite in memory', () => openSqliteStore({ file: ':memory:' }));
storeSuite('SQLite in a file', () => openSqliteStore({ file: newFile() }));

describe('SQLite file', () => {
  it('has everything when it is opened again', async () => {
    const file = newFile();
    const first = await openSqliteStore({ file });
    await first.bots.insert(bot('b1'));
    await first.sessions.commit(turn('s1', { records: records({ results: [result('r1')] }) }));
    await first.close();
    const second = await openSqliteStore({ file });
    expect(await second.bots.get('b1')).toEqual(bot('b1'));
    expect(await second.sessions.get('s1')).toMatchObject({ revision: 1, ...running() });
    expect(await second.results.get('r1')).toMatchObject({ lastSessionId: 's1' });
    await second.close();
  });

  it('is made with its folder, for its owner only', async () => {
    const inside = join(folder, 'new', 'deep');
    await (await openSqliteStore({ file: join(inside, 'a.db') })).close();
    expect(statSync(inside).mode & 0o777).toBe(0o700);
  });

  it('shows a commit to other processes when it has resolved', async () => {
    const file = newFile();
    const [one, two] = [await openSqliteStore({ file }), await openSqliteStore({ file })];
    await one.sessions.commit(turn('s1'));
    expect((await two.sessions.get('s1'))?.revision).toBe(1);
    await two.sessions.commit(turn('s1', { expectedRevision: 1 }));
    await expect(one.sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toThrow('revision 2');
    await Promise.all([one.close(), two.close()]);
  });

  it('may be closed twice', async () => {
    const store = await openSqliteStore({ file: newFile() });
    await store.close();
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('goes by the time that it is given', async () => {
    const day = 24 * 60 * 60 * 1000;
    let time = 1_000;
    const store = await openSqliteStore({ file: ':memory:', now: () => time });
    await store.sessions.commit(turn('s1', { at: time, session: running({ resultId: 'r1' }) }));
    await store.sessions.commit(turn('s1', { at: time, session: 'delete' }));
    time += 30 * day;
    expect(await store.sessions.goneBot('s1')).toBe('bot1');
    time += 1;
    expect(await store.sessions.goneBot('s1')).toBeUndefined();
    await store.close();
  });

  it.each(['a folder', 'something else'])('is refused by name when it is %s', async (kind) => {
    const file = kind === 'a folder' ? folder : newFile();
    if (kind === 'something else') writeFileSync(file, 'not a database '.repeat(100));
    await expect(openSqliteStore({ file })).rejects.toThrow(`The database ${file} cannot be opened:`);
  });
});

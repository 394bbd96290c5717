import { expect, it } from 'vitest';
import { records, result, turn } from './samples.suite.ts';
import type { Store } from './store.ts';
import type { StoredUpload } from './uploads.ts';

const limit = { openSince: 0, maxOpen: 3 };

/** What every store does with files on their way. */
export function suite(store: () => Store): void {
  const upload = (name: string, fields: Partial<StoredUpload> = {}) => ({
    key: `public/x/${name}.png`,
    sessionId: 's1',
    resultId: 'r1',
    announcedAt: 1_000,
    ...fields,
  });
  const announce = (name: string, fields: Partial<StoredUpload> = {}, dueAt = 5_000) =>
    store().uploads.announce(upload(name, fields), dueAt, limit);

  it('counts the open links of a session', async () => {
    const { uploads } = store();
    expect(await uploads.use('s1', 0)).toEqual({ open: 0, bytes: 0 });
    expect([await announce('a'), await announce('b'), await announce('c'), await announce('d')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(await announce('d', { sessionId: 's2' })).toBe(true);
    expect(await uploads.use('s1', 999)).toEqual({ open: 3, bytes: 0 });
    // Links of that moment are over.
    expect(await uploads.use('s1', 1_000)).toEqual({ open: 0, bytes: 0 });
    await uploads.reserve(upload('a').key, 10, 100);
    expect(await uploads.use('s1', 0)).toEqual({ open: 2, bytes: 10 });
    expect(await announce('e')).toBe(true);
  });

  it('opens no more links at once than there may be', async () => {
    const opened = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => announce(name)));
    expect(opened.filter(Boolean)).toHaveLength(limit.maxOpen);
  });

  it('sets room aside while there is some', async () => {
    const { uploads } = store();
    const [a, b] = [upload('a').key, upload('b').key];
    await announce('a');
    await announce('b');
    expect(await uploads.reserve(a, 60, 100)).toBe(60);
    expect(await uploads.reserve(b, 60, 100)).toBe(40);
    expect(await uploads.settle(a, 20)).toBe(true);
    expect(await uploads.reserve(b, 90, 100)).toBe(80);
    expect(await uploads.reserve(a, 60, 50)).toBe(0);
    expect(await uploads.use('s1', 0)).toEqual({ open: 1, bytes: 80 });
    expect(await uploads.reserve('public/x/unknown.png', 1, 100)).toBeUndefined();
    expect(await uploads.settle('public/x/unknown.png', 1)).toBe(false);
  });

  it('sets the same room aside once, however many ask at once', async () => {
    const { uploads } = store();
    const names = ['a', 'b', 'c'];
    for (const name of names) await announce(name);
    const rooms = await Promise.all(names.map((name) => uploads.reserve(upload(name).key, 60, 100)));
    expect(rooms.reduce<number>((sum, room) => sum + (room ?? 0), 0)).toBe(100);
  });

  it('gives those whose time has come, the longest overdue first', async () => {
    const { uploads } = store();
    await announce('late', {}, 3_000);
    await announce('early', { sessionId: 's2', resultId: undefined }, 2_000);
    await announce('future', {}, 4_001);
    const names = async (limit: number) => (await uploads.due(4_000, limit)).map(({ key }) => key);
    expect(await uploads.due(4_000, 1)).toEqual([
      { ...upload('early', { sessionId: 's2', resultId: undefined }), bytes: 0 },
    ]);
    expect(await names(9)).toEqual([upload('early').key, upload('late').key]);
    await uploads.postpone(upload('early').key, 4_001);
    expect(await names(9)).toEqual([upload('late').key]);
    await uploads.forget(upload('late').key);
    expect(await names(9)).toEqual([]);
  });

  it.each<[string, string, string, readonly string[] | undefined, boolean]>([
    ['an answer that is its address', 'r1', 'https://a/public/x/a.png', undefined, true],
    [
      'an answer that names it among others',
      'r1',
      'https://a/1.png, https://a/a.png, https://a/2.png',
      undefined,
      true,
    ],
    ['an attachment', 'r1', 'look', ['https://a/1.png', 'https://a/a.png'], true],
    ['another file', 'r1', 'https://a/b.png', ['https://a/a.pdf'], false],
    ['an answer of another result', 'r2', 'https://a/a.png', undefined, false],
  ])('knows whether a file is named: %s', async (_, resultId, content, attachedFileUrls, isAnswered) => {
    const answers = [{ resultId, blockId: 'b1', content, ...(attachedFileUrls && { attachedFileUrls }) }];
    await store().sessions.commit(turn('s1', { records: records({ results: [result('r1'), result('r2')], answers }) }));
    expect(await store().uploads.isAnswered({ ...upload('a'), bytes: 1 })).toBe(isAnswered);
  });
}

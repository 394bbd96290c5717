import { expect, it } from 'vitest';
import type { FrameState } from '../engine/state.ts';
import { difficultTexts, idempotentAnswer, records, result, running, said, state, turn } from './samples.suite.ts';
import { AnsweredMeanwhileError } from './sessions.ts';
import type { Store } from './store.ts';

const day = 24 * 60 * 60 * 1000;
/** A session with a published bot. */
const live = running({ resultId: 'r1' });

/** What every store does with sessions, idempotent answers and timelines. */
export function suite(store: () => Store): void {
  it('knows no session at first', async () => {
    const { sessions } = store();
    expect(await sessions.get('s1')).toBeUndefined();
    expect(await sessions.goneBot('s1')).toBeUndefined();
    expect(await sessions.latestOfResult('r1')).toBeUndefined();
    expect(await sessions.timeline({ previewId: 's1' })).toEqual([]);
    expect(await sessions.timeline({ resultId: 'r1' })).toEqual([]);
    expect(await sessions.idempotentAnswer('bot1', 'k1', 0)).toBeUndefined();
    expect((await sessions.sweep({ now: 1_000, limit: 10 })).sessions).toBe(0);
  });

  it.each<[string, Partial<FrameState>]>([
    ['a result', { resultId: 'r1' }],
    ['nothing and lists', { values: { a: null, b: [], c: ['x', null, ''] } }],
    ['a large text', { values: { a: 'x'.repeat(1_000_000) } }],
    ...difficultTexts.map(([name, text]): [string, Partial<FrameState>] => [
      `text: ${name}`,
      { values: { [text]: text }, answers: [{ key: text, value: text }] },
    ]),
  ])('gives back a state with %s', async (_, frame) => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { session: running(frame) }));
    expect((await sessions.get('s1'))?.state).toEqual(state(frame));
  });

  it('keeps a variable whose id is __proto__', async () => {
    const { sessions } = store();
    const values = JSON.parse('{"__proto__":"own","constructor":"too"}');
    await sessions.commit(turn('s1', { session: running({ values }) }));
    const stored = (await sessions.get('s1'))?.state.frames[0]?.values ?? {};
    expect(Object.entries(stored)).toEqual([
      ['__proto__', 'own'],
      ['constructor', 'too'],
    ]);
    expect(Object.getPrototypeOf(stored)).toBe(Object.prototype);
  });

  it.each<[string, number, string | undefined]>([
    ['just ended', 0, 'bot1'],
    ['29 days ago', 29 * day, 'bot1'],
    ['31 days ago', 31 * day, undefined],
  ])('remembers the bot of a session that ended: %s', async (_, ago, expected) => {
    const { sessions } = store();
    const at = Date.now() - ago;
    await sessions.commit(turn('s1', { at, session: live }));
    expect(await sessions.goneBot('s1')).toBeUndefined();
    await sessions.commit(turn('s1', { at, session: 'delete', expectedRevision: 1 }));
    await sessions.commit(turn('s2', { at, session: 'delete', records: records({ results: [result('r2')] }) }));
    expect(await sessions.goneBot('s1')).toBe(expected);
    expect(await sessions.goneBot('s2')).toBe(expected);
    expect(await sessions.goneBot('s3')).toBeUndefined();
  });

  it.each<[string, number, string | undefined]>([
    ['just now', 0, 'bot1'],
    ['29 days ago', 29 * day, 'bot1'],
    ['31 days ago', 31 * day, undefined],
    ['not yet', -day, undefined],
  ])('remembers the bot of a session that expired and was not swept: %s', async (_, ago, expected) => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { session: { ...live, expiresAt: Date.now() - ago } }));
    expect(await sessions.goneBot('s1')).toBe(expected);
  });

  it('forgets previews at once', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1'));
    await sessions.commit(turn('s1', { at: Date.now(), session: 'delete' }));
    await sessions.commit(turn('s2', { session: { ...running(), expiresAt: Date.now() - 1 } }));
    expect(await sessions.goneBot('s1')).toBeUndefined();
    expect(await sessions.goneBot('s2')).toBeUndefined();
    await sessions.sweep({ now: Date.now(), limit: 10 });
    expect(await sessions.goneBot('s2')).toBeUndefined();
  });

  it('forgets that a session was gone when it runs again', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { session: live }));
    await sessions.commit(turn('s1', { at: Date.now(), session: 'delete' }));
    await sessions.commit(turn('s1'));
    expect(await sessions.goneBot('s1')).toBeUndefined();
  });

  it('remembers the last bot of a session that was gone twice', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { session: live }));
    await sessions.commit(turn('s1', { at: Date.now(), session: 'delete' }));
    await sessions.commit(turn('s1', { session: live, botId: 'bot2' }));
    await sessions.commit(turn('s1', { at: Date.now(), session: 'delete', botId: 'bot2' }));
    expect(await sessions.goneBot('s1')).toBe('bot2');
  });

  it('sweeps expired sessions, the longest expired first and no more than asked', async () => {
    const { sessions } = store();
    const now = Date.now();
    for (const [id, expiresAt] of [
      ['s1', now - 1],
      ['s2', now - 3],
      ['s3', now],
      ['s4', now + 1],
    ] as const) {
      await sessions.commit(turn(id, { session: { ...live, expiresAt } }));
    }
    const left = async () => {
      const found = await Promise.all(['s1', 's2', 's3', 's4'].map((id) => sessions.get(id)));
      return found.flatMap((session) => (session ? [session.id] : []));
    };
    expect((await sessions.sweep({ now: now, limit: 1 })).sessions).toBe(1);
    expect(await left()).toEqual(['s1', 's3', 's4']);
    expect((await sessions.sweep({ now: now, limit: 10 })).sessions).toBe(2);
    expect(await left()).toEqual(['s4']);
    expect((await sessions.sweep({ now: now, limit: 10 })).sessions).toBe(0);
    expect(await sessions.goneBot('s1')).toBe('bot1');
  });

  it('sweeps a session that waits like any other', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { session: { ...running(), isWaiting: true, expiresAt: 5 } }));
    expect(await sessions.get('s1')).toMatchObject({ isWaiting: true, expiresAt: 5 });
    expect((await sessions.sweep({ now: 5, limit: 1 })).sessions).toBe(1);
  });

  it('sweeps idempotent answers that are over their time, no more than asked', async () => {
    const { sessions } = store();
    for (const [key, expiresAt] of [
      ['k1', 1],
      ['k2', 2],
      ['k3', 3],
    ] as const) {
      await sessions.commit(turn('s1', { idempotentAnswer: idempotentAnswer(key, { expiresAt }) }));
    }
    // Asked for with an early time, whatever is still stored is found.
    const left = async () => {
      const found = await Promise.all(['k1', 'k2', 'k3'].map((key) => sessions.idempotentAnswer('bot1', key, 0)));
      return found.filter((kept) => kept !== undefined).length;
    };
    await sessions.sweep({ now: 3, limit: 1 });
    expect(await left()).toBe(2);
    await sessions.sweep({ now: 3, limit: 10 });
    expect(await left()).toBe(1);
    expect(await sessions.idempotentAnswer('bot1', 'k3', 0)).toBeDefined();
  });

  it.each<[string, Parameters<typeof idempotentAnswer>[1], number, boolean]>([
    ['before its time is over', {}, 1_999, true],
    ['at the end of its time', {}, 2_000, true],
    ['after its time', {}, 2_001, false],
    ['of another scope', { scope: 'bot2' }, 0, false],
  ])('finds an idempotent answer %s', async (_, fields, now, isFound) => {
    const { sessions } = store();
    const kept = idempotentAnswer('k1', { body: '{"text":"👋"}', status: 404, ...fields });
    await sessions.commit(turn('s1', { session: 'keep', idempotentAnswer: kept }));
    expect(await sessions.idempotentAnswer('bot1', 'k1', now)).toEqual(isFound ? kept : undefined);
    expect(await sessions.idempotentAnswer('bot1', 'k2', now)).toBeUndefined();
  });

  it('stores nothing of a turn whose key was answered meanwhile, until that answer is over its time', async () => {
    const { sessions, results } = store();
    const first = idempotentAnswer('k1');
    await sessions.commit(turn('s1', { idempotentAnswer: first }));
    const second = idempotentAnswer('k1', { fingerprint: 'f2', status: 400, body: '{}', expiresAt: 3_000 });
    const late = turn('s1', { at: 2_000, session: 'delete', idempotentAnswer: second });
    const withResult = { ...late, records: records({ results: [result('r1')] }) };
    await expect(sessions.commit(withResult)).rejects.toThrow(AnsweredMeanwhileError);
    expect((await sessions.get('s1'))?.revision).toBe(1);
    expect(await results.get('r1')).toBeUndefined();
    expect(await sessions.idempotentAnswer('bot1', 'k1', 2_000)).toEqual(first);
    await sessions.commit({ ...late, at: 2_001 });
    expect(await sessions.idempotentAnswer('bot1', 'k1', 2_500)).toEqual(second);
  });

  it('deletes logs from before a moment, and no others', async () => {
    const { sessions, results } = store();
    const log = (description: string) => ({ resultId: 'r1', description });
    const logs = [log('1'), log('2')];
    await sessions.commit(turn('s1', { at: 1_000, records: records({ results: [result('r1')], logs }) }));
    await sessions.commit(turn('s1', { at: 2_000, records: records({ logs: [log('3')] }) }));
    const left = async () => (await results.logs('r1')).map(({ description }) => description);
    expect((await sessions.sweep({ now: 3_000, limit: 10 })).logs).toBe(0);
    expect((await sessions.sweep({ now: 3_000, limit: 1, logsBefore: 2_000 })).logs).toBe(1);
    expect(await left()).toEqual(['2', '3']);
    expect((await sessions.sweep({ now: 3_000, limit: 10, logsBefore: 2_000 })).logs).toBe(1);
    expect(await left()).toEqual(['3']);
  });

  it('answers a ping until it is closed', async () => {
    await expect(store().ping()).resolves.toBeUndefined();
    await store().close();
    await expect(store().ping()).rejects.toMatchObject({ id: 'storeUnavailable' });
  });

  it('finds the session of a result that had the last turn', async () => {
    const { sessions } = store();
    const first = turn('s1', { session: running({ resultId: 'r1' }), records: records({ results: [result('r1')] }) });
    await sessions.commit(first);
    expect((await sessions.latestOfResult('r1'))?.id).toBe('s1');
    await sessions.commit({ ...first, sessionId: 's2' });
    expect(await sessions.latestOfResult('r1')).toEqual(await sessions.get('s2'));
    await sessions.commit({ ...first, sessionId: 's2', session: 'delete' });
    expect(await sessions.latestOfResult('r1')).toBeUndefined();
  });

  it('finds the newest preview of a bot that waits on something outside', async () => {
    const { sessions } = store();
    expect(await sessions.latestWaitingPreview('bot1')).toBeUndefined();
    const waiting = { ...running(), isWaiting: true };
    const live = { ...running({ resultId: 'r1' }), isWaiting: true };
    await sessions.commit(turn('older', { at: 1_000, session: waiting }));
    await sessions.commit(turn('newer', { at: 2_000, session: waiting }));
    await sessions.commit(turn('not waiting', { at: 3_000 }));
    await sessions.commit(turn('live', { at: 4_000, session: live }));
    await sessions.commit(turn('elsewhere', { at: 5_000, session: waiting, botId: 'bot2' }));
    expect(await sessions.latestWaitingPreview('bot1')).toEqual(await sessions.get('newer'));
    // A later turn does not make an older preview the newest.
    await sessions.commit(turn('older', { at: 6_000, session: waiting, expectedRevision: 1 }));
    expect((await sessions.latestWaitingPreview('bot1'))?.id).toBe('newer');
    await sessions.commit(turn('newer', { at: 7_000, expectedRevision: 1 }));
    expect((await sessions.latestWaitingPreview('bot1'))?.id).toBe('older');
  });

  it('tells the timeline of a result over all its sessions, and of a preview', async () => {
    const { sessions } = store();
    const answer = { kind: 'answer', blockId: 'b2', content: '👍', attachedFileUrls: ['https://a'] } as const;
    const live = running({ resultId: 'r1' });
    const saying = (...timeline: Parameters<typeof records>[0]['timeline'] & {}) => records({ timeline });
    await sessions.commit(turn('s1', { session: live, records: saying(said('1'), answer) }));
    await sessions.commit(turn('s2', { session: live, records: saying(said('2')) }));
    await sessions.commit(turn('s3', { session: running(), records: saying(said('preview')) }));
    await sessions.commit(turn('s1', { session: live, records: saying(), expectedRevision: 1 }));
    await sessions.commit(turn('s1', { session: 'delete', records: saying(said('3')), expectedRevision: 2 }));
    expect(await sessions.timeline({ resultId: 'r1' })).toEqual([said('1'), answer, said('2'), said('3')]);
    expect(await sessions.timeline({ previewId: 's1' })).toEqual([]);
    expect(await sessions.timeline({ previewId: 's3' })).toEqual([said('preview')]);
  });

  it('tells the timeline of a conversation that ended with its first turn', async () => {
    const { sessions } = store();
    const ended = records({ results: [result('r1'), result('r2')], timeline: [said('bye')] });
    await sessions.commit(turn('s1', { session: 'delete', records: ended }));
    expect(await sessions.timeline({ resultId: 'r1' })).toEqual([said('bye')]);
    expect(await sessions.timeline({ resultId: 'r2' })).toEqual([]);
  });

  it('counts a turn inside a linked bot to the result of the bot that was started', async () => {
    const { sessions } = store();
    const { state: one, ...rest } = running();
    const frames = [
      { versionId: 'v2', resultId: 'r2', values: {}, answers: [] },
      { versionId: 'v1', resultId: 'r1', values: {}, answers: [] },
    ];
    const session = { ...rest, state: { ...one, frames } };
    await sessions.commit(turn('s1', { session, records: records({ timeline: [said('inside')] }) }));
    expect(await sessions.timeline({ resultId: 'r1' })).toEqual([said('inside')]);
  });

  it.each(['sweep', 'delete', 'replace'])('forgets the timeline of a preview after: %s', async (how) => {
    const { sessions } = store();
    const session = { ...running(), expiresAt: 2_000 };
    await sessions.commit(turn('s1', { session, records: records({ timeline: [said('old')] }) }));
    await sessions.commit(turn('s2', { session: running(), records: records({ timeline: [said('other')] }) }));
    if (how === 'sweep') await sessions.sweep({ now: 2_000, limit: 10 });
    else await sessions.commit(turn('s1', how === 'delete' ? { session: 'delete' } : {}));
    expect(await sessions.timeline({ previewId: 's1' })).toEqual([]);
    expect(await sessions.timeline({ previewId: 's2' })).toEqual([said('other')]);
  });

  it('keeps the timeline of a result when its session is swept', async () => {
    const { sessions } = store();
    const session = { ...running({ resultId: 'r1' }), expiresAt: 2_000 };
    await sessions.commit(turn('s1', { session, records: records({ timeline: [said('old')] }) }));
    await sessions.sweep({ now: 2_000, limit: 10 });
    expect(await sessions.timeline({ resultId: 'r1' })).toEqual([said('old')]);
  });
}

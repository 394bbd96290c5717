import { expect, it } from 'vitest';
import { idempotentAnswer, records, result, running, turn } from './samples.suite.ts';
import { AnsweredMeanwhileError, StaleSessionError, type TurnCommit } from './sessions.ts';
import type { Store } from './store.ts';
import { outboxKind, timerKind } from './turn-jobs.ts';

/** So late that everything is due. */
const late = 1_000_000;
const to = (lane: string, ...payloads: unknown[]) => payloads.map((payload) => ({ lane, payload }));

/** What every store does with the messages and timers of turns. */
export function suite(store: () => Store): void {
  const claim = (kind: string, now = late, owner = 'p1') =>
    store().jobs.claim({ kind, limit: 100, now, owner, until: now + 60_000 });

  /** What is delivered, one round of deliveries after the other. */
  async function delivered(): Promise<unknown[]> {
    const payloads: unknown[] = [];
    for (;;) {
      const taken = await claim(outboxKind);
      if (taken.length === 0) return payloads;
      payloads.push(...taken.map(({ payload }) => payload));
      for (const { id } of taken) await store().jobs.done(id, 'p1');
    }
  }
  const timersDue = async (now = late) => (await claim(timerKind, now)).map(({ payload }) => payload);

  it('are there with the turn, for their session', async () => {
    const payload = { text: 'it’s "so"\n👋', list: [1, null] };
    const timers = [{ dueAt: 5_000, payload }];
    await store().sessions.commit(turn('s1', { expectedRevision: 0, outbox: to('ada', payload), timers }));
    const common = { payload, sessionId: 's1', attempt: 1, key: undefined };
    expect(await claim(outboxKind, 1_000)).toMatchObject([{ ...common, lane: 'ada', dueAt: 1_000 }]);
    expect(await claim(timerKind, 4_999)).toEqual([]);
    expect(await claim(timerKind, 5_000)).toMatchObject([{ ...common, lane: undefined, dueAt: 5_000 }]);
  });

  it.each<[string, Partial<TurnCommit>, unknown]>([
    ['is of another revision', { expectedRevision: 7 }, StaleSessionError],
    [
      'was answered meanwhile',
      { expectedRevision: 1, idempotentAnswer: idempotentAnswer('k1') },
      AnsweredMeanwhileError,
    ],
    [
      'cannot be stored',
      { expectedRevision: 1, records: records({ answers: [{ resultId: 'none', blockId: 'b1', content: 'lost' }] }) },
      Error,
    ],
  ])('are not there when their turn %s, and earlier timers stay', async (_, fields, error) => {
    const { sessions } = store();
    const before = { timers: [{ dueAt: 5_000, payload: 'before' }], idempotentAnswer: idempotentAnswer('k1') };
    await sessions.commit(turn('s1', { expectedRevision: 0, ...before }));
    const refused = turn('s1', { outbox: to('ada', 'no'), timers: [{ dueAt: 1_000, payload: 'no' }], ...fields });
    await expect(sessions.commit(refused)).rejects.toThrow(error as typeof Error);
    // Read and not taken: a database that refuses may say so a moment before it lets the rows go.
    expect(await store().jobs.counts(0)).toEqual([{ kind: timerKind, waiting: 1, late: 0, failed: 0 }]);
    expect(await store().jobs.nextDue([timerKind], 0)).toBe(5_000);
  });

  it.each<[string, TurnCommit['session'], Partial<TurnCommit>]>([
    ['creates a session', running(), { expectedRevision: 0 }],
    ['creates a live session', running({ resultId: 'r1' }), { expectedRevision: 0 }],
    ['replaces a session', running(), {}],
    ['leaves the session as it is', 'keep', {}],
    ['ends a conversation', 'delete', { records: records({ results: [result('r1')] }) }],
  ])('are left by a turn that %s', async (_, session, fields) => {
    const left = { outbox: to('ada', 'a', 'b'), timers: [{ dueAt: 1_000, payload: 't' }] };
    await store().sessions.commit(turn('s1', { session, ...fields, ...left }));
    expect(await delivered()).toEqual(['a', 'b']);
    expect(await timersDue()).toEqual(['t']);
  });

  it('are delivered in the order of the turns of a lane, one at a time, whatever happens in others', async () => {
    const { sessions, jobs } = store();
    const turns = Array.from({ length: 20 }, (_, i) => [
      turn('s1', { expectedRevision: i, outbox: to('ada', `${i}a`, `${i}b`) }),
      turn(`other${i}`, { expectedRevision: 0, outbox: to('bob', i) }),
    ]).flat();
    await Promise.all(turns.map((one) => sessions.commit(one)));
    const taken = await claim(outboxKind);
    expect(taken.map(({ payload }) => payload)).toEqual(['0a', 0]);
    expect(await claim(outboxKind)).toEqual([]);
    for (const { id } of taken) await jobs.again(id, 'p1', { dueAt: late, error: 'no' });
    const all = await delivered();
    const ofAda = turns.filter((_, i) => i % 2 === 0).flatMap((_, i) => [`${i}a`, `${i}b`]);
    expect(all.filter((payload) => typeof payload === 'string')).toEqual(ofAda);
    expect(all.filter((payload) => typeof payload === 'number')).toEqual([...Array(20).keys()]);
  });

  it('take the place of earlier timers only where a turn says what timers there are', async () => {
    const { sessions } = store();
    const timers = (...payloads: string[]) => payloads.map((payload, i) => ({ dueAt: 9_000 - i, payload }));
    await sessions.commit(turn('s1', { expectedRevision: 0, timers: timers('a', 'b') }));
    await sessions.commit(turn('s2', { expectedRevision: 0, timers: timers('of another') }));
    await sessions.commit(turn('s1', { expectedRevision: 1 }));
    // The one that is due first comes first, whichever was set first.
    expect(await timersDue(8_999)).toEqual(['b']);
    await sessions.commit(turn('s1', { expectedRevision: 2, timers: timers('c') }));
    expect(await timersDue()).toEqual(['of another', 'c']);
    await sessions.commit(turn('s1', { expectedRevision: 3, timers: [] }));
    expect((await store().jobs.counts(0)).map(({ waiting }) => waiting)).toEqual([1]);
  });

  it('end a timer that somebody has taken: its turn comes too late', async () => {
    const { sessions, jobs } = store();
    await sessions.commit(turn('s1', { expectedRevision: 0, timers: [{ dueAt: 1_000, payload: 't' }] }));
    const [taken] = await claim(timerKind);
    await sessions.commit(turn('s1', { expectedRevision: 1, timers: [] }));
    expect(await jobs.done(taken!.id, 'p1')).toBe(false);
  });

  it.each<[string, Partial<TurnCommit>]>([
    ['a message', { outbox: to('ada', 'Hi') }],
    ['a timer', { timers: [{ dueAt: 9_000, payload: 't' }] }],
  ])('keep their session from being swept: %s', async (_, left) => {
    const { sessions, jobs } = store();
    const session = { ...running(), expiresAt: 2_000 };
    for (const id of ['s1', 's2', 's3']) {
      await sessions.commit(turn(id, { session, expectedRevision: 0, ...(id === 's3' ? {} : left) }));
    }
    const sweep = async () => (await sessions.sweep({ now: late, limit: 10 })).sessions;
    expect(await sweep()).toBe(1);
    expect(await sessions.get('s3')).toBeUndefined();
    const [done, givenUp] = [...(await claim(outboxKind)), ...(await claim(timerKind))];
    // In a lane one waits for the other.
    expect(await sweep()).toBe(0);
    await jobs.done(done!.id, 'p1');
    expect(await sweep()).toBe(1);
    const last = givenUp ?? (await claim(outboxKind))[0];
    await jobs.giveUp(last!.id, 'p1', { at: late, error: 'no' });
    expect(await sweep()).toBe(1);
    expect(await sessions.get('s2')).toBeUndefined();
  });
}

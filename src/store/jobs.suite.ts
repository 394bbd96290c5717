import { expect, it } from 'vitest';
import type { JobClaim, NewJob } from './jobs.ts';
import type { Store } from './store.ts';

const job = (fields: Partial<NewJob> = {}): NewJob => ({
  kind: 'mail',
  payload: { to: 'ada' },
  dueAt: 1_000,
  ...fields,
});
const claim = (fields: Partial<JobClaim> = {}): JobClaim => ({
  kind: 'mail',
  limit: 10,
  now: 2_000,
  owner: 'p1',
  until: 62_000,
  ...fields,
});

/** What every store does with work that is to be done at some time. */
export function suite(store: () => Store): void {
  /** Names of the payloads that a claim gives. */
  const claimed = async (fields: Partial<JobClaim> = {}) =>
    (await store().jobs.claim(claim(fields))).map(({ payload }) => payload);
  const add = (...jobs: Partial<NewJob>[]) => store().jobs.add(jobs.map(job), 500);

  it('gives what is due, the longest due first, once', async () => {
    await add({ payload: 'b', dueAt: 1_500 }, { payload: 'a', dueAt: 1_000 }, { payload: 'later', dueAt: 2_001 });
    await add({ payload: 'of another kind', kind: 'timer' });
    expect(await claimed({ limit: 1 })).toEqual(['a']);
    expect(await claimed()).toEqual(['b']);
    expect(await claimed()).toEqual([]);
    expect(await claimed({ now: 2_001 })).toEqual(['later']);
  });

  it('gives a payload back as it was, with its attempt', async () => {
    const payload = { text: 'it’s "so"\n', list: [1, null, { deep: true }] };
    await add({ payload, key: 'k', lane: 'l', sessionId: 's' });
    const [first] = await store().jobs.claim(claim());
    expect(first).toEqual({
      id: first?.id,
      kind: 'mail',
      payload,
      dueAt: 1_000,
      key: 'k',
      lane: 'l',
      sessionId: 's',
      attempt: 1,
    });
    await add({ payload: undefined });
    expect(await claimed()).toEqual([null]);
  });

  it('never gives a job to two that ask at once', async () => {
    await add(...Array.from({ length: 40 }, (_, i) => ({ payload: i })));
    const asked = await Promise.all(Array.from({ length: 8 }, (_, i) => claimed({ owner: `p${i}`, limit: 10 })));
    expect(asked.flat().sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('keeps one job under a key', async () => {
    await add({ payload: 'first', key: 'k' }, { payload: 'second', key: 'k' }, { payload: 'other', key: 'l' });
    await add({ payload: 'third', key: 'k' }, { payload: 'of another kind', key: 'k', kind: 'timer' });
    expect(await claimed()).toEqual(['first', 'other']);
    expect(await claimed({ kind: 'timer' })).toEqual(['of another kind']);
  });

  it('does the jobs of a lane one after the other, in the order in which they came', async () => {
    await add(
      { payload: 1, lane: 'a', dueAt: 1_500 },
      { payload: 2, lane: 'a', dueAt: 1_000 },
      { payload: 3, lane: 'b' },
    );
    // The second is due longer, and waits all the same.
    const [third, first] = await store().jobs.claim(claim());
    expect([third?.payload, first?.payload]).toEqual([3, 1]);
    expect(await claimed()).toEqual([]);
    expect(await store().jobs.nextDue(['mail'], 2_000)).toBeUndefined();
    await store().jobs.done(first!.id, 'p1');
    expect(await claimed()).toEqual([2]);
  });

  it('lets a lane go on without a job that was given up, and wait for one that comes again', async () => {
    await add({ payload: 1, lane: 'a' }, { payload: 2, lane: 'a' });
    const [first] = await store().jobs.claim(claim());
    expect(await store().jobs.again(first!.id, 'p1', { dueAt: 3_000, error: 'no' })).toBe(true);
    expect(await claimed()).toEqual([]);
    const [again] = await store().jobs.claim(claim({ now: 3_000 }));
    expect(again).toMatchObject({ payload: 1, attempt: 2 });
    expect(await store().jobs.giveUp(first!.id, 'p1', { at: 3_000, error: 'never' })).toBe(true);
    expect(await claimed({ now: 3_000 })).toEqual([2]);
  });

  it('gives a job to another when its time is over, and to nobody before', async () => {
    await add({ payload: 1 });
    const [taken] = await store().jobs.claim(claim({ until: 5_000 }));
    expect(await claimed({ owner: 'p2', now: 4_999 })).toEqual([]);
    await store().jobs.renew([taken!.id], 'p1', 8_000);
    expect(await claimed({ owner: 'p2', now: 7_999 })).toEqual([]);
    expect(await claimed({ owner: 'p2', now: 8_000 })).toEqual([1]);
    // The first one comes too late with whatever it says.
    expect(await store().jobs.done(taken!.id, 'p1')).toBe(false);
    expect(await store().jobs.again(taken!.id, 'p1', { dueAt: 1 })).toBe(false);
    expect(await store().jobs.giveUp(taken!.id, 'p1', { at: 1, error: 'no' })).toBe(false);
    expect(await store().jobs.done(taken!.id, 'p2')).toBe(true);
  });

  it('gives everything back to a process that has the database to itself', async () => {
    await add({ payload: 1 });
    expect(await claimed({ owner: 'p1' })).toEqual([1]);
    await store().jobs.freeAll();
    expect(await claimed({ owner: 'p2' })).toEqual([1]);
  });

  it('counts attempts until one succeeds', async () => {
    await add({ payload: 1 });
    for (const [attempt, error] of [
      [1, 'no'],
      [2, undefined],
      [1, 'no'],
    ] as const) {
      const [taken] = await store().jobs.claim(claim());
      expect(taken?.attempt).toBe(attempt);
      await store().jobs.again(taken!.id, 'p1', { dueAt: 1_000, ...(error !== undefined && { error }) });
    }
  });

  it('tells when something is due next', async () => {
    const { jobs } = store();
    expect(await jobs.nextDue(['mail'], 4_000)).toBeUndefined();
    await add({ dueAt: 5_000 }, { dueAt: 4_000 }, { dueAt: 3_000, kind: 'timer' });
    expect(await jobs.nextDue(['mail'], 4_000)).toBe(4_000);
    expect(await jobs.nextDue(['mail', 'timer'], 4_000)).toBe(3_000);
    expect(await jobs.nextDue([], 4_000)).toBeUndefined();
    await jobs.claim(claim({ now: 4_000 }));
    expect(await jobs.nextDue(['mail'], 4_000)).toBe(5_000);
    // What a process has not done in its time is due again.
    expect(await jobs.nextDue(['mail'], 62_000)).toBe(4_000);
  });

  it('counts what waits, what is late and what failed, and removes old failures', async () => {
    const { jobs } = store();
    await add({ dueAt: 1_000 }, { dueAt: 1_500 }, { dueAt: 9_000 }, { dueAt: 9_000, kind: 'timer' });
    const [taken] = await jobs.claim(claim({ limit: 1 }));
    await jobs.giveUp(taken!.id, 'p1', { at: 2_000, error: 'no' });
    expect(await jobs.counts(1_501)).toEqual([
      { kind: 'mail', waiting: 2, late: 1, failed: 1 },
      { kind: 'timer', waiting: 1, late: 0, failed: 0 },
    ]);
    expect(await claimed({ now: 1_400 })).toEqual([]);
    expect(await jobs.removeFailed(2_000, 10)).toBe(0);
    expect(await jobs.removeFailed(2_001, 10)).toBe(1);
    expect((await jobs.counts(0))[0]).toMatchObject({ failed: 0 });
  });
}

import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { keptAnswer, turn } from '../samples.suite.ts';
import { type LoadedTurn, StaleSessionError, type Store, type TurnLoad } from '../store.ts';
import { openPostgresStore } from './open.ts';

/** More than any wait of a test on a busy machine, in ms. */
const patient = 15_000;

describeWithPostgres('leases', () => {
  let database: TestDatabase;
  /** Stores of three processes. */
  let stores: Store[];

  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stores = await Promise.all([1, 2, 3].map(() => open({ leaseMs: 60_000, renewMs: 20_000 })));
    await database.clear();
    await stores[0]!.sessions.commit(turn('s1'));
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  const open = (leaseTimes: { leaseMs: number; renewMs: number }) =>
    openPostgresStore({ url: database.url, leaseTimes });

  function begin(store: Store, load: Partial<TurnLoad> = {}): Promise<LoadedTurn> {
    return store.sessions.beginTurn({ sessionId: 's1', now: 1_000, waitMs: patient, ...load });
  }

  const waiting = async () => (await database.rows('SELECT id FROM waiting_turns')).length;

  /** Resolves when so many turns wait. */
  async function untilWaiting(count: number): Promise<void> {
    while ((await waiting()) !== count) await setTimeout(2);
  }

  /** Resolves when so many statements wait for a lock. */
  async function untilBlocked(count: number): Promise<void> {
    const blocked = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    for (;;) {
      if ((await database.rows(blocked)).length === count) return;
      await setTimeout(2);
      // Within a transaction the database shows activity as it was at first.
      await database.rows('SELECT pg_stat_clear_snapshot()');
    }
  }

  const busy = { id: 'conversationBusy' };

  it.each<[string, (store: Store) => Promise<void>, number]>([
    ['committed', (store) => store.sessions.commit(turn('s1', { expectedRevision: 1 })), 2],
    ['ended without a change', (store) => store.sessions.endTurn('s1'), 1],
    ['left the session as it is', (store) => store.sessions.commit(turn('s1', { session: 'keep' })), 1],
    ['replaced the session', (store) => store.sessions.commit(turn('s1')), 2],
  ])('keep other processes away until the turn has %s', async (_, finish, revision) => {
    const [one, two] = stores as [Store, Store];
    await begin(one);
    await expect(begin(two, { waitMs: 0 })).rejects.toMatchObject(busy);
    await finish(one);
    expect((await begin(two, { waitMs: 0 })).session?.revision).toBe(revision);
  });

  it('give up after the wait, with nothing changed', async () => {
    const [one, two] = stores as [Store, Store];
    await begin(one);
    const before = await database.rows('SELECT * FROM sessions');
    await expect(begin(two, { waitMs: 60 })).rejects.toMatchObject(busy);
    expect(await waiting()).toBe(0);
    expect(await database.rows('SELECT * FROM sessions')).toEqual(before);
    await one.sessions.commit(turn('s1', { expectedRevision: 1 }));
  });

  it('hand a session that was deleted to nobody', async () => {
    const [one, two] = stores as [Store, Store];
    await begin(one);
    const next = begin(two);
    await untilWaiting(1);
    await one.sessions.commit(turn('s1', { session: 'delete', expectedRevision: 1 }));
    expect((await next).session).toBeUndefined();
    expect(await waiting()).toBe(0);
    expect(await begin(one, { waitMs: 0 })).toEqual({ session: undefined, kept: undefined });
  });

  it('leave the lease of another process alone', async () => {
    const [one, two] = stores as [Store, Store];
    await begin(one);
    await two.sessions.endTurn('s1');
    await two.sessions.commit(turn('s1', { session: 'keep', keptAnswer: keptAnswer('k1') }));
    await two.sessions.commit(turn('s1', { expectedRevision: 1 }));
    await expect(begin(two, { waitMs: 0 })).rejects.toMatchObject(busy);
  });

  it('go to the turns of all processes in the order in which they came', async () => {
    const [running] = stores as [Store];
    await begin(running);
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    // A process begins one turn of a session at a time; those behind it only take their place in the line.
    const last = new Map<Store, Promise<void>>([[running, committed]]);
    const begun: number[] = [];
    const order = [1, 2, 0, 2, 1, 0, 1];
    for (const [i, which] of order.entries()) {
      const store = stores[which]!;
      const before = last.get(store);
      const place = before && (await store.sessions.lineUp('s1'));
      const run = async () => {
        await before;
        const { session } = await begin(store, { place });
        begun.push(i);
        await store.sessions.commit(turn('s1', { expectedRevision: session!.revision }));
      };
      last.set(store, run());
      await untilWaiting(i + 1);
    }
    await running.sessions.commit(turn('s1', { expectedRevision: 1 }));
    commit();
    await Promise.all(last.values());
    expect(begun).toEqual([...order.keys()]);
    expect(await waiting()).toBe(0);
  });

  it('do not go to a turn that comes later than one that gave its place up', async () => {
    const [one, two, three] = stores as [Store, Store, Store];
    await begin(one);
    const place = await one.sessions.lineUp('s1');
    const next = begin(two);
    await untilWaiting(2);
    await one.sessions.endTurn('s1');
    await expect(begin(three, { waitMs: 0 })).rejects.toMatchObject(busy);
    await one.sessions.leaveLine('s1', place!);
    expect((await next).session?.revision).toBe(1);
  });

  describe('that are short', () => {
    const short = { leaseMs: 1_000, renewMs: 150 };
    const never = { leaseMs: 300, renewMs: 1_000_000 };

    it('are renewed while a turn takes long', async () => {
      const store = await open(short);
      await begin(store);
      await expect(begin(stores[1]!, { waitMs: 1_500 })).rejects.toMatchObject(busy);
      await store.sessions.commit(turn('s1', { expectedRevision: 1 }));
      await store.close();
    });

    it('go to the next process when the first one is gone, whose late commit is refused', async () => {
      const gone = await open(never);
      await begin(gone);
      const { session } = await begin(stores[1]!);
      expect(session?.revision).toBe(1);
      await stores[1]!.sessions.commit(turn('s1', { expectedRevision: 1 }));
      await expect(gone.sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toThrow(StaleSessionError);
      await gone.close();
    });

    it('give the answer that a late turn has kept while the next one waited for its commit', async () => {
      const late = await open(never);
      await begin(late);
      await setTimeout(never.leaseMs);
      const kept = keptAnswer('k1', { scope: 's1' });
      // A row under the same key that is never committed holds the commit back.
      await database.rows('BEGIN');
      await database.rows(`INSERT INTO kept_answers VALUES ('s1', 'k1', 'f', 200, 9000, '')`);
      const committed = late.sessions.commit(turn('s1', { expectedRevision: 1, keptAnswer: kept }));
      await untilBlocked(1);
      const next = begin(stores[1]!, { key: 'k1' });
      await untilBlocked(2);
      await database.rows('ROLLBACK');
      await committed;
      const { session, kept: found } = await next;
      expect([session?.revision, found]).toEqual([2, kept]);
      await late.close();
    });

    it('do not wait for ever behind a place of a process that is gone', async () => {
      const gone = await open(never);
      await begin(stores[0]!);
      await gone.sessions.lineUp('s1');
      await stores[0]!.sessions.endTurn('s1');
      expect((await begin(stores[1]!)).session?.revision).toBe(1);
      await stores[1]!.sessions.sweep({ now: 0, limit: 1 });
      expect(await waiting()).toBe(0);
      await gone.close();
    });

    it('keep a place in line for as long as its process lives', async () => {
      const store = await open(short);
      await begin(stores[0]!);
      const place = await store.sessions.lineUp('s1');
      await stores[0]!.sessions.endTurn('s1');
      await expect(begin(stores[1]!, { waitMs: 1_500 })).rejects.toMatchObject(busy);
      expect((await begin(store, { place })).session?.revision).toBe(1);
      await store.close();
    });
  });
});

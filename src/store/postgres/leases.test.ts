import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { idempotentAnswer, turn } from '../samples.suite.ts';
import { type LoadedTurn, type SessionStore, StaleSessionError } from '../sessions.ts';
import type { LeaseLoad } from '../turn-entrance.ts';
import { Connection, type Query } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { Leases } from './leases.ts';
import { migrate } from './migrations.ts';
import { findIdempotentAnswer, postgresSessions } from './sessions.ts';

/** So long that no test sees its end, in ms. */
const patient = 1_000_000;

/** A process without its own waiting, which would keep its turns from ever meeting here. */
interface Process {
  readonly leases: Leases;
  readonly sessions: SessionStore;
  close(): Promise<void>;
}

describeWithPostgres('leases', () => {
  let database: TestDatabase;
  let processes: Process[];

  beforeAll(async () => {
    database = await createDatabase();
    await migrate(database.url);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    processes = [open(), open(), open()];
    await database.clear();
    await processes[0]!.sessions.commit(turn('s1'));
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.close()));
  });

  /** @param renewMs by default so rarely that no test sees it */
  function open(renewMs = 1_000_000): Process {
    const connection = new Connection(database.url);
    const owner = randomUUID();
    const idempotentAnswer = (scope: string, key: string, now: number) =>
      findIdempotentAnswer(connection, scope, key, now);
    const leases = new Leases(connection, { owner, idempotentAnswer, leaseMs: 1_000_000, renewMs });
    const commits = new GroupCommit(connection, owner);
    const close = async () => {
      leases.close();
      await commits.close();
      await connection.close();
    };
    return { leases, sessions: postgresSessions({ connection, leases, commits, now: Date.now }), close };
  }

  /** The same as if nothing had been renewed for the time of a lease. */
  async function letTimePass(): Promise<void> {
    await database.rows(`UPDATE sessions SET lease_until = '-infinity' WHERE lease_owner IS NOT NULL`);
    for (const table of ['waiting_turns', 'claimed_ids'])
      await database.rows(`UPDATE ${table} SET until = '-infinity'`);
  }

  /** Resolves when everything that processes have is renewed. */
  async function untilRenewed(): Promise<void> {
    const over = `
      SELECT 1 FROM sessions WHERE lease_owner IS NOT NULL AND lease_until < now()
      UNION ALL SELECT 1 FROM waiting_turns WHERE until < now() UNION ALL SELECT 1 FROM claimed_ids WHERE until < now()`;
    while ((await database.rows(over)).length > 0) await setTimeout(2);
  }

  function begin(process: Process, load: Partial<LeaseLoad> = {}): Promise<LoadedTurn> {
    return process.leases.begin({ sessionId: 's1', now: 1_000, waitMs: patient, ...load });
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

  it.each<[string, (process: Process) => Promise<void>, number]>([
    ['committed', (process) => process.sessions.commit(turn('s1', { expectedRevision: 1 })), 2],
    ['ended without a change', (process) => process.leases.end('s1'), 1],
    ['left the session as it is', (process) => process.sessions.commit(turn('s1', { session: 'keep' })), 1],
    ['replaced the session', (process) => process.sessions.commit(turn('s1')), 2],
  ])('keep other processes away until the turn has %s', async (_, finish, revision) => {
    const [one, two] = processes as [Process, Process];
    await begin(one);
    await expect(begin(two, { waitMs: 0 })).rejects.toMatchObject(busy);
    await finish(one);
    expect((await begin(two, { waitMs: 0 })).session?.revision).toBe(revision);
  });

  it('give up after the wait, with nothing changed', async () => {
    const [one, two] = processes as [Process, Process];
    await begin(one);
    const before = await database.rows('SELECT * FROM sessions');
    await expect(begin(two, { waitMs: 60 })).rejects.toMatchObject(busy);
    expect(await waiting()).toBe(0);
    expect(await database.rows('SELECT * FROM sessions')).toEqual(before);
    await one.sessions.commit(turn('s1', { expectedRevision: 1 }));
  });

  it('hand a session that was deleted to nobody', async () => {
    const [one, two] = processes as [Process, Process];
    await begin(one);
    const next = begin(two);
    await untilWaiting(1);
    await one.sessions.commit(turn('s1', { session: 'delete', expectedRevision: 1 }));
    expect((await next).session).toBeUndefined();
    expect(await waiting()).toBe(0);
    await two.leases.end('s1');
    expect(await begin(one, { waitMs: 0 })).toEqual({ session: undefined, answered: undefined });
  });

  it('leave the lease of another process alone', async () => {
    const [one, two] = processes as [Process, Process];
    await begin(one);
    await two.leases.end('s1');
    await two.sessions.commit(turn('s1', { session: 'keep', idempotentAnswer: idempotentAnswer('k1') }));
    await two.sessions.commit(turn('s1', { expectedRevision: 1 }));
    await expect(begin(two, { waitMs: 0 })).rejects.toMatchObject(busy);
  });

  it('go to the turns of all processes in the order in which they came', async () => {
    const [running] = processes as [Process];
    await begin(running);
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    // A process begins one turn of a session at a time; those behind it only take their place in the line.
    const last = new Map<Process, Promise<void>>([[running, committed]]);
    const begun: number[] = [];
    const order = [1, 2, 0, 2, 1, 0, 1];
    for (const [i, which] of order.entries()) {
      const process = processes[which]!;
      const before = last.get(process);
      if (before) await process.leases.lineUp('s1');
      const run = async () => {
        await before;
        const { session } = await begin(process, { isInLine: before !== undefined });
        begun.push(i);
        await process.sessions.commit(turn('s1', { expectedRevision: session!.revision }));
      };
      last.set(process, run());
      await untilWaiting(i + 1);
    }
    await running.sessions.commit(turn('s1', { expectedRevision: 1 }));
    commit();
    await Promise.all(last.values());
    expect(begun).toEqual([...order.keys()]);
    expect(await waiting()).toBe(0);
  });

  it('do not go to a turn that comes later than one that gave its place up', async () => {
    const [one, two, three] = processes as [Process, Process, Process];
    await begin(one);
    await one.leases.lineUp('s1');
    const next = begin(two);
    await untilWaiting(2);
    await one.leases.end('s1');
    await expect(begin(three, { waitMs: 0 })).rejects.toMatchObject(busy);
    await one.leases.leaveLine('s1');
    expect((await next).session?.revision).toBe(1);
  });

  it('go to the first place of a process, whichever of its turns took it', async () => {
    const [running, one, two] = processes as [Process, Process, Process];
    await begin(running);
    // The second turn of each process gets into the line before the first one.
    await one.leases.lineUp('s1');
    await two.leases.lineUp('s1');
    const begun: string[] = [];
    const run = async (process: Process, name: string, isInLine: boolean) => {
      await begin(process, { isInLine });
      begun.push(name);
      await process.leases.end('s1');
    };
    const inOrder = async (process: Process, name: string) => {
      await run(process, `${name} first`, false);
      await run(process, `${name} second`, true);
    };
    const both = [inOrder(one, 'one'), inOrder(two, 'two')];
    await untilWaiting(4);
    await running.leases.end('s1');
    await Promise.all(both);
    expect(begun.filter((name) => name.startsWith('one'))).toEqual(['one first', 'one second']);
    expect(begun.filter((name) => name.startsWith('two'))).toEqual(['two first', 'two second']);
    expect(begun.slice(0, 2)).toEqual(['one first', 'two first']);
    expect(await waiting()).toBe(0);
  });

  describe('for an id without a session', () => {
    const load = { sessionId: 'new' };
    const none = { session: undefined, answered: undefined };

    it('are a claim, which keeps other processes away until the turn ends', async () => {
      const [one, two] = processes as [Process, Process];
      expect(await begin(one, load)).toEqual(none);
      await expect(begin(two, { ...load, waitMs: 0 })).rejects.toMatchObject(busy);
      await one.leases.end('new');
      expect(await begin(two, { ...load, waitMs: 0 })).toEqual(none);
    });

    it('give the session that was made to the next turn, and those that wait in order', async () => {
      const [one, two, three] = processes as [Process, Process, Process];
      await begin(one, load);
      const next = begin(two, load);
      await untilWaiting(1);
      const last = begin(three, load);
      await untilWaiting(2);
      await one.sessions.commit(
        turn('new', { expectedRevision: 0, idempotentAnswer: idempotentAnswer('k1', { scope: 'new' }) }),
      );
      await one.leases.end('new');
      expect((await next).session?.revision).toBe(1);
      await two.sessions.commit(turn('new', { expectedRevision: 1 }));
      expect((await last).session?.revision).toBe(2);
    });

    it('give the answer that was kept meanwhile, also of another scope', async () => {
      const [one, two] = processes as [Process, Process];
      const keyed = { ...load, key: 'k1', scope: 'bot1' };
      await begin(one, keyed);
      const next = begin(two, keyed);
      await untilWaiting(1);
      const kept = idempotentAnswer('k1', { scope: 'bot1' });
      await one.sessions.commit(turn('another', { expectedRevision: 0, idempotentAnswer: kept }));
      await one.leases.end('new');
      expect(await next).toEqual({ session: undefined, answered: kept });
    });

    it('go to the next process when the first one is gone', async () => {
      const [one, two] = processes as [Process, Process];
      await begin(one, load);
      await letTimePass();
      expect(await begin(two, load)).toEqual(none);
      await two.sessions.commit(turn('new', { expectedRevision: 0 }));
      await expect(one.sessions.commit(turn('new', { expectedRevision: 0 }))).rejects.toThrow(StaleSessionError);
    });
  });

  it('are renewed, with claims and places in line, for as long as their process lives', async () => {
    const process = open(5);
    await begin(process);
    await begin(process, { sessionId: 'new' });
    await process.leases.lineUp('s1');
    await letTimePass();
    await untilRenewed();
    for (const sessionId of ['s1', 'new']) {
      await expect(begin(processes[1]!, { sessionId, waitMs: 0 })).rejects.toMatchObject(busy);
    }
    await process.leases.end('s1');
    // The place is left.
    await expect(begin(processes[1]!, { waitMs: 0 })).rejects.toMatchObject(busy);
    expect((await begin(process, { isInLine: true })).session?.revision).toBe(1);
    await process.close();
  });

  it('are renewed without holding a place while a session is waited for', async () => {
    const process = open(5);
    await begin(process);
    await process.leases.lineUp('s1');
    // The same as a turn of the process that begins: it has its session and wants its place.
    await database.rows('BEGIN');
    await database.rows('SELECT FROM sessions FOR UPDATE');
    await untilBlocked(1);
    await database.rows('SELECT FROM waiting_turns FOR UPDATE NOWAIT');
    await database.rows('ROLLBACK');
    await process.close();
  });

  describe('of a process that is gone', () => {
    it('go to the next one, and a late commit is refused', async () => {
      const [gone, next] = processes as [Process, Process];
      await begin(gone);
      await letTimePass();
      expect((await begin(next)).session?.revision).toBe(1);
      await next.sessions.commit(turn('s1', { expectedRevision: 1 }));
      await expect(gone.sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toThrow(StaleSessionError);
    });

    it('give the answer that a late turn has kept while the next one waited for its commit', async () => {
      const [late, other] = processes as [Process, Process];
      await begin(late);
      await letTimePass();
      const kept = idempotentAnswer('k1', { scope: 's1' });
      // A row under the same key that is never committed holds the commit back.
      await database.rows('BEGIN');
      await database.rows(`INSERT INTO kept_answers VALUES ('s1', 'k1', 'f', 200, 9000, '')`);
      const committed = late.sessions.commit(turn('s1', { expectedRevision: 1, idempotentAnswer: kept }));
      await untilBlocked(1);
      const next = begin(other, { key: 'k1' });
      await untilBlocked(2);
      await database.rows('ROLLBACK');
      await committed;
      const { session, answered } = await next;
      expect([session?.revision, answered]).toEqual([2, kept]);
    });

    it('let nobody wait behind their places, which the next sweep removes', async () => {
      const [gone, next] = processes as [Process, Process];
      await gone.leases.lineUp('s1');
      await begin(gone, { sessionId: 'new' });
      await letTimePass();
      expect((await begin(next)).session?.revision).toBe(1);
      await next.sessions.sweep({ now: 0, limit: 1 });
      expect(await waiting()).toBe(0);
      expect(await database.rows('SELECT id FROM claimed_ids')).toEqual([]);
    });
  });
});

it('what a turn has that fails to begin is given back', async () => {
  const names: (string | undefined)[] = [];
  const claimed = { id: null, is_claimed: true, place: null, seen_revision: null, fingerprint: null };
  const run = async ({ name }: Query) => {
    names.push(name);
    if (names.length === 2) throw new ReparteeError('storeUnavailable');
    return [claimed];
  };
  const leases = new Leases({ run } as unknown as Connection, {
    owner: 'one',
    leaseMs: 1_000_000,
    renewMs: 1_000_000,
    idempotentAnswer: async () => undefined,
  });
  const begun = leases.begin({ sessionId: 'new', now: 0, waitMs: 0 });
  await expect(begun).rejects.toMatchObject({ id: 'storeUnavailable' });
  expect(names).toEqual(['begin_turn', 'begin_waiting_turn', 'end_turn']);
  leases.close();
});

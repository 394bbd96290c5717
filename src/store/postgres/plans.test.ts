import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { idempotentAnswer, records, result, running, said, turn } from '../samples.suite.ts';
import type { TurnCommit } from '../sessions.ts';
import type { Store } from '../store.ts';
import { Connection, type Query } from './connection.ts';
import { openPostgresStore } from './open.ts';

/** What a conversation leaves behind in one turn. */
const everything = records({
  results: [result('r1', { hasStarted: true })],
  answers: [{ resultId: 'r1', blockId: 'b1', content: 'Ann' }],
  visitedEdges: [{ resultId: 'r1', index: 0, edgeId: 'e1' }],
  history: [{ resultId: 'r1', index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: 'Ann' }],
  logs: [{ resultId: 'r1', description: 'Done' }],
  timeline: [said('Hi')],
});
const { results: _, ...withoutResult } = everything;

describeWithPostgres('the tables of PostgreSQL', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createDatabase();
    store = await openPostgresStore({ url: database.url });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const commit = (fields: Partial<TurnCommit>) => store.sessions.commit(turn('s1', { at: 1_000, ...fields }));
  async function enter(sessionId = 's1'): Promise<void> {
    await using _turn = await store.sessions.enter({ sessionId, now: 0, waitMs: 1_000_000, key: 'k1' });
  }

  it.each<[string, () => Promise<unknown>]>([
    [
      'the first turn',
      () => commit({ records: everything, idempotentAnswer: idempotentAnswer('k1', { scope: 's1' }) }),
    ],
    ['a created session', () => commit({ sessionId: 's2', expectedRevision: 0 })],
    ['a turn', () => commit({ expectedRevision: 1, records: everything })],
    ['a turn without a result', () => commit({ expectedRevision: 2, records: records(withoutResult) })],
    ['a kept session', () => commit({ session: 'keep', expectedRevision: 3, records: everything })],
    ['a turn that called others', () => commit({ session: 'keep', expectedRevision: 3, journal: 's1' })],
    ['a turn that leaves work', () => commit({ session: 'keep', outbox: [{ lane: 'l', payload: 1 }], timers: [] })],
    ['a call', () => store.journal.begin({ scope: 's1', id: 'c1', at: 1_000 })],
    ['the outcome of a call', () => store.journal.settle('s1', 'c1', '1')],
    ['an ended session', () => commit({ sessionId: 's2', session: 'delete', expectedRevision: 1 })],
    ['a turn that enters', () => enter()],
    ['a turn that waits', () => Promise.all([enter(), enter()])],
    ['a turn without a session', () => enter('s0')],
    ['a session', () => store.sessions.get('s1')],
    ['a session that is gone', () => store.sessions.goneBot('s1')],
    ['a session of a result', () => store.sessions.latestOfResult('r1')],
    ['a waiting preview', () => store.sessions.latestWaitingPreview('bot1')],
    ['the timeline of a result', () => store.sessions.timeline({ resultId: 'r1' })],
    ['the timeline of a preview', () => store.sessions.timeline({ previewId: 's1' })],
    ['answers', () => store.results.answers('r1')],
    ['logs', () => store.results.logs('r1')],
    ['a bot by its public id', () => store.bots.headByPublicId('p')],
    ['a sweep', () => store.sessions.sweep({ now: 0, limit: 10, logsBefore: 0 })],
  ])('are entered by an index for %s', async (_, use) => {
    const ways = [vi.spyOn(Connection.prototype, 'run'), vi.spyOn(Connection.prototype, 'write')];
    await use();
    // Statistics of tables that hold next to nothing are what tempts the planner most.
    await database.rows('ANALYZE');
    const queries = ways.flatMap((way) => way.mock.calls.map(([query]) => query));
    for (const way of ways) way.mockRestore();
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) {
      const plan = await planOf(query);
      // Few turns wait at any time, and few run for ids without a session.
      if (/^Delete on (waiting_turns|claimed_ids)/.test(plan)) continue;
      expect(plan).not.toContain('Seq Scan');
      // Every index is entered with a condition; the only one that is walked from its start is that of the oldest logs.
      const walked = /Index (?:Only )?Scan(?: Backward)? (?:using|on) (\w+)[^\n]*\n(?!\s*(?:Index|Recheck) Cond)/g;
      const names = Array.from(plan.matchAll(walked), ([, name]) => name);
      expect(names.filter((name) => name !== 'logs_pkey')).toEqual([]);
    }
  });

  async function planOf({ text, values = [] }: Query): Promise<string> {
    await database.rows(`
      SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
      SET enable_mergejoin = off; PREPARE seen AS ${text}`);
    const given = values.length > 0 ? `(${values.map(() => 'NULL').join(', ')})` : '';
    const lines = await database.rows(`EXPLAIN (COSTS OFF) EXECUTE seen ${given}`);
    await database.rows('DEALLOCATE seen');
    return `${lines.map((line) => line['QUERY PLAN']).join('\n')}\n`;
  }

  it('do not grow with the turns of a session', async () => {
    const change = (revision: number) => ({
      sessionId: 's3',
      at: 1_000 + revision,
      session: { ...running({ resultId: 'r3', values: { v: String(revision) } }), expiresAt: 2_000 + revision },
      records: records({ results: [result('r3', { hasStarted: revision > 1 })], timeline: [said('Hi')] }),
    });
    await commit(change(0));
    const before = await pages();
    for (let revision = 1; revision < 100; revision++) {
      await commit({ ...change(revision), expectedRevision: revision });
    }
    // A row that is not changed in place would take ten pages; the room of old ones is used again a little later when
    // the server itself reads the table at that moment.
    expect((await pages()) - before).toBeLessThanOrEqual(2);
  });

  const pages = async () => {
    const size = `(pg_relation_size('sessions') + pg_relation_size('results')) / 8192`;
    const [row] = await database.rows(`SELECT ${size} AS pages`);
    return Number(row?.pages);
  };
});

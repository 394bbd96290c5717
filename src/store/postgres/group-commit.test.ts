import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../../../test/support/postgres.ts';
import { idempotentAnswer, records, result, running, turn } from '../samples.suite.ts';
import { AnsweredMeanwhileError, StaleSessionError, type TurnCommit } from '../sessions.ts';
import { Connection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { migrate } from './migrations.ts';

describeWithPostgres('group commit on PostgreSQL', () => {
  let database: TestDatabase;
  let connection: Connection;
  let commits: GroupCommit;

  beforeAll(async () => {
    database = await createDatabase();
    await migrate(database.url);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.clear();
    connection = new Connection(database.url);
    commits = new GroupCommit(connection, 'me');
  });
  afterEach(async () => {
    await commits.close();
    await connection.close();
  });

  /** Commits turns at once; gives how each ended, and how many statements that took. */
  async function commitAll(turns: readonly TurnCommit[]) {
    const run = vi.spyOn(connection, 'write');
    const outcomes = await Promise.allSettled(turns.map((one) => commits.commit(one)));
    const statements = run.mock.calls.length;
    run.mockRestore();
    return {
      outcomes: outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'stored' : outcome.reason)),
      statements,
    };
  }

  const ids = async (table: string) => (await database.rows(`SELECT * FROM ${table} ORDER BY 1`)).map(({ id }) => id);
  const many = Array.from({ length: 20 }, (_, i) => `s${String(i).padStart(2, '0')}`);

  it('stores turns that arrive together in one statement', async () => {
    const { outcomes, statements } = await commitAll(many.map((id) => turn(id)));
    expect(outcomes).toEqual(many.map(() => 'stored'));
    expect(statements).toBe(1);
    expect(await ids('sessions')).toEqual(many);
  });

  it('rejects a stale turn alone, without another statement', async () => {
    await commitAll(many.map((id) => turn(id)));
    const turns = many.map((id, i) => turn(id, { at: 5_000, expectedRevision: i === 7 ? 9 : 1 }));
    const { outcomes, statements } = await commitAll(turns);
    expect(outcomes).toEqual(many.map((_, i) => (i === 7 ? expect.any(StaleSessionError) : 'stored')));
    expect(statements).toBe(1);
    const stale = await database.rows('SELECT id FROM sessions WHERE updated_at = 1000');
    expect(stale).toEqual([{ id: many[7] }]);
  });

  it('finds the turn that breaks a statement, and stores the others', async () => {
    const answers = [{ resultId: 'of no result', blockId: 'b1', content: 'lost' }];
    const orphan = turn('orphan', { records: records({ answers }) });
    const { outcomes } = await commitAll([turn('s1'), orphan, turn('s2')]);
    expect(outcomes).toEqual(['stored', expect.objectContaining({ code: '23503' }), 'stored']);
    expect(await ids('sessions')).toEqual(['s1', 's2']);
  });

  it('rejects a turn whose key was answered, and stores the others', async () => {
    await commits.commit(turn('s0', { idempotentAnswer: idempotentAnswer('k1') }));
    const late = turn('late', { at: 2_000, idempotentAnswer: idempotentAnswer('k1') });
    const { outcomes } = await commitAll([turn('s1'), late, turn('s2', { idempotentAnswer: idempotentAnswer('k2') })]);
    expect(outcomes).toEqual(['stored', expect.any(AnsweredMeanwhileError), 'stored']);
    expect(await ids('sessions')).toEqual(['s0', 's1', 's2']);
  });

  it.each<[string, (i: number) => TurnCommit]>([
    ['of one session', (i) => turn('s1', { expectedRevision: i })],
    ['of one result', (i) => turn(`s${i}`, { records: records({ results: [result('r1')] }) })],
    [
      'under one key',
      (i) => turn(`s${i}`, { at: 3_000 * i, idempotentAnswer: idempotentAnswer('k1', { expiresAt: 3_000 * i + 1 }) }),
    ],
  ])('puts turns %s into successive statements', async (_, make) => {
    const { outcomes, statements } = await commitAll([0, 1, 2].map(make));
    expect(outcomes).toEqual(['stored', 'stored', 'stored']);
    expect(statements).toBe(3);
  });

  it('counts the answers to each block of each result, and keeps their order', async () => {
    const blocks = [
      ['r1', 'a'],
      ['r1', 'b'],
      ['r1', 'a'],
      ['r2', 'a'],
    ] as const;
    const answers = blocks.map(([resultId, blockId], i) => ({ resultId, blockId, content: String(i) }));
    await commits.commit(turn('s1', { records: records({ results: [result('r1'), result('r2')], answers }) }));
    await commits.commit(turn('s1', { records: records({ answers: answers.slice(0, 1) }) }));
    const rows = await database.rows('SELECT attempt, content FROM answers ORDER BY id');
    expect(rows.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 1, 3]);
    expect(rows.map(({ content }) => content)).toEqual(['0', '1', '2', '3', '0']);
  });

  it('keeps the first visited edge and the first value of an index', async () => {
    const edge = (index: number, edgeId: string) => ({ resultId: 'r1', index, edgeId });
    const place = { resultId: 'r1', blockIndex: 0, blockId: 'b1', variableId: 'v1' };
    const first = { visitedEdges: [edge(0, 'e0'), edge(1, 'e1')], history: [{ ...place, index: 0, value: 'first' }] };
    const second = {
      visitedEdges: [edge(1, 'again'), edge(2, 'e2')],
      history: [
        { ...place, index: 0, value: 'again' },
        { ...place, index: 1, value: ['a', null] },
      ],
    };
    await commits.commit(turn('s1', { records: records({ results: [result('r1')], ...first }) }));
    await commits.commit(turn('s1', { records: records(second) }));
    const edges = await database.rows('SELECT edge_id FROM visited_edges ORDER BY sequence');
    expect(edges.map(({ edge_id }) => edge_id)).toEqual(['e0', 'e1', 'e2']);
    const values = await database.rows('SELECT value FROM set_variable_history ORDER BY sequence');
    expect(values.map(({ value }) => value)).toEqual(['"first"', '["a",null]']);
  });

  it('leaves records of no result out', async () => {
    const resultId = 'registered';
    const left = records({
      visitedEdges: [{ resultId, index: 0, edgeId: 'e1' }],
      history: [{ resultId, index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: 'x' }],
      logs: [{ resultId, description: 'd' }],
    });
    await commits.commit(turn('s1', { records: left }));
    const [counted] = await database.rows(`
      SELECT (SELECT count(*) FROM visited_edges) + (SELECT count(*) FROM set_variable_history)
        + (SELECT count(*) FROM logs) AS rows`);
    expect(counted).toEqual({ rows: '0' });
  });

  it('takes a result that a turn names twice as it was last, completed if it was once', async () => {
    const results = [result('r1', { isCompleted: true }), result('r1', { hasStarted: true })];
    await commits.commit(turn('s1', { records: records({ results }) }));
    expect(await database.rows('SELECT has_started, is_completed FROM results')).toEqual([
      { has_started: 1, is_completed: 1 },
    ]);
  });

  it('replaces the character that PostgreSQL has no place for', async () => {
    const answers = [{ resultId: 'r1', blockId: 'b1', content: 'a\0b' }];
    const values = { v1: 'a\0b' };
    await commits.commit(
      turn('s1', { session: running({ values }), records: records({ results: [result('r1')], answers }) }),
    );
    expect(await database.rows('SELECT content FROM answers')).toEqual([{ content: 'a\uFFFDb' }]);
    const [stored] = await database.rows('SELECT state FROM sessions');
    expect(JSON.parse(String(stored?.state)).frames[0].values).toEqual(values);
  });

  it('waits for the disk whatever the database is set to', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.rows(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    expect(await connection.run({ text: 'SHOW synchronous_commit' })).toEqual([{ synchronous_commit: 'on' }]);
  });
});

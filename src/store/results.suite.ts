import { expect, it } from 'vitest';
import type { AnswerRecord, Log, TurnRecords } from '../engine/output.ts';
import type { ResultQuery } from './results.ts';
import { difficultTexts, records, result, turn } from './samples.suite.ts';
import type { Store } from './store.ts';

type ResultFields = Partial<TurnRecords['results'][number]>;

/** What every store does with results, answers and logs. */
export function suite(store: () => Store): void {
  /** Commits a turn of a result. */
  function commit(fields: Partial<TurnRecords>, at = 1_000, sessionId = 's1'): Promise<void> {
    return store().sessions.commit(turn(sessionId, { at, records: records(fields) }));
  }

  it('knows no result at first', async () => {
    const { results } = store();
    expect(await results.get('r1')).toBeUndefined();
    expect(await results.list('bot1', { limit: 10, offset: 0 })).toEqual([]);
    expect(await results.answers('r1')).toEqual([]);
    expect(await results.logs('r1')).toEqual([]);
  });

  it('makes a result with the first turn and changes it with later ones', async () => {
    const { results } = store();
    const name = { id: 'v1', name: 'Name', value: 'Ann' };
    const list = { id: 'v2', name: 'List', value: ['a', null] };
    await commit({ results: [result('r1', { variables: [name, list] })] });
    const first = {
      ...result('r1', { variables: [name, list] }),
      isArchived: false,
      lastSessionId: 's1',
      createdAt: 1_000,
    };
    expect(await results.get('r1')).toEqual(first);
    // The variables of a turn are all that there are.
    const changed = { variables: [list], hasStarted: true };
    await commit({ results: [result('r1', changed)] }, 2_000, 's2');
    expect(await results.get('r1')).toEqual({ ...first, ...changed, lastSessionId: 's2' });
  });

  it.each<[string, ResultFields[], boolean, boolean]>([
    ['started', [{}, { hasStarted: true }], true, false],
    ['started and not any more', [{ hasStarted: true }, {}], false, false],
    ['completed', [{}, { isCompleted: true }], false, true],
    ['completed at once', [{ isCompleted: true }], false, true],
    ['completed and gone on', [{ isCompleted: true }, {}, { hasStarted: true }], true, true],
  ])('knows how far a conversation came: %s', async (_, turns, hasStarted, isCompleted) => {
    for (const fields of turns) await commit({ results: [result('r1', fields)] });
    expect(await store().results.get('r1')).toMatchObject({ hasStarted, isCompleted });
  });

  it('leaves a result with the bot that it was made for', async () => {
    await commit({ results: [result('r1')] });
    await commit({ results: [result('r1', { botId: 'bot2' })] });
    expect((await store().results.get('r1'))?.botId).toBe('bot1');
  });

  it('lists the results of a bot in pages, newest first', async () => {
    const times = [3_000, 1_000, 4_000, 2_000];
    for (const [i, at] of times.entries()) await commit({ results: [result(`r${i}`)] }, at);
    await commit({ results: [result('elsewhere', { botId: 'bot2' })] });
    const page = async (limit: number, offset: number) =>
      (await store().results.list('bot1', { limit, offset })).map(({ id }) => id);
    expect(await page(10, 0)).toEqual(['r2', 'r0', 'r3', 'r1']);
    expect(await page(2, 0)).toEqual(['r2', 'r0']);
    expect(await page(2, 2)).toEqual(['r3', 'r1']);
    expect(await page(2, 3)).toEqual(['r1']);
    expect(await page(2, 4)).toEqual([]);
  });

  it('pages over results of the same moment without skipping or repeating one', async () => {
    await commit({ results: ['a', 'c', 'b'].map((id) => result(id)) });
    const pages = await Promise.all([0, 1, 2].map((offset) => store().results.list('bot1', { limit: 1, offset })));
    expect(new Set(pages.flat().map(({ id }) => id))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('pages from a result on, however many came since', async () => {
    const { results } = store();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await commit({ results: [result(id)] }, id === 'e' ? 1_000 : 2_000);
    const all = await results.list('bot1', { limit: 9, offset: 0 });
    for (const [i, after] of all.entries()) {
      await commit({ results: [result(`new${i}`)] }, 3_000);
      const rest = all.slice(i + 1);
      expect(await results.list('bot1', { limit: 9, offset: 0, after })).toEqual(rest);
      expect(await results.list('bot1', { limit: 1, offset: 1, after })).toEqual(rest.slice(1, 2));
    }
  });

  it.each<[string, Partial<ResultQuery>, string]>([
    ['all', {}, 'd3 c2 b2 a1'],
    ['started', { isStarted: true }, 'c2 a1'],
    ['not started', { isStarted: false }, 'd3 b2'],
    ['from a moment on', { from: 2_000 }, 'd3 c2 b2'],
    ['up to a moment', { to: 2_000 }, 'c2 b2 a1'],
    ['of one moment', { from: 2_000, to: 2_000 }, 'c2 b2'],
    ['between two that have none', { from: 1_001, to: 1_999 }, ''],
    ['backwards', { from: 3_000, to: 1_000 }, ''],
    ['after one', { after: { id: 'd3', createdAt: 3_000 } }, 'c2 b2 a1'],
    ['everything at once', { isStarted: true, from: 1_000, to: 2_000, after: { id: 'c2', createdAt: 2_000 } }, 'a1'],
  ])('lists results: %s', async (_, query, expected) => {
    for (const [id, hasStarted] of [
      ['a1', true],
      ['b2', false],
      ['c2', true],
      ['d3', false],
    ] as const) {
      await commit({ results: [result(id, { hasStarted })] }, Number(id[1]) * 1_000);
    }
    const listed = await store().results.list('bot1', { limit: 9, offset: 0, ...query });
    expect(listed.map(({ id }) => id).join(' ')).toBe(expected);
  });

  it('gives the answers of several results at once, oldest first', async () => {
    const { results } = store();
    const answer = (resultId: string, content: string) => ({ resultId, blockId: 'b1', content });
    await commit({
      results: ['r1', 'r2', 'r3'].map((id) => result(id)),
      answers: [answer('r2', '1'), answer('r1', '2')],
    });
    await commit({ answers: [answer('r3', 'other'), answer('r2', '3')] }, 2_000);
    const found = await results.answers(['r1', 'r2', 'unknown']);
    expect(found.map(({ resultId, content }) => `${resultId} ${content}`)).toEqual(['r2 1', 'r1 2', 'r2 3']);
    expect(found[0]).toEqual({ ...answer('r2', '1'), createdAt: 1_000 });
    expect(await results.answers([])).toEqual([]);
  });

  it('adds a row for every answer, oldest first', async () => {
    const answers: AnswerRecord[] = [
      { resultId: 'r1', blockId: 'b2', content: 'first' },
      { resultId: 'r1', blockId: 'b1', content: 'second', attachedFileUrls: ['https://a', 'https://b'] },
      { resultId: 'r1', blockId: 'b2', content: 'first', attachedFileUrls: [] },
    ];
    const [, second] = answers;
    await commit({ results: [result('r1'), result('r2')], answers: answers.slice(0, 2) });
    await commit({ answers: [answers[2]!, { ...second!, resultId: 'r2' }] }, 2_000);
    const stored = await store().results.answers('r1');
    expect(stored).toEqual(answers.map((answer, i) => ({ ...answer, createdAt: i < 2 ? 1_000 : 2_000 })));
    expect(stored[0]).not.toHaveProperty('attachedFileUrls');
  });

  it.each(difficultTexts)('gives back an answer: %s', async (_, content) => {
    const variables = [{ id: content, name: content, value: content }];
    const answers = [{ resultId: 'r1', blockId: content, content }];
    await commit({ results: [result('r1', { variables })], answers });
    expect(await store().results.answers('r1')).toEqual([{ ...answers[0], createdAt: 1_000 }]);
    expect((await store().results.get('r1'))?.variables).toEqual(variables);
  });

  it('skips visited edges and history whose index the result has already', async () => {
    const visitedEdges = [{ resultId: 'r1', index: 0, edgeId: 'e1' }];
    const history = [{ resultId: 'r1', index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: null }];
    const log = { resultId: 'r1', description: 'stored' };
    await commit({ results: [result('r1')], visitedEdges, history });
    await commit({ visitedEdges, history, logs: [log] });
    expect(await store().results.logs('r1')).toHaveLength(1);
  });

  const details = (length: number) => 'x'.repeat(length);
  it.each<[string, Log, Partial<Record<keyof Log, string | null>>]>([
    ['everything', { status: 'info', description: 'd', details: 'e', context: 'c' }, {}],
    ['a status of its own', { status: 'anything', description: 'd' }, { details: null, context: null }],
    ['no status', { description: 'd' }, { status: 'error', details: null, context: null }],
    ['999 characters', { description: 'd', details: details(999) }, { status: 'error' }],
    ['1000 characters', { description: 'd', details: details(1_000) }, { details: `${details(1_000)}...` }],
    ['1001 characters', { description: 'd', details: details(1_001) }, { details: `${details(1_000)}...` }],
    [
      'half a character at the cut',
      { description: 'd', details: `${details(999)}👍` },
      { details: `${details(999)}\uFFFD...` },
    ],
    ['empty texts', { status: '', description: '', details: '', context: '' }, {}],
  ])('stores a log with %s, from a turn and from elsewhere', async (_, log, stored) => {
    const { results } = store();
    await commit({ results: [result('r1')], logs: [{ ...log, resultId: 'r1' }] });
    await results.addLogs('r1', [log], 2_000, 1000);
    const expected = { status: 'error', context: null, ...log, ...stored, resultId: 'r1', id: expect.any(String) };
    const logs = await results.logs('r1');
    expect(logs).toEqual([
      { ...expected, createdAt: 1_000 },
      { ...expected, createdAt: 2_000 },
    ]);
    expect(new Set(logs.map(({ id }) => id)).size).toBe(2);
  });

  it('gives the logs of a result in their order', async () => {
    const { results } = store();
    await commit({ results: [result('r1'), result('r2')] });
    await results.addLogs('r1', [{ description: '1' }, { description: '2' }], 2_000, 1000);
    await results.addLogs('r2', [{ description: 'other' }], 2_000, 1000);
    // Logs carry the time of the turn, which may lie before that of logs that came in between.
    await commit({ logs: [{ resultId: 'r1', description: '3' }] }, 1_500);
    await results.addLogs('r1', [], 2_000, 1000);
    expect((await results.logs('r1')).map(({ description }) => description)).toEqual(['1', '2', '3']);
  });

  it('adds logs while there is room, and counts them up to a number', async () => {
    const { results } = store();
    await commit({ results: [result('r1'), result('r2')], logs: [{ resultId: 'r1', description: '1' }] });
    const three = ['2', '3', '4'].map((description) => ({ description }));
    expect(await results.addLogs('r1', three, 2_000, 3)).toBe(2);
    expect(await results.addLogs('r1', three, 2_000, 3)).toBe(0);
    expect(await results.addLogs('r2', three, 2_000, 3)).toBe(3);
    expect((await results.logs('r1')).map(({ description }) => description)).toEqual(['1', '2', '3']);
    expect([await results.countLogs('r1', 10), await results.countLogs('r1', 2)]).toEqual([3, 2]);
    expect(await results.countLogs('nobody', 10)).toBe(0);
  });

  it('adds no more logs at once than there is room', async () => {
    const { results } = store();
    await commit({ results: [result('r1')] });
    const added = await Promise.all(
      Array.from({ length: 8 }, () => results.addLogs('r1', [{ description: 'a' }, { description: 'b' }], 2_000, 5)),
    );
    expect(added.reduce((sum, count) => sum + count)).toBe(5);
    expect(await results.logs('r1')).toHaveLength(5);
  });

  it('stores nothing that a conversation without a result left, except the turn itself', async () => {
    const resultId = 'registered';
    await commit({
      visitedEdges: [{ resultId, index: 0, edgeId: 'e1' }],
      history: [{ resultId, index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: 'x' }],
      logs: [{ resultId, description: 'd' }],
    });
    expect((await store().sessions.get('s1'))?.revision).toBe(1);
    await commit({ results: [result(resultId)] });
    expect(await store().results.logs(resultId)).toEqual([]);
  });

  it('adds no logs to a result that does not exist', async () => {
    await expect(store().results.addLogs('r1', [{ description: 'd' }], 1_000, 1000)).rejects.toMatchObject({
      id: 'resultNotFound',
    });
    expect(await store().results.logs('r1')).toEqual([]);
  });
}

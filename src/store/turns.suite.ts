import { expect, it } from 'vitest';
import { idempotentAnswer, records, result, running, said, turn } from './samples.suite.ts';
import { StaleSessionError, type TurnCommit } from './sessions.ts';
import type { Store } from './store.ts';

/** Number of commits that are sent off without waiting. */
const many = 40;

/** A turn that leaves something in every table. */
function fullTurn(sessionId: string, resultId: string, fields: Partial<TurnCommit> = {}): TurnCommit {
  return turn(sessionId, {
    session: running({ resultId }),
    idempotentAnswer: idempotentAnswer('k1', { scope: sessionId }),
    records: records({
      results: [result(resultId, { hasStarted: true })],
      answers: [{ resultId, blockId: 'b1', content: 'Ann' }],
      visitedEdges: [{ resultId, index: 0, edgeId: 'e1' }],
      history: [{ resultId, index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: 'Ann' }],
      logs: [{ resultId, description: 'Done' }],
      timeline: [said('Hi')],
    }),
    ...fields,
  });
}

/** How much of a turn can be found. */
async function found(store: Store, sessionId: string, resultId: string): Promise<number[]> {
  const { sessions, results } = store;
  const kept = await sessions.idempotentAnswer(sessionId, 'k1', 0);
  return [
    (await sessions.get(sessionId))?.revision ?? 0,
    (await results.get(resultId)) ? 1 : 0,
    (await results.answers(resultId)).length,
    (await results.logs(resultId)).length,
    (await sessions.timeline({ resultId })).length,
    kept ? 1 : 0,
  ];
}

const whole = [1, 1, 1, 1, 1, 1];
const nothing = [0, 0, 0, 0, 0, 0];

/** How every store commits turns: whole, in order, each on its own. */
export function suite(store: () => Store): void {
  it('stores a session, and changes it with the next turn', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1', { expectedRevision: 0 }));
    const created = { id: 's1', botId: 'bot1', createdAt: 1_000, ...running() };
    expect(await sessions.get('s1')).toEqual({ ...created, revision: 1, updatedAt: 1_000 });
    const next = { ...running({ values: { a: 'b' } }), isWaiting: true, expiresAt: 5_000 };
    await sessions.commit(turn('s1', { at: 2_000, session: next, expectedRevision: 1 }));
    expect(await sessions.get('s1')).toEqual({ ...created, ...next, revision: 2, updatedAt: 2_000 });
    await sessions.commit(turn('s1', { at: 3_000, session: 'delete', expectedRevision: 2 }));
    expect(await sessions.get('s1')).toBeUndefined();
  });

  it('stores everything of a turn', async () => {
    await store().sessions.commit(fullTurn('s1', 'r1'));
    expect(await found(store(), 's1', 'r1')).toEqual(whole);
  });

  it('leaves the session as it is when told to keep it', async () => {
    const { sessions } = store();
    await sessions.commit(fullTurn('s1', 'r1', { session: 'keep' }));
    expect(await found(store(), 's1', 'r1')).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await sessions.goneBot('s1')).toBeUndefined();
    await sessions.commit(turn('s1'));
    const before = await sessions.get('s1');
    await sessions.commit(fullTurn('s1', 'r1', { at: 9_000, session: 'keep', expectedRevision: 1 }));
    expect(await sessions.get('s1')).toEqual(before);
  });

  it.each<[string, number, number, TurnCommit['session']]>([
    ['no session, expected one', 0, 1, running()],
    ['a session, expected none', 1, 0, running()],
    ['an older one', 1, 2, running()],
    ['a newer one', 2, 1, running()],
    ['a newer one, to delete', 2, 1, 'delete'],
    ['a newer one, to keep', 2, 1, 'keep'],
    ['no session, to delete', 0, 1, 'delete'],
  ])('stores nothing of a turn that was computed from another revision: %s', async (_, stored, expected, session) => {
    const { sessions } = store();
    for (let revision = 0; revision < stored; revision++) {
      await sessions.commit(turn('s1', { expectedRevision: revision }));
    }
    const before = await sessions.get('s1');
    const late = fullTurn('s1', 'r1', { session, expectedRevision: expected });
    await expect(sessions.commit(late)).rejects.toThrow(StaleSessionError);
    expect(await sessions.get('s1')).toEqual(before);
    expect(await sessions.goneBot('s1')).toBeUndefined();
    expect((await found(store(), 's1', 'r1')).slice(1)).toEqual(nothing.slice(1));
  });

  it('rejects a turn of a session that was deleted meanwhile', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1'));
    await sessions.commit(turn('s1', { session: 'delete' }));
    await expect(sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toThrow(StaleSessionError);
    expect(await sessions.get('s1')).toBeUndefined();
  });

  it('replaces whatever is stored when no revision is expected', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1'));
    await sessions.commit(turn('s1', { at: 2_000, botId: 'bot2' }));
    const replaced = { botId: 'bot2', createdAt: 2_000, updatedAt: 2_000, revision: 2 };
    expect(await sessions.get('s1')).toMatchObject(replaced);
    // A turn of the conversation that was replaced must not get into the new one.
    await expect(sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toThrow(StaleSessionError);
  });

  it('stores turns that are sent off together in their order', async () => {
    const { sessions, results } = store();
    const order = Array.from({ length: many }, (_, i) => String(i));
    const settled: string[] = [];
    await Promise.all(
      order.map(async (text, revision) => {
        const { answers, ...rest } = fullTurn('s1', 'r1').records!;
        const said = records({ ...rest, answers: answers.map((answer) => ({ ...answer, content: text })) });
        const kept = idempotentAnswer(text, { scope: 's1' });
        await sessions.commit(
          fullTurn('s1', 'r1', { expectedRevision: revision, records: said, idempotentAnswer: kept }),
        );
        settled.push(text);
      }),
    );
    expect(settled).toEqual(order);
    expect((await sessions.get('s1'))?.revision).toBe(many);
    expect((await results.answers('r1')).map(({ content }) => content)).toEqual(order);
  });

  it('lets one of two turns win, without harm to others', async () => {
    const { sessions } = store();
    await sessions.commit(turn('s1'));
    const outcomes = await Promise.allSettled([
      sessions.commit(fullTurn('s0', 'r0')),
      sessions.commit(turn('s1', { at: 2_000, expectedRevision: 1 })),
      sessions.commit(turn('s1', { at: 3_000, expectedRevision: 1 })),
      sessions.commit(fullTurn('s2', 'r2')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await sessions.get('s1')).toMatchObject({ revision: 2, updatedAt: 2_000 });
    expect(await found(store(), 's0', 'r0')).toEqual(whole);
    expect(await found(store(), 's2', 'r2')).toEqual(whole);
  });

  it('undoes the whole of a turn that cannot be stored, and of no other', async () => {
    const { sessions } = store();
    const good = Array.from({ length: many }, (_, i) => fullTurn(`s${i}`, `r${i}`));
    const { records: some } = fullTurn('bad', 'r');
    const orphan = { resultId: 'of no result', blockId: 'b1', content: 'lost' };
    const bad = fullTurn('bad', 'r', { records: { ...some!, answers: [...some!.answers, orphan] } });
    const turns = [...good.slice(0, many / 2), bad, ...good.slice(many / 2)];
    const outcomes = await Promise.allSettled(turns.map((one) => sessions.commit(one)));
    expect(outcomes.map(({ status }) => status)).toEqual(turns.map((one) => (one === bad ? 'rejected' : 'fulfilled')));
    expect(await found(store(), 'bad', 'r')).toEqual(nothing);
    for (let i = 0; i < many; i++) expect(await found(store(), `s${i}`, `r${i}`)).toEqual(whole);
  });

  it('stores the same turn again after it failed', async () => {
    const { sessions } = store();
    await expect(sessions.commit(fullTurn('s1', 'r1', { expectedRevision: 1 }))).rejects.toThrow(StaleSessionError);
    await sessions.commit(fullTurn('s1', 'r1', { expectedRevision: 0 }));
    expect(await found(store(), 's1', 'r1')).toEqual(whole);
  });

  it('writes what is pending before it closes, and refuses afterwards', async () => {
    const { sessions, close } = store();
    const pending = sessions.commit(turn('s1'));
    await close();
    await expect(pending).resolves.toBeUndefined();
    const refused = { id: 'storeUnavailable' };
    await expect(sessions.commit(turn('s2'))).rejects.toMatchObject(refused);
    await expect(sessions.get('s1')).rejects.toMatchObject(refused);
    await expect(sessions.timeline({ previewId: 's1' })).rejects.toMatchObject(refused);
  });
}

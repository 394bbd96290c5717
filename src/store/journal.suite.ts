import { expect, it } from 'vitest';
import type { NewCall } from './journal.ts';
import { difficultTexts, running, turn } from './samples.suite.ts';
import { StaleSessionError } from './sessions.ts';
import type { Store } from './store.ts';

const call = (fields: Partial<NewCall> = {}): NewCall => ({ scope: 's1', id: 'c1', at: 1_000, ...fields });
const nothing = { keyHash: undefined, outcome: undefined };

/** What every store does with calls that change something outside. */
export function suite(store: () => Store): void {
  it('tells a call that was noted from one that was not', async () => {
    const { journal } = store();
    expect(await journal.begin(call())).toBeUndefined();
    expect(await journal.begin(call())).toEqual(nothing);
    expect(await journal.begin(call({ id: 'c2', keyHash: 'k' }))).toBeUndefined();
    expect(await journal.begin(call({ scope: 's2' }))).toBeUndefined();
    // What was noted first holds.
    expect(await journal.begin(call({ id: 'c2', keyHash: 'other' }))).toEqual({ ...nothing, keyHash: 'k' });
  });

  it('notes a call once when several ask at the same time', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => store().journal.begin(call())));
    expect(asked.filter((noted) => noted === undefined)).toHaveLength(1);
  });

  it.each(difficultTexts)('gives an outcome back: %s', async (_name, text) => {
    const { journal } = store();
    await journal.begin(call());
    await journal.settle('s1', 'c1', JSON.stringify(text));
    expect(JSON.parse((await journal.begin(call()))?.outcome ?? '0')).toBe(text);
  });

  it('notes no outcome of a call that is forgotten', async () => {
    const { journal } = store();
    await journal.settle('s1', 'c1', '1');
    expect(await journal.begin(call())).toBeUndefined();
  });

  it('forgets the calls of a scope with the turn that names it', async () => {
    const { journal, sessions } = store();
    for (const id of ['c1', 'c2']) await journal.begin(call({ id }));
    await journal.begin(call({ scope: 's2' }));
    await sessions.commit(turn('s1'));
    expect(await journal.begin(call())).toEqual(nothing);
    await sessions.commit(turn('s1', { journal: 's1' }));
    expect(await journal.begin(call())).toBeUndefined();
    expect(await journal.begin(call({ id: 'c2' }))).toBeUndefined();
    expect(await journal.begin(call({ scope: 's2' }))).toEqual(nothing);
  });

  it.each(['delete', 'keep', running()] as const)(
    'forgets them whatever becomes of the session: %j',
    async (session) => {
      const { journal, sessions } = store();
      await sessions.commit(turn('s1', { expectedRevision: 0 }));
      await journal.begin(call());
      await sessions.commit(turn('s1', { expectedRevision: 1, session, journal: 's1' }));
      expect(await journal.begin(call())).toBeUndefined();
    },
  );

  it('forgets nothing with a turn that comes too late', async () => {
    const { journal, sessions } = store();
    await sessions.commit(turn('s1', { expectedRevision: 0 }));
    await journal.begin(call());
    const late = sessions.commit(turn('s1', { expectedRevision: 7, journal: 's1' }));
    await expect(late).rejects.toBeInstanceOf(StaleSessionError);
    expect(await journal.begin(call())).toEqual(nothing);
  });

  it('removes what is old, a part at a time', async () => {
    const { journal } = store();
    for (const [id, at] of [
      ['c1', 1],
      ['c2', 2],
      ['c3', 3],
      ['c4', 4],
    ] as const) {
      await journal.begin(call({ id, at }));
    }
    expect(await journal.removeOld(4, 2)).toBe(2);
    expect(await journal.removeOld(4, 2)).toBe(1);
    expect(await journal.removeOld(4, 2)).toBe(0);
    expect(await journal.begin(call({ id: 'c4' }))).toEqual(nothing);
  });
}

import { expect, it } from 'vitest';
import { idempotentAnswer, turn } from './samples.suite.ts';
import type { TurnLoad } from './sessions.ts';
import type { Store } from './store.ts';

/** So long that no test sees its end, in ms. */
const patient = 1_000_000;

/** How the turns of a process are entered, whatever the database. */
export function suite(store: () => Store): void {
  const enter = (sessionId = 's1', load: Partial<TurnLoad> = {}) =>
    store().sessions.enter({ sessionId, now: 1_000, waitMs: patient, ...load });

  /** Enters, notes that, and leaves when the test says so. */
  function held(name: string, seen: string[], sessionId = 's1', load: Partial<TurnLoad> = {}) {
    const { promise, resolve: leave } = Promise.withResolvers<void>();
    const { promise: entered, resolve } = Promise.withResolvers<void>();
    const over = (async () => {
      await using _turn = await enter(sessionId, load);
      seen.push(name);
      resolve();
      await promise;
    })();
    return { entered, leave, over };
  }

  it('gives the session, and nothing where there is none', async () => {
    const { sessions } = store();
    {
      await using first = await enter();
      expect(first).toMatchObject({ session: undefined, answered: undefined, waitedMs: 0 });
      await sessions.commit(turn('s1', { expectedRevision: 0 }));
    }
    await using second = await enter();
    expect(second.session).toEqual(await sessions.get('s1'));
  });

  it('gives the answer that is kept under the key, of the session or of another scope', async () => {
    const { sessions } = store();
    const kept = [idempotentAnswer('k1', { scope: 's1' }), idempotentAnswer('k1', { scope: 'bot1' })];
    for (const one of kept) await sessions.commit(turn('s1', { session: 'keep', idempotentAnswer: one }));
    for (const [load, expected] of [
      [{ key: 'k1' }, kept[0]],
      [{ key: 'k1', scope: 'bot1' }, kept[1]],
      [{ key: 'k2' }, undefined],
      [{ key: 'k1', now: 2_001 }, undefined],
      [{}, undefined],
    ] as const) {
      await using entered = await enter('s1', load);
      expect(entered.answered).toEqual(expected);
    }
  });

  it('lets one turn of a session in at a time, in order of arrival, with what the one before has stored', async () => {
    const { sessions } = store();
    const revisions: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        await using entered = await enter();
        const expectedRevision = entered.session?.revision ?? 0;
        revisions.push(expectedRevision);
        await sessions.commit(turn('s1', { expectedRevision }));
      }),
    );
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('lets turns of other sessions in meanwhile', async () => {
    const seen: string[] = [];
    const one = held('one', seen);
    await one.entered;
    const other = held('other', seen, 's2');
    await other.entered;
    one.leave();
    other.leave();
    await Promise.all([one.over, other.over]);
    expect(seen).toEqual(['one', 'other']);
  });

  it('lets the next turn in after one that failed, and after one that stored nothing', async () => {
    const failing = async () => {
      await using _turn = await enter();
      throw new Error('no');
    };
    await expect(failing()).rejects.toThrow('no');
    const nothing = held('nothing', []);
    nothing.leave();
    await nothing.over;
    await using next = await enter();
    expect(next.session).toBeUndefined();
  });

  it('refuses a turn that waited too long, one for which there is no room, and all that wait when told to', async () => {
    const { sessions } = store();
    const seen: string[] = [];
    const running = held('running', seen);
    await running.entered;
    await expect(enter('s1', { waitMs: 0 })).rejects.toMatchObject({ id: 'conversationBusy' });
    const huge = enter('s1', { size: () => 65 * 1024 * 1024 });
    await expect(huge).rejects.toMatchObject({ id: 'tooManyWaiting' });
    const waiting = [held('a', seen), held('b', seen)];
    expect(sessions.waiting()).toBe(2);
    sessions.refuseWaiting(new Error('stopped'));
    for (const { over } of waiting) await expect(over).rejects.toThrow('stopped');
    expect(sessions.waiting()).toBe(0);
    let isIdle = false;
    const idle = sessions.idle().then(() => {
      isIdle = true;
    });
    const last = held('last', seen);
    expect(isIdle).toBe(false);
    running.leave();
    last.leave();
    await idle;
    await Promise.all([running.over, last.over]);
    expect(seen).toEqual(['running', 'last']);
  });
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TurnQueue, type Waiter } from './turn-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs a task when it is next. */
async function run<T>(queue: TurnQueue, key: string, task: () => Promise<T>, waiter: Partial<Waiter> = {}): Promise<T> {
  using _place = await queue.enter(key, { waitMs: 30_000, ...waiter });
  return await task();
}

/** A task that ends when the test says so. */
function heldTask(name: string, done: string[]) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const run = async () => {
    done.push(`${name} begins`);
    await promise;
    done.push(`${name} ends`);
  };
  return { run, end: () => resolve() };
}

describe('TurnQueue', () => {
  it('runs tasks of one key one after the other, in order of arrival', async () => {
    const queue = new TurnQueue();
    const seen: string[] = [];
    const tasks = ['a', 'b', 'c'].map((name) => heldTask(name, seen));
    const results = tasks.map((task) => run(queue, 'key', task.run));
    // Ending a later one first changes nothing.
    for (const { end } of tasks.toReversed()) end();
    await Promise.all(results);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('runs tasks of different keys at once', async () => {
    const queue = new TurnQueue();
    const seen: string[] = [];
    const a = heldTask('a', seen);
    const first = run(queue, 'one', a.run);
    await run(queue, 'two', async () => void seen.push('b'));
    expect(seen).toEqual(['a begins', 'b']);
    a.end();
    await first;
  });

  it('goes on after a task that fails, and passes its error on', async () => {
    const queue = new TurnQueue();
    const failing = run(queue, 'key', () => Promise.reject(new Error('no')));
    const next = run(queue, 'key', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('refuses a task that waited too long, without running it', async () => {
    const queue = new TurnQueue();
    const seen: string[] = [];
    const a = heldTask('a', seen);
    const first = run(queue, 'key', a.run);
    const early = run(queue, 'key', async () => void seen.push('early'));
    early.catch(() => {});
    await vi.advanceTimersByTimeAsync(20_000);
    const late = run(queue, 'key', async () => void seen.push('late'));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(seen).toEqual(['a begins']);
    await vi.advanceTimersByTimeAsync(1);
    await expect(early).rejects.toMatchObject({ id: 'conversationBusy' });
    a.end();
    await first;
    await late;
    expect(seen).toEqual(['a begins', 'a ends', 'late']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells when nothing runs any more', async () => {
    const queue = new TurnQueue();
    const seen: string[] = [];
    await queue.idle();
    const a = heldTask('a', seen);
    const first = run(queue, 'key', a.run);
    const second = run(queue, 'key', async () => void seen.push('b'));
    const idle = queue.idle().then(() => seen.push('idle'));
    a.end();
    await Promise.all([first, second, idle]);
    expect(seen).toEqual(['a begins', 'a ends', 'b', 'idle']);
  });

  it('refuses a task beyond those that may wait, and takes the next one when there is room', async () => {
    const queue = new TurnQueue({ maxWaiting: 2 });
    const seen: string[] = [];
    const a = heldTask('a', seen);
    const accepted = [a.run, async () => void seen.push('b'), async () => void seen.push('c')].map((task) =>
      run(queue, 'key', task),
    );
    const onWait = vi.fn();
    const refused = run(queue, 'key', async () => void seen.push('d'), { onWait });
    await expect(refused).rejects.toMatchObject({ id: 'tooManyWaiting', retryAfterS: expect.any(Number) });
    expect(onWait).not.toHaveBeenCalled();
    await run(queue, 'other', async () => void seen.push('other'));
    a.end();
    await Promise.all(accepted);
    await run(queue, 'key', async () => void seen.push('e'));
    expect(seen).toEqual(['a begins', 'other', 'a ends', 'b', 'c', 'e']);
  });

  it('lets what waits hold so much memory in all lines together', async () => {
    const queue = new TurnQueue({ maxWaitingBytes: 100 });
    const seen: string[] = [];
    const held = ['a', 'b'].map((name) => heldTask(name, seen));
    // What runs does not count.
    const running = held.map((task, i) => run(queue, `key${i}`, task.run, { size: () => 1_000 }));
    const size = (bytes: number) => ({ size: () => bytes });
    const waiting = run(queue, 'key0', async () => void seen.push('60'), size(60));
    await expect(run(queue, 'key1', async () => {}, size(41))).rejects.toMatchObject({ id: 'tooManyWaiting' });
    const fitting = run(queue, 'key1', async () => void seen.push('40'), size(40));
    for (const { end } of held) end();
    await Promise.all([...running, waiting, fitting]);
    expect(seen).toEqual(expect.arrayContaining(['60', '40']));
    // Room that was taken is given back.
    const again = heldTask('again', []);
    const last = [run(queue, 'key', again.run), run(queue, 'key', async () => {}, size(100))];
    again.end();
    await Promise.all(last);
  });
});

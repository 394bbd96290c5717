import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import type { Fetched, ScriptFetch } from './job.ts';
import { ThreadPool } from './pool.ts';
import { ScriptThread } from './thread.ts';

const pools: ThreadPool[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function poolOf(threadLife: number): Promise<ThreadPool> {
  const pool = new ThreadPool({
    threads: 1,
    queueLimit: 100,
    threadLife,
    // What waits stays on its thread.
    parkingBytes: 0,
    workerUrl: new URL('./worker.ts', import.meta.url),
    worker: { memoryPages: 1024, resultSize: 1000, fetchLimit: 1 },
  });
  pools.push(pool);
  await pool.start();
  return pool;
}

let last = 0;
async function run(
  pool: ThreadPool,
  code: string,
  fetch: ScriptFetch = () => Promise.reject(),
): Promise<ScriptOutcome> {
  last += 1;
  const requests = [{ code, kind: 'async', globals: {}, extended: true }] as const;
  const endsAt = performance.now() + 60_000;
  return (
    await pool.run({ id: last, turn: last, bot: `bot ${last}`, requests, cpuMs: 5000, endsAt, fetch })
  )[0] as ScriptOutcome;
}

describe('a thread at the end of its life', () => {
  it('goes on until another one can take over, and is ended then', async () => {
    const ended = vi.spyOn(ScriptThread.prototype, 'end');
    const pool = await poolOf(3);
    for (let i = 0; ended.mock.calls.length < 2; i += 1) {
      expect(await run(pool, `return ${i};`)).toMatchObject({ value: i });
    }
    expect(new Set(ended.mock.contexts).size).toBe(2);
    for (const thread of ended.mock.contexts) expect((thread as ScriptThread).evaluations).toBeGreaterThanOrEqual(3);
  });

  it('is not ended while it runs a script', async () => {
    const pool = await poolOf(1);
    const answer = Promise.withResolvers<Fetched>();
    await run(pool, 'return 1;');
    const waiting = run(pool, 'return await fetch("x");', () => answer.promise);
    // There is one thread, and it is busy: only its successor can run this.
    expect(await run(pool, 'return 2;')).toMatchObject({ value: 2 });
    answer.resolve({ text: 'here', status: 200 });
    expect(await waiting).toMatchObject({ value: 'here' });
  });

  it('is ended with the pool, whatever it runs', async () => {
    const pool = await poolOf(1);
    await run(pool, 'return 1;');
    const waiting = run(pool, 'return await fetch("x");', () => new Promise(() => {}));
    expect(await run(pool, 'return 2;')).toMatchObject({ value: 2 });
    await pool.close();
    expect(await waiting).toMatchObject({ ok: false, reason: 'killed' });
  });
});

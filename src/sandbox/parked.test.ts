import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import type { Batch, ScriptFetch } from './job.ts';
import { type PoolOptions, ThreadPool } from './pool.ts';
import { ScriptThread } from './thread.ts';

const pools: ThreadPool[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function poolOf(options: Partial<PoolOptions> = {}): Promise<ThreadPool> {
  const pool = new ThreadPool({
    threads: 1,
    queueLimit: 100,
    workerUrl: new URL('./worker.ts', import.meta.url),
    worker: { memoryPages: 1024, resultSize: 1000, fetchLimit: 100 },
    ...options,
  });
  pools.push(pool);
  await pool.start();
  return pool;
}

let last = 0;
function runAll(pool: ThreadPool, codes: readonly string[], batch: Partial<Batch> = {}): Promise<ScriptOutcome[]> {
  last += 1;
  const requests = codes.map((code) => ({ code, kind: 'async' as const, globals: {}, extended: true }));
  const endsAt = performance.now() + 60_000;
  const fetch = () => Promise.reject();
  return pool.run({ id: last, turn: last, bot: 'b', requests, cpuMs: 5000, endsAt, fetch, ...batch });
}
async function run(pool: ThreadPool, code: string, batch: Partial<Batch> = {}): Promise<ScriptOutcome> {
  return (await runAll(pool, [code], batch))[0] as ScriptOutcome;
}

/** Whoever ends it: on a busy machine a thread may be ended from outside before it can react. */
const timedOut = { ok: false, message: 'Script execution timed out.' };

/** Answers to `fetch` that are given by hand, by address. */
function answering() {
  const byName = new Map<string, PromiseWithResolvers<string>>();
  const of = (name: string): PromiseWithResolvers<string> => {
    const known = byName.get(name) ?? Promise.withResolvers<string>();
    byName.set(name, known);
    return known;
  };
  const fetch: ScriptFetch = (url) => {
    of(`asked for ${url}`).resolve('');
    return of(url).promise.then((text) => ({ text, status: 200 }));
  };
  return {
    fetch,
    give: (url: string, text: string) => of(url).resolve(text),
    asked: (url: string) => of(`asked for ${url}`).promise,
  };
}

describe('a script that waits for fetch', () => {
  it('leaves its thread to others', async () => {
    const pool = await poolOf();
    const { fetch, give, asked } = answering();
    const waiting = Array.from({ length: 20 }, (_, i) =>
      run(pool, `const mine = { i: ${i} }; return (await fetch("${i}")) + mine.i;`, { fetch }),
    );
    for (let i = 0; i < 20; i += 1) await asked(`${i}`);
    expect(await run(pool, 'return 1;')).toMatchObject({ value: 1 });
    expect(pool.load()).toMatchObject({ threads: 1, busy: 0, waiting: 0, parked: 20 });
    for (let i = 19; i >= 0; i -= 1) give(`${i}`, `answer ${i} `);
    expect(await Promise.all(waiting)).toMatchObject(waiting.map((_, i) => ({ value: `answer ${i} ${i}` })));
    expect(pool.load()).toMatchObject({ threads: 1, parked: 0 });
  });

  it('goes on with all that it had, whatever ran meanwhile, and so do those behind it', async () => {
    const pool = await poolOf();
    const { fetch, give, asked } = answering();
    const code = `
      const list = [1, { a: 'é' }]; const seen = new Map([[list, Symbol.for('s')]]); globalThis.mark = 'own';
      function* count() { for (let i = 0; ; i += 1) yield i; }
      const counter = count(); counter.next();
      setVariable('before', 1);
      const first = await fetch('a');
      setVariable('after', counter.next().value);
      const [second, third] = await Promise.all([fetch('b'), fetch('c')]);
      return [first, second, third, list[1].a, seen.get(list).description, mark, [2].map((x) => x * 2)[0]];`;
    const both = runAll(pool, [code, 'return typeof mark + (await fetch("d"));'], { fetch });
    for (const url of ['a', 'b', 'c', 'd']) {
      await asked(url);
      const spoil =
        'globalThis.mark = "other"; Array.prototype.map = null; return new Uint8Array(1 << 20).fill(7).length;';
      expect(await run(pool, spoil, { bot: 'other' })).toMatchObject({ value: 2 ** 20 });
      give(url, url.toUpperCase());
    }
    const assigned = [
      ['before', 1],
      ['after', 1],
    ];
    expect(await both).toEqual([
      { ok: true, value: ['A', 'B', 'C', 'é', 's', 'own', 4], assigned },
      { ok: true, value: 'undefinedD', assigned: [] },
    ]);
  });

  it('goes on although the thread that it was on is lost', async () => {
    const pool = await poolOf();
    const { fetch, give, asked } = answering();
    const ran = vi.spyOn(ScriptThread.prototype, 'run');
    const waiting = run(pool, 'const x = 5; return (await fetch("a")) + x;', { fetch });
    await asked('a');
    expect(await run(pool, 'return 1;')).toMatchObject({ value: 1 });
    const [thread] = ran.mock.contexts as ScriptThread[];
    await thread?.end();
    give('a', 'here ');
    expect(await waiting).toMatchObject({ value: 'here 5' });
  });

  it('may compute no longer in all than one that does not wait', async () => {
    const pool = await poolOf();
    const { fetch, give } = answering();
    give('a', '');
    const wait = 'await fetch("a");';
    expect(await run(pool, `${wait} for (;;);`, { fetch, cpuMs: 50 })).toMatchObject(timedOut);
    // Each stretch by itself takes next to nothing.
    const work = 'for (let i = 0; i < 1e4; i += 1);';
    const stretches = `for (let i = 0; i < 100; i += 1) { ${wait} ${work} }`;
    expect(await run(pool, stretches, { fetch, cpuMs: 5 })).toMatchObject(timedOut);
  });

  it.each<[string, Partial<PoolOptions>, string]>([
    ['there is no room', { parkingBytes: 0 }, ''],
    ['its memory has grown', {}, 'globalThis.held = new Uint8Array(10 << 20);'],
  ])('keeps its thread when %s', async (_name, options, before) => {
    const pool = await poolOf(options);
    const { fetch, give, asked } = answering();
    const waiting = run(pool, `${before} return (await fetch("a")) + (await fetch("b"));`, { fetch });
    await asked('a');
    const other = run(pool, 'return 1;', { bot: 'other' });
    expect(pool.load()).toMatchObject({ busy: 1, waiting: 1, parked: 0 });
    give('a', 'A');
    give('b', 'B');
    expect(await waiting).toMatchObject({ value: 'AB' });
    expect(await other).toMatchObject({ value: 1 });
  });

  it('ends with the time of its turn, and with the pool', async () => {
    const pool = await poolOf();
    const never: ScriptFetch = () => new Promise(() => {});
    const endsAt = performance.now() + 100;
    const late = await runAll(pool, ['return await fetch("a");', 'return 1;'], { fetch: never, endsAt });
    expect(late).toMatchObject([timedOut, timedOut]);
    const { fetch, asked } = answering();
    const waiting = run(pool, 'return await fetch("a");', { fetch });
    await asked('a');
    expect(await run(pool, 'return 2;')).toMatchObject({ value: 2 });
    await pool.close();
    expect(await waiting).toMatchObject({ ok: false, reason: 'refused' });
  });
});

describe('bots share the threads', () => {
  it('and one whose scripts are stuck leaves one to the others', async () => {
    const pool = await poolOf({ threads: 2 });
    const stuck = Array.from({ length: 10 }, () => run(pool, 'for (;;);', { bot: 'stuck', cpuMs: 30_000 }));
    for (let i = 0; i < 5; i += 1) {
      expect(await run(pool, `return ${i};`, { bot: `other ${i % 2}` })).toMatchObject({ value: i });
    }
    expect(pool.load()).toMatchObject({ threads: 2, busy: 1, waiting: 9 });
    await pool.close();
    for (const outcome of await Promise.all(stuck)) expect(outcome).toMatchObject({ ok: false });
  });

  it('and the one that asks for the most makes room in the queue', async () => {
    const pool = await poolOf({ queueLimit: 3 });
    const busy = run(pool, 'for (;;);', { bot: 'a', cpuMs: 30_000 });
    const refused: string[] = [];
    const add = async (name: string) => {
      const outcome = await run(pool, 'return 1;', { bot: name[0] as string });
      if (!outcome.ok && outcome.message === 'Too many scripts are waiting') refused.push(name);
    };
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'd1'].map(add);
    await pool.close();
    await Promise.all([busy, ...all]);
    expect(refused).toEqual(['a4', 'a3', 'a2', 'd1']);
  });
});

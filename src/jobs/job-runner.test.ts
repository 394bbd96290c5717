import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import { openSqliteStore } from '../store/sqlite/open.ts';
import type { Store } from '../store/store.ts';
import type { JobKind, JobOutcome } from './job-kind.ts';
import { JobRunner } from './job-runner.ts';

let store: Store;
let clock: SimulatedClock;
/** What the runners have planned. */
let plans: Set<{ readonly at: number; readonly run: () => void }>;
let runners: JobRunner[];

beforeEach(async () => {
  clock = new SimulatedClock(0);
  store = await openSqliteStore({ file: ':memory:', now: () => clock.now() });
  plans = new Set();
  runners = [];
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await store.close();
});

function runner(kinds: readonly JobKind[], observer = {}, isAlive = () => true): JobRunner {
  const started = new JobRunner(
    {
      jobs: store.jobs,
      now: () => clock.now(),
      schedule: (ms, run) => {
        const plan = { at: clock.now() + ms, run: () => isAlive() && run() };
        plans.add(plan);
        return () => void plans.delete(plan);
      },
      observer,
    },
    kinds,
  );
  runners.push(started);
  started.start();
  return started;
}

/** Lets time pass, and what was planned for it happen in order. */
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms;
  for (;;) {
    await settle();
    const [next] = [...plans].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (!next) break;
    plans.delete(next);
    clock.pass(next.at - clock.now());
    next.run();
  }
  clock.pass(end - clock.now());
}

/** Lets everything that waits for nothing but the database go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Waits that double from `firstMs` up to `mostMs`, for so many attempts in all.
 *
 * @example doubling(1000, 60_000, 5)(3) // 4000
 */
function doubling(firstMs: number, mostMs: number, attempts: number): JobKind['retryAfterMs'] {
  return (failed) => (failed < attempts ? Math.min(firstMs * 2 ** (failed - 1), mostMs) : undefined);
}

/** A kind whose runs are noted and end as told. */
function noted(outcomes: (() => JobOutcome | Promise<JobOutcome>)[] = [], fields: Partial<JobKind> = {}) {
  const runs: { readonly at: number; readonly payload: unknown }[] = [];
  const kind: JobKind = {
    name: 'mail',
    concurrency: 2,
    retryAfterMs: doubling(1_000, 60_000, 3),
    run: async ({ payload }) => {
      runs.push({ at: clock.now(), payload });
      return (outcomes.shift() ?? (() => 'done' as const))();
    },
    ...fields,
  };
  return { kind, runs };
}

const fails = () => {
  throw new Error('no');
};

describe('a runner of jobs', () => {
  it('runs each job once, when it is due', async () => {
    const { kind, runs } = noted();
    const jobs = runner([kind]);
    await jobs.add({ kind: 'mail', payload: 'now', dueAt: 0 }, { kind: 'mail', payload: 'later', dueAt: 7_000 });
    await pass(20_000);
    expect(runs).toEqual([
      { at: 0, payload: 'now' },
      { at: 7_000, payload: 'later' },
    ]);
    expect(await store.jobs.counts(0)).toEqual([]);
  });

  it('notices within seconds that a clock has jumped', async () => {
    const { kind, runs } = noted();
    await runner([kind]).add({ kind: 'mail', payload: 1, dueAt: 3_600_000 });
    await pass(1_000);
    clock.pass(3_600_000);
    await pass(5_000);
    expect(runs).toHaveLength(1);
  });

  it('tries again after longer and longer times, and gives up', async () => {
    const { kind, runs } = noted([fails, fails, fails]);
    const told: string[] = [];
    const observer = { ran: (_: unknown, { isGivenUp }: { isGivenUp: boolean }) => told.push(`${isGivenUp}`) };
    await runner([kind], observer).add({ kind: 'mail', payload: 1, dueAt: 0 });
    await pass(60_000);
    expect(runs.map(({ at }) => at)).toEqual([0, 1_000, 3_000]);
    expect(told).toEqual(['false', 'false', 'true']);
    expect(await store.jobs.counts(0)).toEqual([{ kind: 'mail', waiting: 0, late: 0, failed: 1 }]);
  });

  it('repeats a job that asks for it, with its attempts counted anew', async () => {
    const again = () => ({ againAt: clock.now() + 10_000 });
    const { kind, runs } = noted([again, fails, again, fails, fails, again]);
    await runner([kind]).add({ kind: 'mail', payload: 1, dueAt: 0, key: 'the one' });
    await pass(40_000);
    expect(runs.map(({ at }) => at)).toEqual([0, 10_000, 11_000, 21_000, 22_000, 24_000, 34_000]);
  });

  it('runs no more at once than the kind allows, and one of a lane', async () => {
    const ends: (() => void)[] = [];
    const held = () => new Promise<JobOutcome>((resolve) => ends.push(() => resolve('done')));
    const { kind, runs } = noted([held, held, held, held]);
    await runner([kind]).add(
      { kind: 'mail', payload: 'a1', dueAt: 0, lane: 'a' },
      { kind: 'mail', payload: 'a2', dueAt: 0, lane: 'a' },
      { kind: 'mail', payload: 'b', dueAt: 0 },
      { kind: 'mail', payload: 'c', dueAt: 0 },
    );
    const running = () => runs.map(({ payload }) => payload);
    await settle();
    expect(running()).toEqual(['a1', 'b']);
    ends[1]?.();
    await settle();
    expect(running()).toEqual(['a1', 'b', 'c']);
    ends[0]?.();
    await settle();
    expect(running()).toEqual(['a1', 'b', 'c', 'a2']);
    for (const end of ends) end();
  });

  it('keeps a job that takes long from other processes, and leaves that of a dead one to them', async () => {
    const never = noted([() => new Promise<JobOutcome>(() => {})]);
    let isAlive = true;
    const slow = runner([never.kind], {}, () => isAlive);
    await slow.add({ kind: 'mail', payload: 1, dueAt: 0 });
    await settle();
    const { kind, runs } = noted();
    runner([kind]);
    await pass(120_000);
    expect(runs).toEqual([]);
    isAlive = false;
    runners.shift();
    await pass(60_000);
    expect(runs).toHaveLength(1);
  });

  it('asks again when the store could not be asked', async () => {
    const { kind, runs } = noted();
    const problems: unknown[] = [];
    const { claim } = store.jobs;
    let refusals = 2;
    Object.assign(store, {
      jobs: {
        ...store.jobs,
        claim: (...wanted: Parameters<typeof claim>) =>
          refusals-- > 0 ? Promise.reject(new Error('disk full')) : claim(...wanted),
      },
    });
    await store.jobs.add([{ kind: 'mail', payload: 1, dueAt: 0 }], 0);
    runner([kind], { failed: (error: unknown) => problems.push(error) });
    await pass(15_000);
    expect(problems).toHaveLength(2);
    expect(runs).toHaveLength(1);
  });

  it('ends what runs before it stops, and begins nothing more', async () => {
    let end = () => {};
    const { kind, runs } = noted([
      () =>
        new Promise<JobOutcome>((resolve) => {
          end = () => resolve('done');
        }),
    ]);
    const jobs = runner([{ ...kind, concurrency: 1 }]);
    await jobs.add({ kind: 'mail', payload: 1, dueAt: 0 }, { kind: 'mail', payload: 2, dueAt: 0 });
    await settle();
    let isStopped = false;
    const stopped = jobs.stop().then(() => {
      isStopped = true;
    });
    await settle();
    expect(isStopped).toBe(false);
    end();
    await stopped;
    await pass(60_000);
    expect(runs).toHaveLength(1);
    expect(jobs.running).toBe(0);
  });
});

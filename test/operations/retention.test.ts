import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Retention, type RetentionRun } from '../../src/conversation/retention.ts';
import { openDiskFiles } from '../../src/files/disk.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';
import { openTestServer } from '../support/test-server.ts';

const hour = 3_600_000;
const day = 24 * hour;
const interval = hour / 6;

let server: SmallServer;
let chat: Chat;
let folder: string;
let retention: Retention;
let runner: JobRunner;
/** What the runner has planned: its looks at the store, which the tests have it do. */
let plans: Set<() => void>;
let runs: RetentionRun[];
/** Is called when the runner has nothing to do, and has planned its next look. */
let onRest: () => void;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'repartee-retention-'));
  plans = new Set();
  onRest = () => {};
  runs = [];
});
afterEach(async () => {
  await runner.stop();
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open({ logsMs = 90 * day, intervalMs = interval, random = 0.5 } = {}): Promise<void> {
  const { conversations, uploads, clock } = server;
  const { jobs, journal } = server.store;
  const world = {
    conversations,
    uploads,
    clock,
    jobs,
    journal,
    files: await openDiskFiles(folder),
    random: () => random,
  };
  retention = new Retention(world, { logsMs, intervalMs }, (run) => runs.push(run));
  const schedule = (_ms: number, run: () => void) => {
    plans.add(run);
    if (runner.running === 0) onRest();
    return () => void plans.delete(run);
  };
  runner = new JobRunner({ jobs, now: () => clock.now(), schedule }, [retention]);
  await runner.add(retention.firstJob());
  runner.start();
  await rest();
}

/** Resolves when the runner has nothing more to do. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    onRest = resolve;
  });
}

/** When the next run is planned. */
const due = () => server.store.jobs.nextDue(['retention'], server.clock.now());

/** Lets time pass until the next run, at least an interval, and waits for its end. */
async function nextRun(): Promise<RetentionRun> {
  server.clock.pass(Math.max((await due())! - server.clock.now(), interval));
  runner.wake();
  await rest();
  return runs.at(-1)!;
}

const flow = oneGroup([asks('q'), asks('r')]);
const nothing = {
  sessions: 0,
  keptAnswers: 0,
  goneSessions: 0,
  logs: 0,
  uploads: 0,
  previewFiles: 0,
  failedJobs: 0,
  calls: 0,
};

describe('what retention removes', () => {
  it('goes when it is over its time, however much it is', async () => {
    const bot = await chat.publish(flow);
    const starts = Array.from({ length: 230 }, (_, i) =>
      chat.send('POST', `/api/v1/typebots/${bot.publicId}/startChat`, {
        body: {},
        headers: { 'idempotency-key': `k${i}` },
      }),
    );
    await Promise.all(starts);
    const fresh = async () => (await chat.start(bot)).body.sessionId;
    await open();
    expect((await nextRun()).counts).toEqual(nothing);
    server.clock.pass(47 * hour);
    const young = await fresh();
    server.clock.pass(hour);
    expect((await nextRun()).counts).toEqual({ ...nothing, sessions: 230, keptAnswers: 230 });
    expect(await server.conversations.session(young)).toBeDefined();
    server.clock.pass(31 * day);
    expect((await nextRun()).counts).toEqual({ ...nothing, sessions: 1, goneSessions: 230 });
  });

  it.each([
    ['after their time', 90 * day, 2],
    ['never when that is off', Number.POSITIVE_INFINITY, 0],
  ])('are logs %s', async (_name, logsMs, count) => {
    const { resultId } = (await chat.start(await chat.publish(flow))).body;
    const { results } = server.store;
    const log = { status: 'info', description: 'x' } as const;
    await results.addLogs(resultId!, [log, log], server.clock.now(), 1000);
    await open({ logsMs });
    server.clock.pass(89 * day);
    await results.addLogs(resultId!, [log], server.clock.now(), 1000);
    expect((await nextRun()).counts?.logs).toBe(0);
    server.clock.pass(day);
    expect((await nextRun()).counts?.logs).toBe(count);
    expect(await results.logs(resultId!)).toHaveLength(3 - count);
  });

  it('are files of previews after a week, and no others', async () => {
    await open();
    const store = (key: string, ageMs: number) => {
      const file = path.join(folder, key);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, 'x');
      const at = new Date(server.clock.now() - ageMs);
      fs.utimesSync(file, at, at);
    };
    const old = 8 * day;
    store('public/tmp/typebots/b1/blocks/q/old.png', old);
    store('public/tmp/typebots/b1/blocks/q/young.png', 6 * day);
    store('public/workspaces/w1/old.png', old);
    store('private/workspaces/w1/old.png', old);
    expect((await nextRun()).counts).toEqual({ ...nothing, previewFiles: 1 });
    const left = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left.map(({ name }) => name).toSorted()).toEqual(['old.png', 'old.png', 'young.png']);
  });

  it('are jobs a week after they were given up, however many', async () => {
    await open();
    const { jobs } = server.store;
    const giveUp = async (count: number) => {
      const at = server.clock.now();
      const mail = { kind: 'mail', payload: null, dueAt: at };
      await jobs.add(
        Array.from({ length: count }, () => mail),
        at,
      );
      const taken = await jobs.claim({ kind: 'mail', limit: count, now: at, owner: 'p', until: at + 1 });
      for (const { id } of taken) await jobs.giveUp(id, 'p', { at, error: 'no' });
    };
    await giveUp(130);
    server.clock.pass(7 * day - interval);
    await giveUp(2);
    expect((await nextRun()).counts).toEqual(nothing);
    expect((await nextRun()).counts).toEqual({ ...nothing, failedJobs: 130 });
    expect((await jobs.counts(0)).find(({ kind }) => kind === 'mail')).toMatchObject({ failed: 2 });
  });

  it('the calls of turns that never ran again, after a day', async () => {
    await open();
    const { journal } = server.store;
    const note = async (count: number, name: string) => {
      for (let i = 0; i < count; i++) await journal.begin({ scope: name, id: `${name}${i}`, at: server.clock.now() });
    };
    await note(130, 'a');
    server.clock.pass(day - interval);
    await note(2, 'b');
    expect((await nextRun()).counts).toEqual(nothing);
    expect((await nextRun()).counts).toEqual({ ...nothing, calls: 130 });
    expect(await journal.begin({ scope: 'b', id: 'b1', at: 1 })).toBeDefined();
  });
});

describe('runs', () => {
  it.each([
    [0, 0.9],
    [0.5, 1],
    [0.999_999, 1.1],
  ])('are spread around the interval (%f)', async (random, factor) => {
    await open({ random });
    expect(((await due())! - server.clock.now()) / interval).toBeCloseTo(factor, 4);
    await nextRun();
    expect(((await due())! - server.clock.now()) / interval).toBeCloseTo(factor, 4);
  });

  it('follow each other, and tell when the next one is', async () => {
    await open();
    expect(retention.status).toEqual({ lastAt: undefined, nextAt: server.clock.now() + interval });
    const { nextAt, ms } = await nextRun();
    const now = server.clock.now();
    expect({ nextAt, ms }).toEqual({ nextAt: now + interval, ms: 0 });
    expect(retention.status).toEqual({ lastAt: now, nextAt });
    expect(await due()).toBe(nextAt);
  });

  it('are not planned again when a server starts, and those that another process plans are known', async () => {
    await open();
    await runner.stop();
    const first = await due();
    server.clock.pass(interval / 2);
    await open();
    expect(await due()).toBe(first);
    await retention.refresh();
    expect(retention.status).toEqual({ lastAt: undefined, nextAt: first });
  });

  it('never overlap: the next one is planned when the one before has ended', async () => {
    await open();
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const { sweep } = server.store.sessions;
    Object.assign(server.store.sessions, {
      sweep: async (order: Parameters<typeof sweep>[0]) => {
        begun.resolve();
        await held.promise;
        return sweep(order);
      },
    });
    const run = nextRun();
    await begun.promise;
    expect(await due()).toBeUndefined();
    expect(runner.running).toBe(1);
    held.resolve();
    await run;
    expect(await due()).toBe(server.clock.now() + interval);
  });

  it('go on after one that failed, however often', async () => {
    await open();
    const { sweep } = server.store.sessions;
    const failure = new Error('disk full');
    Object.assign(server.store.sessions, { sweep: () => Promise.reject(failure) });
    for (let i = 0; i < 20; i++) {
      const { error, nextAt } = await nextRun();
      expect(error).toBe(failure);
      expect(nextAt).toBe(server.clock.now() + interval);
      expect(await due()).toBe(nextAt);
    }
    Object.assign(server.store.sessions, { sweep });
    expect((await nextRun()).counts).toEqual(nothing);
  });

  it('end with the server, after the part that they are at', async () => {
    await open();
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    let parts = 0;
    Object.assign(server.store.sessions, {
      sweep: async () => {
        parts++;
        begun.resolve();
        await held.promise;
        return { sessions: 100, keptAnswers: 0, goneSessions: 0, logs: 0 };
      },
    });
    void nextRun();
    await begun.promise;
    const stopped = runner.stop();
    held.resolve();
    await stopped;
    expect(runs.map(({ counts }) => counts)).toEqual([{ ...nothing, sessions: 100 }]);
    expect(parts).toBe(1);
    expect(plans).toEqual(new Set());
  });
});

describe('a server', () => {
  it.each([
    ['the time that was set', 7 * day, 7 * day],
    ['for good', Number.POSITIVE_INFINITY, 100 * 365 * day],
  ])('keeps conversations for %s, and tells of the next run', async (_name, sessionsMs, lifeMs) => {
    await open();
    const whole = await openTestServer({
      retention: { sessionsMs, logsMs: day, intervalMs: hour },
      clock: server.clock,
    });
    try {
      const talk = new Chat(whole);
      const { sessionId } = (await talk.start(await talk.publish(flow))).body;
      const stored = await whole.store.sessions.get(sessionId);
      expect(stored?.expiresAt).toBe(server.clock.now() + lifeMs);
      const { nextRun: next } = (await whole.app.inject({ url: '/readyz' })).json().retention;
      expect(Date.parse(next)).toBeGreaterThan(server.clock.now());
    } finally {
      await whole.close();
    }
  });

  it('plans none when they are off', async () => {
    await open();
    const off = { sessionsMs: day, logsMs: day, intervalMs: Number.POSITIVE_INFINITY };
    const whole = await openTestServer({ retention: off, clock: server.clock });
    try {
      expect(await whole.store.jobs.counts(0)).toEqual([]);
      const { retention: told } = (await whole.app.inject({ url: '/readyz' })).json();
      expect(told).toEqual({ lastRun: null, nextRun: null });
    } finally {
      await whole.close();
    }
  });

  it('goes on with the run that an earlier process was killed in', async () => {
    await open();
    const dataDir = path.join(folder, 'data');
    fs.mkdirSync(dataDir);
    const settings = { retention: { sessionsMs: day, logsMs: day, intervalMs: hour }, clock: server.clock, dataDir };
    const killed = await openTestServer(settings);
    const now = server.clock.now();
    const claim = { kind: 'retention', limit: 1, now: now + 2 * hour, owner: 'gone', until: now + day };
    expect(await killed.store.jobs.claim(claim)).toHaveLength(1);
    await killed.close();
    const next = await openTestServer(settings);
    try {
      expect(await next.store.jobs.nextDue(['retention'], now)).toBeDefined();
    } finally {
      await next.close();
    }
  });
});

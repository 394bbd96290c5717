import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Retention, type RetentionRun } from '../../src/conversation/retention.ts';
import { openDiskFiles } from '../../src/files/disk.ts';
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
/** What was planned: runs with the times that they were planned after. */
let plans: { readonly ms: number; readonly run: () => void }[];
let runs: RetentionRun[];
let onRun: () => void;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'repartee-retention-'));
  plans = [];
  runs = [];
});
afterEach(async () => {
  await retention.stop();
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open({ logsMs = 90 * day, intervalMs = interval, random = 0.5 } = {}): Promise<void> {
  const { conversations, uploads, clock } = server;
  const world = {
    conversations,
    uploads,
    clock,
    files: await openDiskFiles(folder),
    random: () => random,
    schedule: (ms: number, run: () => void) => {
      const plan = { ms, run };
      plans.push(plan);
      return () => void plans.splice(plans.indexOf(plan), 1);
    },
  };
  retention = new Retention(world, { logsMs, intervalMs }, (run) => {
    runs.push(run);
    onRun();
  });
  retention.start();
}

/** Lets time pass until the next run, and waits for its end. */
async function nextRun(): Promise<RetentionRun> {
  const [plan] = plans.splice(0);
  const ended = new Promise<void>((resolve) => {
    onRun = resolve;
  });
  server.clock.pass(plan!.ms);
  plan!.run();
  await ended;
  return runs.at(-1)!;
}

const flow = oneGroup([asks('q'), asks('r')]);
const nothing = { sessions: 0, keptAnswers: 0, goneSessions: 0, logs: 0, uploads: 0, previewFiles: 0 };

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
});

describe('runs', () => {
  it.each([
    [0, 0.9],
    [0.5, 1],
    [0.999_999, 1.1],
  ])('are spread around the interval (%f)', async (random, factor) => {
    await open({ random });
    expect(plans[0]!.ms / interval).toBeCloseTo(factor, 4);
  });

  it('follow each other, and tell when the next one is', async () => {
    await open();
    expect(retention.status).toEqual({ lastAt: undefined, nextAt: server.clock.now() + interval });
    const { nextAt, ms } = await nextRun();
    const now = server.clock.now();
    expect({ nextAt, ms }).toEqual({ nextAt: now + interval, ms: 0 });
    expect(retention.status).toEqual({ lastAt: now, nextAt });
    expect(plans).toHaveLength(1);
  });

  it('never overlap: the next one is planned when the one before has ended', async () => {
    await open();
    const held = Promise.withResolvers<void>();
    const { sweep } = server.store.sessions;
    Object.assign(server.store.sessions, {
      sweep: async (order: Parameters<typeof sweep>[0]) => {
        await held.promise;
        return sweep(order);
      },
    });
    const run = nextRun();
    expect(plans).toEqual([]);
    held.resolve();
    await run;
    expect(plans).toHaveLength(1);
  });

  it('go on after one that failed', async () => {
    await open();
    const { sweep } = server.store.sessions;
    const failure = new Error('disk full');
    Object.assign(server.store.sessions, { sweep: () => Promise.reject(failure) });
    expect(await nextRun()).toMatchObject({ error: failure });
    Object.assign(server.store.sessions, { sweep });
    expect((await nextRun()).counts).toEqual(nothing);
  });

  it('are not planned when they are off', async () => {
    await open({ intervalMs: Number.POSITIVE_INFINITY });
    expect(plans).toEqual([]);
  });

  it('end with the server', async () => {
    await open();
    await retention.stop();
    expect(plans).toEqual([]);
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
});

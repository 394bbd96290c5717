import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importBot } from '../../src/bots/import-bot.ts';
import { publishBot } from '../../src/bots/publish-bot.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { Store } from '../../src/store/store.ts';
import { createDatabase, describeWithPostgres, type TestDatabase } from '../support/postgres.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');
/** Time to start and to take a conversation over on a busy machine, in ms. */
const patience = 300_000;
const questions = 20;

interface Process {
  readonly child: ChildProcess;
  readonly url: string;
}

describeWithPostgres('three processes on one database', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'repartee-processes-'));
  let database: TestDatabase;
  let store: Store;
  let processes: Process[] = [];
  /** What the flow calls after the first question, and how many calls it holds. */
  let slow: Server;
  const held: (() => void)[] = [];
  let calls = 0;
  let proxy: Server;
  let base: string;

  beforeAll(async () => {
    database = await createDatabase();
    slow = await listening(createServer((_, response) => void held.push(() => response.end('{}'))));
    slow.on('request', () => calls++);
    // All of them start on a database without tables.
    processes = await Promise.all([0, 1, 2].map(startProcess));
    proxy = await listening(roundRobin());
    base = urlOf(proxy);
    store = await openPostgresStore({ url: database.url });
    await publish();
  }, patience);

  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    for (const release of held) release();
    proxy.close();
    slow.close();
    await store.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startProcess(i: number): Promise<Process> {
    const port = await freePort();
    const child = spawn(process.execPath, [main, 'serve', '--port', String(port), '--data-dir', `data${i}`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        DATABASE_URL: database.url,
        ADMIN_TOKEN: 'token-of-all-processes',
        ALLOW_PRIVATE_HOSTS: '127.0.0.1',
        LOG_LEVEL: 'error',
        // However busy the machine is.
        TURN_WAIT: '10m',
      },
    });
    let output = '';
    for await (const part of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      output += part;
      if (output.includes('listens on')) return { child, url: `http://127.0.0.1:${port}` };
    }
    throw new Error(`A process ended: ${output}`);
  }

  /** Hands every request to the next process. */
  function roundRobin(): Server {
    let requests = 0;
    return createServer((incoming, outgoing) => {
      const { url } = processes[requests++ % processes.length]!;
      const { method = 'GET', headers, url: target = '/' } = incoming;
      const forwarded = request(`${url}${target}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
  }

  /** Bots: `slow` asks questions with echoes, with a call after the first answer, `calling` also with one before. */
  async function publish(): Promise<void> {
    const call = {
      id: 'call',
      type: 'Webhook',
      options: { webhook: { url: urlOf(slow), method: 'GET' }, timeout: 60 },
    };
    const asked = Array.from({ length: questions }, (_, i) => [
      asks(`q${i}`, { options: { variableId: 'v' } }),
      ...(i === 0 ? [call] : []),
      says(`${i}: {{Said}}`, { id: `b${i}` }),
    ]);
    const owner = await store.accounts.owner();
    const [workspace] = await store.accounts.workspacesOf(owner!.id);
    const rest = asked.flat();
    for (const [publicId, blocks] of Object.entries({
      slow: rest,
      calling: [{ ...call, id: 'first call' }, ...rest],
    })) {
      const flow = oneGroup(blocks, { variables: [{ id: 'v', name: 'Said' }] });
      const file = { ...flow, id: publicId, name: publicId };
      const { bot } = await importBot(store.bots, { workspaceId: workspace!.id, file }, Date.now());
      const named = await store.bots.update(bot.id, { publicId, updatedAt: Date.now() });
      await publishBot(store.bots, named!, Date.now());
    }
  }

  async function post(url: string, body: object, key?: string) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function start(): Promise<{ sessionId: string; resultId: string }> {
    return JSON.parse((await post(`${base}/api/v1/typebots/slow/startChat`, {})).text);
  }

  const say = (server: string, sessionId: string, message: string, key?: string) =>
    post(`${server}/api/v1/sessions/${sessionId}/continueChat`, { message }, key);

  const contents = async (resultId: string) => (await store.results.answers(resultId)).map(({ content }) => content);

  async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) await setTimeout(5);
  }

  it('keep the messages of one person in order, and count each once', { timeout: patience }, async () => {
    const { sessionId, resultId } = await start();
    const messages = Array.from({ length: 12 }, (_, i) => `message ${i}`);
    const answers: Promise<{ status: number; text: string }>[] = [];
    for (const [i, message] of messages.entries()) {
      answers.push(say(base, sessionId, message));
      // The first one takes long; each of the others has arrived when it stands in the line.
      if (i === 0) await until(() => held.length === 1);
      else await until(async () => (await database.rows('SELECT id FROM waiting_turns')).length === i);
    }
    held.pop()!();
    const settled = await Promise.all(answers);
    expect(settled.map(({ status }) => status)).toEqual(messages.map(() => 200));
    expect(settled.map(({ text }, i) => text.includes(`message ${i}`))).toEqual(messages.map(() => true));
    expect(await contents(resultId)).toEqual(messages);
  });

  it('give one answer to a request that arrives at all of them at once', { timeout: patience }, async () => {
    const { sessionId, resultId } = await start();
    const same = processes.map(({ url }) => say(url, sessionId, 'once', 'the same key'));
    await until(() => held.length === 1);
    held.pop()!();
    const answers = await Promise.all(same);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await contents(resultId)).toEqual(['once']);

    const starts = processes.map(({ url }) => post(`${url}/api/v1/typebots/slow/startChat`, {}, 'the same start'));
    const started = await Promise.all(starts);
    expect(new Set(started.map(({ text }) => JSON.parse(text).sessionId)).size).toBe(1);
  });

  const waitingTurns = async () => (await database.rows('SELECT id FROM waiting_turns')).length;

  it('start a conversation once whose id was chosen before', { timeout: patience }, async () => {
    const before = calls;
    const body = { sessionId: 'chosen', message: 'Hi', startParams: { typebot: 'calling' } };
    const sent = processes.map(({ url }) => post(`${url}/api/v2/sendMessage`, body));
    await until(async () => held.length === 1 && (await waitingTurns()) === 2);
    held.pop()!();
    // The message of the first turn is used there, so its answer needs the second call.
    await until(() => held.length === 1);
    held.pop()!();
    const answers = (await Promise.all(sent)).map(({ status, text }) => ({ status, ...JSON.parse(text) }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.filter(({ typebot }) => typebot)).toHaveLength(1);
    expect(calls - before).toBe(2);
    const { state } = (await store.sessions.get('chosen'))!;
    expect(await contents(state.frames.at(-1)!.resultId!)).toEqual(['Hi', 'Hi', 'Hi']);
  });

  it('walk the flow of a start once that arrives at all of them under one key', { timeout: patience }, async () => {
    const before = calls;
    const url = '/api/v1/typebots/calling/startChat';
    const sent = processes.map((process) => post(`${process.url}${url}`, {}, 'a random key'));
    await until(async () => held.length === 1 && (await waitingTurns()) === 2);
    held.pop()!();
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(calls - before).toBe(1);
  });

  it('go on with a conversation whose process was killed', { timeout: patience }, async () => {
    const { sessionId, resultId } = await start();
    const lost = say(processes[0]!.url, sessionId, 'lost').catch((error) => error);
    await until(() => held.length === 1);
    processes[0]!.child.kill('SIGKILL');
    expect(await lost).toBeInstanceOf(TypeError);
    held.pop()!();
    const next = say(processes[1]!.url, sessionId, 'again');
    await until(() => held.length === 1);
    held.pop()!();
    expect(await next).toMatchObject({ status: 200, text: expect.stringContaining('again') });
    expect(await contents(resultId)).toEqual(['again']);
  });
});

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const probe = await listening(createServer());
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

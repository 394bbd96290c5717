import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { databaseFile, openSqliteStore } from '../../src/store/sqlite/open.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer } from '../support/test-server.ts';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');
const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-stop-'));

/** Something outside that answers when the test says so. */
const held: http.ServerResponse[] = [];
let expected = 0;
let whenThere: (() => void) | undefined;
const outside = http.createServer((_request, response) => {
  held.push(response);
  if (held.length === expected) whenThere?.();
});
/** Resolves when so many requests wait for their answers. */
function arrivals(count: number): Promise<void> {
  expected = count;
  return new Promise((resolve) => {
    whenThere = resolve;
  });
}
const release = () => held.splice(0).forEach((response) => void response.end('{}'));

let slowFlow: ReturnType<typeof oneGroup>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  await new Promise<void>((resolve) => void outside.listen(0, '127.0.0.1', resolve));
  const { port } = outside.address() as AddressInfo;
  const webhook = { url: `http://127.0.0.1:${port}/`, method: 'POST' };
  const call = (id: string) => ({ id, type: 'Webhook', options: { timeout: 60, webhook } });
  const asksFirst = asks('q', { options: { variableId: 'v1' } });
  slowFlow = oneGroup([asksFirst, call('w1'), says('{{Said}}', { id: 'b' }), asks('r'), call('w2'), asks('t')], {
    variables: [{ id: 'v1', name: 'Said' }],
  });
});
afterEach(() => void release());
afterAll(() => {
  child?.kill('SIGKILL');
  outside.closeAllConnections();
  outside.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = (url: string, body: unknown) =>
  `POST ${url} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${JSON.stringify(body).length}\r\n\r\n${JSON.stringify(body)}`;
const get = (url: string) => `GET ${url} HTTP/1.1\r\nhost: x\r\n\r\n`;

/** A connection of its own; several requests can be on their way on it. */
class Wire {
  readonly #socket: net.Socket;
  readonly ended: Promise<string>;

  constructor(port: number) {
    this.#socket = net.connect(port, '127.0.0.1');
    let text = '';
    this.#socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    this.ended = once(this.#socket, 'close').then(() => text);
  }

  send(text: string): void {
    this.#socket.write(text);
  }
}

const statusesIn = (text: string) => Array.from(text.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status]) => Number(status));

/** However busy the machine is, nobody is refused who would be served in the end. */
const patient = { SHUTDOWN_GRACE: '10m', TURN_WAIT: '10m' };

describe('a server that is told to stop', () => {
  it('finishes its turns, refuses new ones and loses nothing', async () => {
    const prepared = await openTestServer({ dataDir });
    const bot = await new Chat(prepared).publish(slowFlow);
    await prepared.close();

    child = spawn(
      process.execPath,
      [main, 'serve', '--port', String(await freePort()), '--data-dir', dataDir, '--allow-private-hosts', '127.0.0.1'],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...patient } },
    );
    const exited = once(child, 'exit');
    let log = '';
    child.stderr?.setEncoding('utf8').on('data', (part) => {
      log += part;
    });
    const port = await portOf(child);
    const base = `http://127.0.0.1:${port}`;
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    const open = async (): Promise<{ sessionId: string; resultId: string }> => {
      const headers = { 'content-type': 'application/json' };
      const url = `${base}/api/v1/typebots/${bot.publicId}/startChat`;
      return (await (await fetch(url, { method: 'POST', headers, body: '{}' })).json()) as Awaited<
        ReturnType<typeof open>
      >;
    };
    const { sessionId, resultId } = await open();
    const other = await open();
    const url = `/api/v1/sessions/${sessionId}/continueChat`;

    const arrived = arrivals(2);
    const [first, second, probe, half] = [new Wire(port), new Wire(port), new Wire(port), new Wire(port)];
    first.send(post(url, { message: 'one' }));
    probe.send(post(`/api/v1/sessions/${other.sessionId}/continueChat`, { message: 'one' }));
    await arrived;
    second.send(post(url, { message: 'two' }));
    await expect.poll(() => waitingTurns(base)).toBe(1);
    const [head = '', body = ''] = post('/api/v1/sessions/nobody/continueChat', { message: 'x' }).split(
      /(?<=\r\n\r\n)/,
    );
    half.send(head);

    child.kill('SIGTERM');
    await expect
      .poll(() =>
        fetch(`${base}/healthz`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed');
    // What comes too late stays unanswered, which tells a client to send it again elsewhere.
    first.send(post(url, { message: 'too late' }));
    probe.send(get('/readyz'));
    second.send(get('/healthz'));
    // What was half sent arrives after them, and its end is waited for.
    half.send(body);
    expect(statusesIn(await half.ended)).toEqual([404]);
    const secondArrived = arrivals(1);
    release();
    const firstText = await first.ended;
    expect(statusesIn(firstText)).toEqual([200]);
    expect(firstText).toMatch(/^HTTP\/1\.1 200 OK\r\nconnection: close\r\n.*"text":"one"/s);
    expect(statusesIn(await probe.ended)).toEqual([200]);
    await secondArrived;
    release();
    expect(statusesIn(await second.ended)).toEqual([200]);
    expect(await exited).toEqual([0, null]);
    expect(log.split('\n').filter((line) => line.includes('"msg":"turn"'))).toHaveLength(6);

    const store = await openSqliteStore({ file: databaseFile(dataDir) });
    try {
      expect(await store.sessions.get(sessionId)).toMatchObject({ state: { position: 't' } });
      expect((await store.results.get(resultId))?.hasStarted).toBe(true);
    } finally {
      await store.close();
    }
  });

  it('refuses cleanly what takes longer than the time of grace', async () => {
    const server = await openTestServer({ allowPrivateHosts: '127.0.0.1', shutdownGraceMs: 50 });
    const chat = new Chat(server);
    const { sessionId } = (await chat.start(await chat.publish(slowFlow))).body;
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.server.address() as AddressInfo;
    const before = await server.store.sessions.get(sessionId);
    const isThere = arrivals(1);
    const [running, waiting] = [new Wire(port), new Wire(port)];
    running.send(post(`/api/v1/sessions/${sessionId}/continueChat`, { message: 'one' }));
    await isThere;
    waiting.send(post(`/api/v1/sessions/${sessionId}/continueChat`, { message: 'two' }));
    await expect.poll(() => server.conversations.waiting).toBe(1);
    let after: typeof before;
    const { store } = server;
    const close = store.close.bind(store);
    Object.assign(store, {
      close: async () => {
        after = await store.sessions.get(sessionId);
        await close();
      },
    });
    await server.close();
    for (const text of [await running.ended, await waiting.ended]) {
      expect(statusesIn(text)).toEqual([503]);
      expect(text).toMatch(/retry-after: 5\r\n/i);
      expect(text).toContain('The server is stopping. Try again.');
    }
    expect(after).toEqual(before);
  });
});

async function waitingTurns(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^repartee_turns_waiting (\d+)$/m.exec(text)?.[1]);
}

async function portOf(server: ChildProcess): Promise<number> {
  let output = '';
  for await (const part of server.stdout ?? []) {
    output += part;
    const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    if (port) return Number(port);
  }
  throw new Error(`The server did not start: ${output}`);
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

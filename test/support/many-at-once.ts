import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'undici';
import { freePort } from './free-port.ts';
import { flowDocument } from './running-flow.ts';
import { asks, edges, group, says } from './sample-blocks.ts';
import { type ServeProcess, startServe } from './serve-process.ts';

const token = 'token-of-all-processes';

/** A message that was sent: its text, and what became of it. */
export interface Sent {
  readonly text: string;
  readonly status: number;
  readonly answer: string;
  /** Time until the answer, in ms. */
  readonly ms: number;
}

/** Servers on one database with a bot that repeats what people say. */
export interface Servers {
  /** Addresses of the servers. */
  readonly bases: readonly string[];
  /** Starts a conversation at the first server. */
  start(): Promise<{ readonly sessionId: string; readonly resultId: string }>;
  /**
   * Sends so many messages of one conversation at once, to one server after the other. Each server gets its messages
   * over one connection, which tells in what order they arrive there. Gives them by server, in that order.
   */
  sendAtOnce(sessionId: string, messages: number): Promise<readonly (readonly Sent[])[]>;
  /** The same with a connection for each message, so that nobody knows the order. Gives the answers that are none. */
  sendOverManyConnections(sessionId: string, messages: number): Promise<readonly string[]>;
  /** What the servers have logged. */
  logs(): string;
  close(): Promise<void>;
}

/** Starts so many servers on a database that is empty. Ask one of them for other things at `bases`. */
export async function openServers(databaseUrl: string, count: number): Promise<Servers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'repartee-many-'));
  const processes: ServeProcess[] = await Promise.all(
    Array.from({ length: count }, async (_, i) =>
      startServe({
        port: await freePort(),
        // However busy the machine is, nobody is refused who would be served in the end.
        env: {
          DATABASE_URL: databaseUrl,
          DATA_DIR: path.join(folder, String(i)),
          ADMIN_TOKEN: token,
          TURN_WAIT: '10m',
        },
      }),
    ),
  );
  const bases = processes.map(({ base }) => base);
  // Several messages are sent before the first answer.
  const clients = bases.map((base) => new Client(base, { pipelining: 1_000 }));
  await publishEcho(bases[0]!);
  let texts = 0;

  async function send(client: Client, sessionId: string): Promise<Sent> {
    const text = `message ${texts++}`;
    const from = performance.now();
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: `/api/v1/sessions/${sessionId}/continueChat`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: text }),
      idempotent: true,
    });
    return { text, status: statusCode, answer: await body.text(), ms: performance.now() - from };
  }

  return {
    bases,
    start: async () => (await post(`${bases[0]}/api/v1/typebots/echo/startChat`, 'POST', {})) as never,
    async sendAtOnce(sessionId, messages) {
      const sent = clients.map((): Promise<Sent>[] => []);
      for (let i = 0; i < messages; i++) {
        const server = i % clients.length;
        sent[server]!.push(send(clients[server]!, sessionId));
      }
      return Promise.all(sent.map((answers) => Promise.all(answers)));
    },
    async sendOverManyConnections(sessionId, messages) {
      const answers = await Promise.all(
        Array.from({ length: messages }, async (_, i) => {
          const answer = await fetch(`${bases[i % bases.length]}/api/v1/sessions/${sessionId}/continueChat`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ message: `message ${texts++}` }),
          });
          const text = await answer.text();
          return answer.status === 200 ? [] : [text];
        }),
      );
      return answers.flat();
    },
    logs: () => processes.map(({ output }) => output()).join('\n'),
    async close() {
      await Promise.all(clients.map((client) => client.destroy()));
      await Promise.all(processes.map((server) => server.end('SIGKILL')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function publishEcho(base: string): Promise<void> {
  const ask = asks('q', { options: { variableId: 'v' } });
  const flow = flowDocument({
    groups: [group('g', ask, says('You said {{Said}}', { id: 'b', outgoingEdgeId: 'back' }))],
    edges: edges('to-start>g', 'back>g'),
    variables: [{ id: 'v', name: 'Said' }],
  });
  const api = `${base}/api/v1/typebots`;
  await post(`${api}/import`, 'POST', { typebot: { ...flow, id: 'echo', name: 'Echo' } });
  await post(`${api}/echo`, 'PATCH', { typebot: { publicId: 'echo' } });
  await post(`${api}/echo/publish`, 'POST', {});
}

async function post(url: string, method: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

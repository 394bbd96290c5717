/**
 * What the parts that the server is built on allow: a bare Fastify route that reads a row, writes four in a shared
 * transaction that waits for the disk, and answers with JSON of the size of a turn. Prints one JSON line with its ratio
 * to a bare HTTP server.
 *
 * node bench/ceiling.ts [clients] [seconds]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';
import { helloCalibration } from './calibrations.ts';
import { driveFor, type Visit } from './driver.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Sizes of a turn of the scenario `leadgen`. */
const state = JSON.stringify({ filler: 'x'.repeat(700) });
const record = 'x'.repeat(150);
const bubble = (text: string) => ({
  id: 'block',
  type: 'text',
  content: { type: 'richText', richText: [{ type: 'p', children: [{ text }] }] },
});
const answer = {
  messages: [bubble('Step 5 of 10, Marie Curie'), bubble('One short answer will do.')],
  input: { id: 'block', type: 'text input', outgoingEdgeId: 'edge', options: { variableId: 'name' } },
  progress: 50,
};

const isServer = process.send !== undefined;
if (isServer) await serveCeiling();
else await measureCeiling();

async function measureCeiling(): Promise<void> {
  const clients = Number(process.argv[2] ?? 32);
  const seconds = Number(process.argv[3] ?? 10);
  const hello = await helloCalibration();
  const child = fork(import.meta.filename);
  const exited = once(child, 'exit');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  let turn = 0;
  function* visit(): Visit {
    const session = turn++ % 1000;
    yield { kind: 'continueChat', method: 'POST', path: `/turn/${session}`, body: '{"message":"Marie Curie"}' };
  }
  await driveFor(2, clients, port, visit);
  const before = await hello.run(clients, 2);
  const { perSecond, all } = await driveFor(seconds, clients, port, visit);
  const after = await hello.run(clients, 2);
  child.disconnect();
  await exited;
  await hello.close();
  const perHello = (perSecond * 2) / (before.perSecond + after.perSecond);
  console.log(JSON.stringify({ bench: 'ceiling', clients, perSecond, perHello, ...all }));
}

async function serveCeiling(): Promise<void> {
  const folder = temporaryFolder();
  const database = new DatabaseSync(path.join(folder, 'ceiling.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  database.exec('CREATE TABLE sessions (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT');
  database.exec('CREATE TABLE records (id INTEGER PRIMARY KEY, session TEXT NOT NULL, body TEXT NOT NULL) STRICT');
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  const find = database.prepare('SELECT state FROM sessions WHERE id = ?');
  const save = database.prepare('INSERT OR REPLACE INTO sessions (id, state) VALUES (?, ?)');
  const add = database.prepare('INSERT INTO records (session, body) VALUES (?, ?)');

  let waiting: { id: string; done: () => void }[] = [];
  const flush = () => {
    const jobs = waiting;
    waiting = [];
    begin.run();
    for (const { id } of jobs) {
      save.run(id, state);
      for (let i = 0; i < 3; i += 1) add.run(id, record);
    }
    commit.run();
    for (const { done } of jobs) done();
  };
  const written = (id: string) =>
    new Promise<void>((done) => {
      if (waiting.push({ id, done }) === 1) setImmediate(flush);
    });

  const app = Fastify();
  app.post<{ Params: { id: string } }>('/turn/:id', async ({ params: { id } }) => {
    const found = find.get(id);
    if (found) JSON.parse(String(found.state));
    await written(id);
    return answer;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.on('disconnect', async () => {
    await app.close();
    database.close();
  });
  process.send?.({ port: (app.server.address() as AddressInfo).port });
}

// Leaves conversations in a database as a release does, for the tests of all later ones:
//   node test/sessions/record.ts [FOLDER OF THE RELEASE]
// writes test/sessions/databases/VERSION.db.gz and VERSION.json. What must come after is what the release itself does
// with a copy of the database. Run it once per release, from the commit of the release; never again for an old one.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type * as SqliteModule from '../../src/store/sqlite/open.ts';
import { freePort } from '../support/free-port.ts';
import { startServe } from '../support/serve-process.ts';
import {
  type Outcome,
  type RecordedConversation,
  type ReleaseDatabase,
  type Request,
  type ResultFacts,
  resultFacts,
  type Send,
  Visitor,
} from './release-database.ts';
import { type Situation, situations } from './situations.ts';

const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../..'));
const token = 'recorded-owner-token';
const folder = mkdtempSync(path.join(tmpdir(), 'repartee-record-'));
const left = path.join(folder, 'left');
const goneOn = path.join(folder, 'gone-on');

/** Runs work against the release, serving a data folder. */
async function serving<T>(dataDir: string, work: (send: Send) => Promise<T>): Promise<T> {
  const env = { DATA_DIR: dataDir, ADMIN_TOKEN: token };
  const server = await startServe({ port: await freePort(), env, root });
  try {
    return await work(async ({ url, body, headers }, method = 'POST') => {
      const answer = await fetch(`${server.base}${url}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, text, body: JSON.parse(text), headers: Object.fromEntries(answer.headers) };
    });
  } finally {
    await server.end('SIGTERM');
  }
}

/** Imports and publishes a bot, the way an author's tool does. Gives its id, which is its public id as well. */
async function addBot(send: Send, typebot: object): Promise<string> {
  const request = async (url: string, body: object, method?: 'POST' | 'PATCH') => {
    const answer = await send({ url, body, headers: { authorization: `Bearer ${token}` } }, method);
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const { id } = (await request('/api/v1/typebots/import', { typebot })).typebot;
  await request(`/api/v1/typebots/${id}`, { typebot: { publicId: id } }, 'PATCH');
  await request(`/api/v1/typebots/${id}/publish`, {});
  return String(id);
}

async function readResults(dataDir: string, ids: readonly (string | undefined)[]): Promise<(ResultFacts | null)[]> {
  const modulePath = pathToFileURL(path.join(root, 'src/store/sqlite/open.ts')).href;
  const { openSqliteStore, databaseFile }: typeof SqliteModule = await import(modulePath);
  const store = await openSqliteStore({ file: databaseFile(dataDir) });
  try {
    return await Promise.all(ids.map((id) => resultFacts(store.results, id)));
  } finally {
    await store.close();
  }
}

/** Leads a conversation into its situation; gives the ids that requests name. */
async function leave(send: Send, { name, bots, before }: Situation) {
  const ids: string[] = [];
  // A bot that is linked to must be there when the one with the link is published.
  for (const bot of bots.toReversed()) ids.unshift(await addBot(send, bot));
  const visitor = new Visitor(send, { token, bot: ids[0]!, publicId: ids[0]! });
  for (const request of before) {
    const { status, shown } = await visitor.send(request);
    if (status !== 200) throw new Error(`${name}: ${request.url} answered ${status} ${shown}`);
  }
  return visitor.known;
}

async function goOn(send: Send, { after }: Situation, known: Readonly<Record<string, string>>) {
  const visitor = new Visitor(send, known);
  const outcomes: (Request & Outcome)[] = [];
  for (const request of after) outcomes.push({ ...request, ...(await visitor.send(request)) });
  return outcomes;
}

const known = await serving(left, async (send) => {
  const all: Readonly<Record<string, string>>[] = [];
  for (const situation of situations) all.push(await leave(send, situation));
  return all;
});
const recordedAt = Date.now();
const resultIds = known.map(({ result }) => result);
const stored = await readResults(left, resultIds);
cpSync(left, goneOn, { recursive: true });
const outcomes = await serving(goneOn, (send) =>
  Promise.all(situations.map((situation, i) => goOn(send, situation, known[i]!))),
);
const storedAfter = await readResults(goneOn, resultIds);

const conversations = situations.map(
  ({ name }, i): RecordedConversation => ({
    name,
    known: known[i]!,
    stored: stored[i]!,
    goesOn: outcomes[i]!,
    storedAfter: storedAfter[i]!,
  }),
);
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const release: ReleaseDatabase = { release: version, recordedAt, conversations };

const small = path.join(folder, 'small.db');
const database = new DatabaseSync(path.join(left, 'repartee.db'));
database.prepare('VACUUM INTO ?').run(small);
database.close();
const target = path.join(import.meta.dirname, 'databases', version);
writeFileSync(`${target}.db.gz`, gzipSync(readFileSync(small), { level: 9 }));
writeFileSync(`${target}.json`, `${JSON.stringify(release, null, 2)}\n`);
rmSync(folder, { recursive: true });
console.log(`Recorded ${conversations.length} conversations of release ${version} in ${target}.db.gz`);

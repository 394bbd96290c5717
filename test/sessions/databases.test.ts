import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseFile, openSqliteStore } from '../../src/store/sqlite/open.ts';
import { Chat } from '../support/chat.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { type ReleaseDatabase, resultFacts, Visitor } from './release-database.ts';

// Databases as releases left them, with conversations in the middle of something. Files of earlier releases stay as
// they are for ever; `node test/sessions/record.ts` makes those of a new one.
const folder = path.join(import.meta.dirname, 'databases');
const releases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file): ReleaseDatabase => JSON.parse(readFileSync(path.join(folder, file), 'utf8')));

it('there is a database of the first release', () => {
  expect(releases.map(({ release }) => release)).toContain('0.1.0');
});

describe.each(releases)('a database of release $release', ({ release, recordedAt, conversations }) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-release-'));
  let server: TestServer;

  beforeAll(async () => {
    writeFileSync(databaseFile(dataDir), gunzipSync(readFileSync(path.join(folder, `${release}.db.gz`))));
    const clock = new SimulatedClock(recordedAt + 60_000);
    server = await openTestServer({ dataDir, clock });
  });
  afterAll(async () => {
    await server.close();
    rmSync(dataDir, { recursive: true });
  });

  it.each(conversations)('$name', async ({ known, stored, goesOn, storedAfter }) => {
    const { results } = server.store;
    expect(await resultFacts(results, known['result'])).toEqual(stored);
    const chat = new Chat(server);
    const visitor = new Visitor((request) => chat.send('POST', request.url, request), known);
    for (const { url, body, headers, ...outcome } of goesOn) {
      expect(await visitor.send({ url, body, headers }), url).toEqual(outcome);
    }
    // What is logged may be worded otherwise by a later release.
    const { logs: _, ...facts } = (await resultFacts(results, known['result'])) ?? {};
    expect(facts).toEqual(storedAfter ? { ...storedAfter, logs: undefined } : {});
  });

  it('has the tables of a new database, and is sound', async () => {
    const fresh = path.join(dataDir, 'fresh.db');
    await (await openSqliteStore({ file: fresh })).close();
    expect(schemaOf(databaseFile(dataDir))).toEqual(schemaOf(fresh));
    const database = new DatabaseSync(databaseFile(dataDir));
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    database.close();
  });
});

function schemaOf(file: string) {
  expect(existsSync(file)).toBe(true);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    // What SQLite keeps for tables that once counted their rows is no table of ours.
    const schema = `SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'sqlite_sequence'`;
    return database.prepare(`${schema} ORDER BY type, name`).all();
  } finally {
    database.close();
  }
}

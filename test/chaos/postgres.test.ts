import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { endAllServers } from '../support/serve-process.ts';
import { resultsThroughApi } from './api-results.ts';
import { runCrowd, type Storm } from './crowd.ts';
import { type DatabasePlace, databasePlace } from './database-place.ts';
import type { Person } from './person.ts';
import { findWrongs } from './read-back.ts';
import { Servers } from './servers.ts';
import { patience, share } from './size.ts';

const place = databasePlace();
const serverCount = 3;

/** Kills a server after some more answers, and starts it again after some more of the others. */
async function killOneOfThem(servers: Servers, { tally, random, isOver, someMoreAnswers }: Storm): Promise<void> {
  while (!isOver()) {
    await someMoreAnswers();
    if (isOver()) return;
    const index = random.between(0, serverCount - 1);
    const signal = tally.of('SIGKILL') === 0 || random.isLikely(0.7) ? 'SIGKILL' : 'SIGTERM';
    await servers.end(signal, index);
    tally.add(signal);
    await pause(random.between(0, 300));
    await servers.start(index);
  }
}

/** Stops the database for a while after some more answers; now and then a server is killed meanwhile. */
async function stopDatabase(
  servers: Servers,
  { tally, random, isOver, someMoreAnswers }: Storm,
  database: PostgresServer,
): Promise<void> {
  while (!isOver()) {
    await someMoreAnswers();
    if (isOver()) return;
    await database.stop();
    tally.add('database stopped');
    const index = random.between(0, serverCount - 1);
    const isKilled = random.isLikely(0.3);
    if (isKilled) await servers.end('SIGKILL', index);
    await pause(random.between(100, 1500));
    await database.start();
    if (isKilled) await servers.start(index);
  }
}

describe.skipIf(place === undefined)('three servers on one PostgreSQL', () => {
  // Read even where there is no PostgreSQL and nothing of it runs.
  const { server: database, openStore } = place ?? ({} as DatabasePlace);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-postgres-'));
  const crash = new AbortController();
  /** Everybody of all scenarios so far: they share the database. */
  const everybody: Person[] = [];
  let servers: Servers;
  let store: Store;

  beforeAll(async () => {
    await database.open();
    servers = await Servers.open({
      env: { DATA_DIR: dataDir, DATABASE_URL: database.url(), ENCRYPTION_SECRET: 'x'.repeat(32) },
      count: serverCount,
      onCrash: (error) => crash.abort(error),
    });
    store = await openStore();
  }, patience);
  afterAll(async () => {
    await store?.close();
    await endAllServers();
    await database.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }, patience);

  it('lose nothing while one of them is killed', { timeout: patience }, async ({ signal }) => {
    const { persons, tally } = await runCrowd({
      name: 'servers',
      conversations: share(0.1),
      habits: ['plain', 'plain', 'twice', 'hang up', 'hurry'],
      address: servers.address,
      token: servers.token,
      signal: AbortSignal.any([signal, crash.signal]),
      misbehave: (storm) => killOneOfThem(servers, storm),
    });
    console.log(`servers: ${tally}`);
    everybody.push(...persons);
    const results = await resultsThroughApi(servers.address, servers.token);
    expect(await findWrongs(store, results, everybody)).toEqual([]);
    expect(tally.refusals()).toEqual([]);
  });

  it('refuse clearly and lose nothing while the database is away', { timeout: patience }, async ({ signal }) => {
    const { persons, tally } = await runCrowd({
      name: 'database',
      conversations: share(0.1),
      // Nobody hurries: when the first message is refused, the next one may be taken in its place.
      habits: ['plain', 'plain', 'twice', 'hang up'],
      address: servers.address,
      token: servers.token,
      signal: AbortSignal.any([signal, crash.signal]),
      misbehave: (storm) => stopDatabase(servers, storm, database),
    });
    console.log(`database: ${tally}`);
    everybody.push(...persons);
    const results = await resultsThroughApi(servers.address, servers.token);
    expect(await findWrongs(store, results, everybody)).toEqual([]);
    expect(tally.of('503 SERVICE_UNAVAILABLE')).toBeGreaterThan(0);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { databaseFile, openSqliteStore } from '../../src/store/sqlite/open.ts';
import { endAllServers } from '../support/serve-process.ts';
import { resultsThroughApi } from './api-results.ts';
import { runCrowd, type Storm } from './crowd.ts';
import { findWrongs } from './read-back.ts';
import { Servers } from './servers.ts';
import { patience, share } from './size.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'repartee-kill-'));
afterAll(async () => {
  await endAllServers();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Ends the server again and again, mostly with kill -9, each time after some more answers. */
async function killAndRestart(servers: Servers, { tally, random, isOver, someMoreAnswers }: Storm): Promise<void> {
  while (!isOver()) {
    await someMoreAnswers();
    await pause(random.between(0, 10));
    if (isOver()) return;
    const signal = tally.of('SIGKILL') === 0 || random.isLikely(0.75) ? 'SIGKILL' : 'SIGTERM';
    const output = await servers.end(signal);
    if (signal === 'SIGTERM') expect(output).toContain('Stopped: everything is stored.');
    tally.add(signal);
    await servers.start();
  }
}

it('loses nothing and counts nothing twice while the server is killed', { timeout: patience }, async ({ signal }) => {
  const crash = new AbortController();
  const servers = await Servers.open({
    env: { DATA_DIR: dataDir },
    onCrash: (error) => crash.abort(error),
  });
  const { persons, tally } = await runCrowd({
    name: 'kill',
    conversations: share(0.5),
    habits: ['plain', 'plain', 'twice', 'hang up', 'hurry', 'no key'],
    address: servers.address,
    token: servers.token,
    signal: AbortSignal.any([signal, crash.signal]),
    misbehave: (storm) => killAndRestart(servers, storm),
  });
  const results = await resultsThroughApi(servers.address, servers.token);
  await servers.close();
  console.log(`kill: ${tally}`);

  const store = await openSqliteStore({ file: databaseFile(dataDir) });
  expect(await findWrongs(store, results, persons)).toEqual([]);
  await store.close();
  // Turns of one person wait for each other, and a server that closes serves who is there.
  expect(tally.refusals()).toEqual([]);
  expect(tally.of('SIGKILL')).toBeGreaterThan(0);
  expect(tally.of('replays')).toBeGreaterThan(0);
});

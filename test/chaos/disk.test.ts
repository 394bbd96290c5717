import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { databaseFile, openSqliteStore } from '../../src/store/sqlite/open.ts';
import { endAllServers } from '../support/serve-process.ts';
import { resultsThroughApi } from './api-results.ts';
import { runCrowd, type Storm } from './crowd.ts';
import { findWrongs } from './read-back.ts';
import { Servers } from './servers.ts';
import { patience, share } from './size.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'repartee-disk-'));
const smallDisk = path.join(folder, 'small');
mkdirSync(smallDisk);
/** Needs the rights of root. */
const hasSmallDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', smallDisk]).status === 0;
afterAll(async () => {
  await endAllServers();
  if (hasSmallDisk) execFileSync('umount', [smallDisk]);
  rmSync(folder, { recursive: true, force: true });
});

const ballast = path.join(smallDisk, 'ballast');

/** Takes all the room that is left on the small disk. */
function fill(): void {
  const file = openSync(ballast, 'a');
  try {
    for (let size = 1 << 20; size >= 1 << 12; ) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Fills the disk until replies are refused, and frees it again; now and then the server is killed meanwhile. */
async function fillAndFree(servers: Servers, { tally, random, isOver, until, someMoreAnswers }: Storm): Promise<void> {
  while (!isOver()) {
    await someMoreAnswers();
    if (isOver()) return;
    fill();
    tally.add('disk full');
    const refused = tally.of('503 SERVICE_UNAVAILABLE') + random.between(1, 150);
    await until(() => tally.of('503 SERVICE_UNAVAILABLE') >= refused);
    const isKilled = random.isLikely(0.3) && !isOver();
    if (isKilled) {
      await servers.end('SIGKILL');
      tally.add('SIGKILL');
    }
    rmSync(ballast);
    if (isKilled) await servers.start();
  }
}

/** Lets files grow only a little, until replies are refused, and restarts the server with more room. */
async function limitFiles(servers: Servers, { tally, random, isOver, until }: Storm, dataDir: string): Promise<void> {
  for (let round = 1; round <= 4 && !isOver(); round++) {
    await servers.end(random.pick(['SIGKILL', 'SIGTERM']));
    const blocks = Math.ceil(largestFile(dataDir) / 512) + random.between(50, 500);
    await servers.start(0, ['sh', '-c', `ulimit -f ${blocks} && exec "$0" "$@"`]);
    tally.add('limits');
    const refused = tally.of('503 SERVICE_UNAVAILABLE') + random.between(1, 100);
    await until(() => tally.of('503 SERVICE_UNAVAILABLE') >= refused);
  }
  await servers.end('SIGKILL');
  await servers.start();
}

/** Size of the largest file of a folder in bytes. */
function largestFile(dataDir: string): number {
  return Math.max(...readdirSync(dataDir).map((file) => statSync(path.join(dataDir, file)).size));
}

const places = [
  {
    what: 'a disk that is full now and then',
    canRun: hasSmallDisk,
    part: 0.12,
    dataDir: smallDisk,
    misbehave: fillAndFree,
  },
  {
    what: 'files that may not grow',
    canRun: process.platform !== 'win32',
    part: 0.08,
    dataDir: path.join(folder, 'limited'),
    misbehave: limitFiles,
  },
];

for (const { what, canRun, part, dataDir, misbehave } of places) {
  it.skipIf(!canRun)(
    `refuses clearly and leaves nothing half done: ${what}`,
    { timeout: patience },
    async ({ signal }) => {
      const crash = new AbortController();
      const servers = await Servers.open({ env: { DATA_DIR: dataDir }, onCrash: (error) => crash.abort(error) });
      const { persons, tally } = await runCrowd({
        name: 'disk',
        conversations: share(part),
        // Nobody hurries: when the first message is refused, the next one may be taken in its place.
        habits: ['plain', 'plain', 'twice', 'hang up', 'no key'],
        address: servers.address,
        token: servers.token,
        signal: AbortSignal.any([signal, crash.signal]),
        misbehave: (storm) => misbehave(servers, storm, dataDir),
      });
      const results = await resultsThroughApi(servers.address, servers.token);
      await servers.close();
      console.log(`${what}: ${tally}`);

      const store = await openSqliteStore({ file: databaseFile(dataDir) });
      expect(await findWrongs(store, results, persons)).toEqual([]);
      await store.close();
      expect(tally.refusals()).toEqual(['503 SERVICE_UNAVAILABLE']);
    },
  );
}

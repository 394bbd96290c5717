import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks } from '../support/sample-blocks.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { openTestServer } from '../support/test-server.ts';

const smallDisk = mkdtempSync(path.join(tmpdir(), 'repartee-full-'));
/** Needs the rights of root. */
const hasSmallDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', smallDisk]).status === 0;
afterAll(() => {
  if (hasSmallDisk) execFileSync('umount', [smallDisk]);
  rmSync(smallDisk, { recursive: true, force: true });
});

const ballast = path.join(smallDisk, 'ballast');

/** Takes all the room that is left. */
function fill(): void {
  const file = openSync(ballast, 'a');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      try {
        for (;;) writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

it.skipIf(!hasSmallDisk)('a server on a full disk is not ready, until there is room again', async () => {
  const clock = new SimulatedClock();
  const server = await openTestServer({ dataDir: smallDisk, clock });
  try {
    const chat = new Chat(server);
    const bot = await chat.publish(oneGroup([asks('q')]));
    const look = async () => {
      clock.pass(1000);
      const answer = await server.app.inject({ url: '/readyz' });
      return [answer.statusCode, answer.json().checks.database];
    };
    expect(await look()).toEqual([200, { ok: true }]);
    fill();
    const full = { ok: false, reason: 'The database cannot write: database or disk is full' };
    expect(await look()).toEqual([503, full]);
    expect((await chat.start(bot)).status).toBe(503);
    expect(await look()).toEqual([503, full]);
    expect((await chat.send('GET', '/healthz')).status).toBe(200);
    rmSync(ballast);
    expect(await look()).toEqual([200, { ok: true }]);
    expect((await chat.start(bot)).status).toBe(200);
  } finally {
    await server.close();
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open.ts';

const writer = fileURLToPath(new URL('crash-writer.suite.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-crash-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the writer until it printed so many lines, kills it, and gives the last revision printed per session. */
async function killAfter(lines: number, file: string): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const confirmed = new Map<string, number>();
  let read = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [sessionId, revision] = line.split(' ');
    confirmed.set(sessionId!, Number(revision));
    if (++read === lines) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return confirmed;
}

describe('a process that is killed', () => {
  it.each([1, 300, 701])('keeps every turn that it confirmed and no part of another, after %i turns', async (lines) => {
    const file = join(folder, 'a.db');
    const confirmed = await killAfter(lines, file);
    expect(confirmed.size).toBeGreaterThan(0);

    const store = await openSqliteStore({ file });
    for (const [sessionId, revision] of confirmed) {
      const session = await store.sessions.get(sessionId);
      const resultId = `result of ${sessionId}`;
      const stored = session?.revision ?? 0;
      // A turn may be stored without having been confirmed, when the kill came between.
      expect(stored).toBeGreaterThanOrEqual(revision);
      const every = Array.from({ length: stored }, (_, i) => String(i + 1));
      expect(session?.state.frames[0]?.values.padding).toBe(every.at(-1)?.padEnd(10_000, '.'));
      expect((await store.results.get(resultId))?.variables[0]?.value).toBe(every.at(-1));
      expect((await store.results.answers(resultId)).map(({ content }) => content)).toEqual(every);
      expect((await store.results.logs(resultId)).map(({ description }) => description)).toEqual(every);
      expect(await store.sessions.timeline({ resultId })).toMatchObject(every.map((text) => ({ text })));
    }
    await store.close();

    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    database.close();
  });
});

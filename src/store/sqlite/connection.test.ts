import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { records, result, running, turn } from '../samples.suite.ts';
import type { TurnCommit } from '../sessions.ts';
import type { Store } from '../store.ts';
import { type Connection, openConnection } from './connection.ts';
import { sqliteStore } from './open.ts';

let folder: string;
let connection: Connection;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-store-'));
  connection = await openConnection(join(folder, 'a.db'));
  store = sqliteStore(connection, () => 0);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function pragma(name: string): unknown {
  const row = connection.prepare(`PRAGMA ${name}`).get() ?? {};
  return Object.values(row)[0];
}

describe('a connection', () => {
  it.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['fullfsync', 1],
    ['foreign_keys', 1],
    ['busy_timeout', 5_000],
  ])('has %s = %s', (name, value) => {
    expect(pragma(name)).toBe(value);
  });
});

describe('a full disk', () => {
  const hundredKilobytes = 'x'.repeat(100_000);

  const large = (id: string): TurnCommit =>
    turn(id, {
      session: running({ resultId: `result of ${id}`, values: { v1: hundredKilobytes } }),
      records: records({ results: [result(`result of ${id}`)] }),
    });

  /** Leaves room for a few large turns. */
  function fill(): void {
    pragma(`max_page_count = ${Number(pragma('page_count')) + 100}`);
  }

  it('refuses turns and keeps what was stored before, until there is room again', async () => {
    await store.sessions.commit(large('before'));
    fill();
    const stored = ['before'];
    const refused: string[] = [];
    for (let i = 0; i < 10; i++) {
      const id = `s${i}`;
      try {
        await store.sessions.commit(large(id));
        stored.push(id);
      } catch (error) {
        expect(error).toMatchObject({ id: 'storeUnavailable', cause: { errcode: 13 } });
        refused.push(id);
      }
    }
    expect(stored.length).toBeGreaterThan(1);
    expect(refused.length).toBeGreaterThan(1);
    for (const id of stored) {
      expect((await store.sessions.get(id))?.state).toEqual((large(id).session as { state: unknown }).state);
    }
    for (const id of refused) {
      expect(await store.sessions.get(id)).toBeUndefined();
      expect(await store.results.get(`result of ${id}`)).toBeUndefined();
    }
    pragma('max_page_count = 1000000');
    for (const id of refused) await store.sessions.commit(large(id));
    expect(await store.sessions.get(refused[0]!)).toBeDefined();
    expect(pragma('integrity_check')).toBe('ok');
  });

  it('stores exactly the turns that it confirmed when they come together', async () => {
    fill();
    const ids = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const outcomes = await Promise.allSettled(ids.map((id) => store.sessions.commit(large(id))));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ id: 'storeUnavailable' });
      const isStored = (await store.sessions.get(ids[i]!)) !== undefined;
      expect(isStored).toBe(outcome.status === 'fulfilled');
    }
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
    pragma('max_page_count = 1000000');
    await store.sessions.commit(large('after'));
    expect(pragma('integrity_check')).toBe('ok');
  });
});

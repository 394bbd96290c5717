import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';

let database: DatabaseSync;
let writes: GroupCommit;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  // The deferred key is looked at by COMMIT only, so it makes just that fail.
  database.exec(`
    CREATE TABLE names (name TEXT PRIMARY KEY);
    CREATE TABLE pets (name TEXT, of TEXT REFERENCES names (name) DEFERRABLE INITIALLY DEFERRED);
  `);
  writes = new GroupCommit(database);
});

const add = (name: string) => () => void database.prepare('INSERT INTO names VALUES (?)').run(name);
const names = () =>
  database
    .prepare('SELECT name FROM names ORDER BY rowid')
    .all()
    .map(({ name }) => name);

describe('GroupCommit', () => {
  it('gives what the work gave', async () => {
    expect(await writes.run(() => 42)).toBe(42);
    expect(database.isTransaction).toBe(false);
  });

  it('writes nothing before the round of the event loop is over, then all in one transaction', async () => {
    const inTransaction: boolean[] = [];
    const jobs = ['a', 'b', 'c'].map((name) =>
      writes.run(() => {
        inTransaction.push(database.isTransaction);
        add(name)();
        return names().length;
      }),
    );
    expect(names()).toEqual([]);
    // Each sees what the ones before it wrote, and none is done before all are.
    expect(await jobs[0]).toBe(1);
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(await Promise.all(jobs)).toEqual([1, 2, 3]);
    expect(inTransaction).toEqual([true, true, true]);
  });

  it('undoes work that throws, alone, and rejects it with its error', async () => {
    const mistake = new Error('mistake');
    const outcomes = await Promise.allSettled([
      writes.run(add('a')),
      writes.run(() => {
        add('half')();
        throw mistake;
      }),
      writes.run(add('a')),
      writes.run(add('b')),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: mistake },
      { status: 'rejected', reason: { code: 'ERR_SQLITE_ERROR' } },
      { status: 'fulfilled' },
    ]);
    expect(names()).toEqual(['a', 'b']);
  });

  it('rejects everything that was pending when COMMIT fails, and goes on', async () => {
    const outcomes = await Promise.allSettled([
      writes.run(add('a')),
      writes.run(() => database.exec(`INSERT INTO pets VALUES ('Rex', 'nobody')`)),
      writes.run(add('b')),
    ]);
    const refused = { id: 'storeUnavailable', cause: { code: 'ERR_SQLITE_ERROR' } };
    expect(outcomes).toMatchObject(outcomes.map(() => ({ status: 'rejected', reason: refused })));
    expect(names()).toEqual([]);
    expect(database.isTransaction).toBe(false);
    await writes.run(add('c'));
    expect(names()).toEqual(['c']);
  });

  it('rejects everything that was pending when SQLite gives up the transaction, and goes on', async () => {
    const outcomes = await Promise.allSettled([
      writes.run(add('a')),
      writes.run(() => {
        database.exec('INSERT OR ROLLBACK INTO names VALUES (1), (1)');
      }),
      writes.run(add('b')),
    ]);
    expect(outcomes).toMatchObject(outcomes.map(() => ({ status: 'rejected', reason: { id: 'storeUnavailable' } })));
    expect(names()).toEqual([]);
    await writes.run(add('c'));
    expect(names()).toEqual(['c']);
  });

  it('takes work that is added while it writes into the next transaction', async () => {
    let second: Promise<void> | undefined;
    await writes.run(() => {
      second = writes.run(add('b'));
      add('a')();
    });
    expect(names()).toEqual(['a']);
    await second;
    expect(names()).toEqual(['a', 'b']);
  });

  it('writes at once when it is flushed', async () => {
    const job = writes.run(add('a'));
    writes.flush();
    expect(names()).toEqual(['a']);
    await job;
  });

  it('tells how many writes shared a transaction, and whether it was stored', async () => {
    const seen: (readonly [number, boolean])[] = [];
    const observed = new GroupCommit(database, (count, ms, isStored) => {
      expect(ms).toBeGreaterThanOrEqual(0);
      seen.push([count, isStored]);
    });
    await Promise.all([observed.run(add('a')), observed.run(add('b'))]);
    const broken = observed.run(() => database.exec(`INSERT INTO pets VALUES ('Rex', 'nobody')`));
    expect(observed.pending).toBe(1);
    await expect(broken).rejects.toMatchObject({ id: 'storeUnavailable' });
    expect(seen).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('rejects when the database is closed', async () => {
    const job = writes.run(add('a'));
    database.close();
    await expect(job).rejects.toMatchObject({ id: 'storeUnavailable' });
  });
});

import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createDatabase,
  describeWithPostgres,
  describeWithPostgresBinaries,
  type TestDatabase,
} from '../../../test/support/postgres.ts';
import { postgresBinaries } from '../../../test/support/postgres-binaries.ts';
import { PostgresServer } from '../../../test/support/postgres-server.ts';
import { turn, user, workspace } from '../samples.suite.ts';
import type { Store } from '../store.ts';
import { openPostgresStore } from './open.ts';

const refused = { id: 'storeUnavailable' };

/** Resolves when the store has done it; it may be unavailable for a while. */
async function untilAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      expect(error).toMatchObject(refused);
      await setTimeout(20);
    }
  }
}

describeWithPostgres('connections that break', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    store = await openPostgresStore({ url: database.url });
    await database.clear();
  });
  afterEach(() => store.close());

  it('are made again', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.sessions.commit(turn(`s${i}`))));
    await database.cutConnections();
    expect((await untilAvailable(() => store.sessions.get('s1')))?.revision).toBe(1);
    await untilAvailable(() => store.sessions.commit(turn('s1', { expectedRevision: 1 })));
  });

  it('leave open whether what was being stored is, which may be tried again', async () => {
    await store.sessions.commit(turn('s1'));
    await database.rows('BEGIN');
    await database.rows('LOCK TABLE sessions, users');
    const writes = [
      ...['s1', 's2'].map((id) => store.sessions.commit(turn(id))),
      store.accounts.createOwner(user('u1'), workspace('w1')),
    ];
    const settled = Promise.allSettled(writes);
    const unknown = { id: 'outcomeUnknown' };
    const waiting = `
      SELECT pid FROM pg_locks WHERE relation IN ('sessions'::regclass, 'users'::regclass) AND NOT granted`;
    while ((await database.rows(waiting)).length < 2) await setTimeout(2);
    await database.cutConnections();
    // A transaction that was not told to commit is undone.
    const reasons = [unknown, unknown, refused];
    expect(await settled).toMatchObject(reasons.map((reason) => ({ status: 'rejected', reason })));
    await database.rows('COMMIT');
    await untilAvailable(() => store.sessions.commit(turn('s1', { expectedRevision: 1 })));
    expect((await store.sessions.get('s1'))?.revision).toBe(2);
  });

  it.each<[string, string]>([
    ['a deadlock', '40P01'],
    ['a serialization failure', '40001'],
  ])('are not to blame for %s: the turn is tried once more', async (_, code) => {
    // The first attempt fails as if another transaction had been in the way.
    await database.rows(`
      CREATE SEQUENCE attempts;
      CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') = 1 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '${code}'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail_once BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION fail_once()`);
    await store.sessions.commit(turn('s1'));
    expect((await store.sessions.get('s1'))?.revision).toBe(1);
    await database.rows('DROP FUNCTION fail_once CASCADE; DROP SEQUENCE attempts');
  });

  it.each(['53100', '57014'])('are not needed to see that the database refuses: %s', async (code) => {
    await database.rows(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'refused' USING ERRCODE = '${code}';
      END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const outcomes = await Promise.allSettled(['s1', 's2'].map((id) => store.sessions.commit(turn(id))));
    expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { ...refused, cause: { code } } })));
    await database.rows('DROP FUNCTION refuse CASCADE');
    await store.sessions.commit(turn('s1'));
  });

  it('may be closed twice', async () => {
    await store.close();
    await expect(store.close()).resolves.toBeUndefined();
    await expect(store.sessions.enter({ sessionId: 's1', now: 0, waitMs: 0 })).rejects.toMatchObject(refused);
  });
});

describe('a database that cannot be used', () => {
  it.each([
    ['postgres://app:secret@127.0.0.1:1/x', 'postgres://app@127.0.0.1:1/x'],
    ['postgres://app:secret@localhost/x?host=/nowhere&password=secret', 'postgres://app@localhost/x'],
    ['postgres://app:secret%zz@127.0.0.1:1/x', 'postgres://app@127.0.0.1:1/x'],
  ])('is refused by its address without the password: %s', async (url, shown) => {
    const error = await openPostgresStore({ url }).catch((reason) => reason);
    expect(error.message).toBe(`The database ${shown} cannot be used.`);
    expect(`${error.cause.message}${error.cause.stack}${JSON.stringify(error.cause)}`).not.toContain('secret');
  });
});

describeWithPostgresBinaries('a database server that is stopped', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = new PostgresServer(postgresBinaries()!);
    await server.open();
  });
  afterAll(() => server.remove());

  it('makes the store unavailable until it is started again', async () => {
    const store = await openPostgresStore({ url: server.url() });
    await Promise.all(Array.from({ length: 8 }, (_, i) => store.sessions.commit(turn(`s${i}`))));
    const entered = await store.sessions.enter({ sessionId: 's1', now: 0, waitMs: 0 });
    await server.stop();
    await expect(store.ping()).rejects.toMatchObject(refused);
    await expect(store.sessions.commit(turn('s1', { expectedRevision: 1 }))).rejects.toMatchObject(refused);
    await entered[Symbol.asyncDispose]();
    await server.start();
    // The lease that could not be given back does not keep its own process away.
    const load = { sessionId: 's1', now: 0, waitMs: 0 };
    expect((await untilAvailable(() => store.sessions.enter(load))).session?.revision).toBe(1);
    await store.sessions.commit(turn('s1', { expectedRevision: 1 }));
    await store.close();
  });
});

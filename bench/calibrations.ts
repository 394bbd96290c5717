import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { driveFor, type Measurement, type Visit } from './driver.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Body of a row that is inserted; with it a row has about 1 kB. */
const body = JSON.stringify({ filler: 'x'.repeat(900) });

/** A measure of this machine at this minute. */
export interface Calibration<T> {
  run(clients: number, seconds: number): Promise<T>;
  close(): Promise<void>;
}

/** A bare HTTP server in a process of its own, driven as the measured server is. */
export async function helloCalibration(): Promise<Calibration<Measurement>> {
  const child = fork(path.join(import.meta.dirname, 'hello-process.ts'));
  const exited = once(child, 'exit');
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  function* visit(): Visit {
    yield { kind: 'hello', method: 'GET', path: '/' };
  }
  return {
    run: (clients, seconds) => driveFor(seconds, clients, port, visit),
    async close() {
      child.disconnect();
      await exited;
    },
  };
}

/** Bare inserts with `pg`, each a transaction of its own; as many connections as clients. Gives inserts per second. */
export async function postgresInserts(url: string): Promise<Calibration<number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE calibration (id bigserial PRIMARY KEY, body jsonb NOT NULL)');
  await client.end();
  return {
    async run(clients, seconds) {
      const pool = new pg.Pool({ connectionString: url, max: clients });
      const began = performance.now();
      const endsAt = began + seconds * 1000;
      let count = 0;
      const insert = async () => {
        for (; performance.now() < endsAt; count += 1) {
          await pool.query('INSERT INTO calibration (body) VALUES ($1)', [body]);
        }
      };
      await Promise.all(Array.from({ length: clients }, insert));
      const elapsedMs = performance.now() - began;
      await pool.end();
      return (count / elapsedMs) * 1000;
    },
    close: async () => {},
  };
}

/** Bare inserts into SQLite that wait for the disk; as many rows share a wait as there are clients. */
export function sqliteInserts(): Calibration<number> {
  const folder = temporaryFolder();
  const database = new DatabaseSync(path.join(folder, 'calibration.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  database.exec('CREATE TABLE calibration (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  const insert = database.prepare('INSERT INTO calibration (body) VALUES (?)');
  return {
    async run(clients, seconds) {
      const began = performance.now();
      const endsAt = began + seconds * 1000;
      let count = 0;
      for (; performance.now() < endsAt; count += clients) {
        begin.run();
        for (let i = 0; i < clients; i += 1) insert.run(body);
        commit.run();
      }
      return (count / (performance.now() - began)) * 1000;
    },
    async close() {
      database.close();
    },
  };
}

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../test/support/free-port.ts';
import { postgresBinaries } from '../test/support/postgres-binaries.ts';
import { accountForPostgres } from '../test/support/postgres-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A database server of our own. */
export interface RunningPostgres {
  /** Address of the database `postgres`, for its owner. */
  readonly url: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const startTimeoutMs = 20_000;

/**
 * Starts a PostgreSQL with stock settings on a free port, with its data in a temporary folder. Rejects when there is
 * none on this machine or when it does not start.
 */
export async function startPostgres(): Promise<RunningPostgres> {
  const bin = postgresBinaries();
  if (!bin) throw new Error('PostgreSQL was not found in PATH or in /usr/lib/postgresql.');
  const user = accountForPostgres();
  const folder = temporaryFolder();
  if (user) chownSync(folder, user.uid, user.gid);
  const init = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'];
  execFileSync(path.join(bin, 'initdb'), init, { cwd: folder, ...user, stdio: ['ignore', 'ignore', 'inherit'] });

  const port = await freePort();
  const settings = ['-h', '127.0.0.1', '-p', String(port), '-k', folder];
  const child = spawn(path.join(bin, 'postgres'), ['-D', folder, ...settings], { cwd: folder, ...user });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const exited = once(child, 'exit');
  const end = () => {
    // SIGINT ends sessions that are still open; SIGTERM would wait for them.
    child.kill('SIGINT');
  };
  process.once('exit', end);
  const stop = async () => {
    end();
    await exited;
    process.off('exit', end);
    rmSync(folder, { recursive: true });
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  for (const endsAt = performance.now() + startTimeoutMs; !(await answers(url)); await pause(50)) {
    if (child.exitCode === null && performance.now() < endsAt) continue;
    await stop();
    throw new Error(`PostgreSQL did not start:\n${log}`);
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

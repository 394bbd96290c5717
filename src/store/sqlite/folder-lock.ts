import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './failures.ts';

/** Somebody who only looks holds the lock for a moment; a start waits that long, in ms. */
const patienceMs = 250;

/** Held by the one process that serves a data folder. */
export interface FolderLock {
  release(): void;
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, 'server.lock');
}

/**
 * Locks a data folder for as long as this process lives, or until `release`. The folder is made when it is missing. It
 * is a lock of the system, on an empty file, so it ends with the process however that ends.
 *
 * @returns undefined when another process holds it
 */
export function lockFolder(dataDir: string): FolderLock | undefined {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(lockFile(dataDir), { timeout: patienceMs });
  const isLocked = attempt(database, 'PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  return isLocked ? { release: () => database.close() } : undefined;
}

/** Whether a process serves the data folder now. Leaves no trace. */
export function isFolderServed(dataDir: string): boolean {
  const file = lockFile(dataDir);
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { timeout: 0, readOnly: true });
  const isFree = attempt(database, 'SELECT 1 FROM sqlite_schema');
  if (isFree) database.close();
  return !isFree;
}

/** False, and the database closed, when another process has locked it. */
function attempt(database: DatabaseSync, sql: string): boolean {
  try {
    database.exec(sql);
    return true;
  } catch (error) {
    database.close();
    if (isBusy(error)) return false;
    throw error;
  }
}

import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { examineDatabase } from '../../store/sqlite/examine.ts';
import { isFolderServed, lockFolder } from '../../store/sqlite/folder-lock.ts';
import { usingDataDir } from '../data-dir.ts';
import { UserError } from '../user-error.ts';
import { parts } from './contents.ts';
import { unpackArchive } from './read-archive.ts';
import { syncFolder } from './sync-folder.ts';
import { contentWords } from './words.ts';

/** What `repartee restore` was asked for. */
export interface RestoreRequest {
  readonly file: string;
  readonly dataDir: string;
  /** Move what is in the folder aside. */
  readonly isForced: boolean;
  readonly databaseUrl: string | undefined;
  /** A secret is set, so that no key file is needed. */
  readonly hasSecret: boolean;
}

/** All that a data folder may hold; the log of the database belongs to it. */
const inFolder = [parts.database, `${parts.database}-wal`, `${parts.database}-shm`, parts.key, parts.uploads];

/**
 * Puts a backup into a data folder. It is unpacked and checked beside what is there; only when all is well it takes its
 * place.
 *
 * @throws UserError when the file is no whole backup that this version can use, the folder has data, or a server uses it
 */
export async function restore(request: RestoreRequest, write: (line: string) => void): Promise<void> {
  const { file, dataDir, isForced, databaseUrl, hasSecret } = request;
  if (databaseUrl !== undefined) {
    throw new UserError('DATABASE_URL is set, so the data is in PostgreSQL: restore what pg_dump wrote there.');
  }
  await usingDataDir(dataDir, async () => {
    if (isFolderServed(dataDir)) throw served(dataDir);
    if (!isForced && present(dataDir).length > 0) {
      throw new UserError(
        `The data folder ${dataDir} has data already: ${present(dataDir).join(', ')}. ` +
          'Choose another one with --data-dir, or add --force to move what is there aside.',
      );
    }
    const madeFolder = await fs.mkdir(dataDir, { recursive: true, mode: 0o700 });
    const unpacked = await fs.mkdtemp(path.join(dataDir, '.restoring-'));
    let isDone = false;
    try {
      const names = await unpackArchive(file, unpacked);
      const counts = checked(file, path.join(unpacked, parts.database));
      const aside = await swap(dataDir, unpacked);
      isDone = true;
      const hasKey = names.includes(parts.key);
      const uploads = names.filter((name) => name.startsWith(`${parts.uploads}/`)).length;
      write(`Restored ${file} into ${dataDir}: ${contentWords(counts, uploads, hasKey)}.`);
      if (aside) write(`What was there before is in ${aside}. Delete it when nobody needs it any more.`);
      if (!hasKey && !hasSecret) write('Set ENCRYPTION_SECRET to that of the old server before the start.');
    } finally {
      await fs.rm(isDone ? unpacked : (madeFolder ?? unpacked), { recursive: true, force: true });
    }
  });
}

function present(dataDir: string): string[] {
  return inFolder.filter((name) => existsSync(path.join(dataDir, name)));
}

/** Refuses a database that this server could not run on; otherwise counts what it holds. */
function checked(file: string, database: string) {
  const { damages, kind, unknownChanges, counts } = examineDatabase(database);
  const [damage] = damages;
  if (damage) throw new UserError(`The database in the backup ${file} is damaged: ${damage}. Nothing was changed.`);
  if (kind !== 'ours') throw new UserError(`The database in the backup ${file} is not one of Repartee.`);
  const [change] = unknownChanges;
  if (change) {
    throw new UserError(
      `The backup ${file} was made with a newer version of Repartee (it has the change "${change}"). ` +
        'Restore it with that version or a later one. Nothing was changed.',
    );
  }
  return counts;
}

/** Moves what is in the folder aside, and what was unpacked in its place. Gives the folder of what was moved aside. */
async function swap(dataDir: string, unpacked: string): Promise<string | undefined> {
  const lock = lockFolder(dataDir);
  if (!lock) throw served(dataDir);
  try {
    const old = present(dataDir);
    const time = new Date().toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
    const aside = path.join(dataDir, `before-restore-${time}`);
    // The database last: without it the folder does not pass for a whole one.
    const order = [parts.uploads, parts.key, parts.database];
    const restored = order.filter((name) => existsSync(path.join(unpacked, name)));
    if (old.length > 0) await fs.mkdir(aside, { mode: 0o700 });
    try {
      await moveAll(old, dataDir, aside);
      await moveAll(restored, unpacked, dataDir).catch(async (error) => {
        await moveAll(old, aside, dataDir);
        throw error;
      });
    } catch (error) {
      if (old.length > 0) await fs.rmdir(aside);
      throw error;
    }
    await syncFolder(dataDir);
    return old.length > 0 ? aside : undefined;
  } finally {
    lock.release();
  }
}

/** Moves all or none. */
async function moveAll(names: readonly string[], from: string, to: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of names) {
      await fs.rename(path.join(from, name), path.join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved.toReversed()) await fs.rename(path.join(to, name), path.join(from, name));
    throw error;
  }
}

function served(dataDir: string): UserError {
  return new UserError(`A server uses the data folder ${dataDir}. Stop it first, or choose another folder.`);
}

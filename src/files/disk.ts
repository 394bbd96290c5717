import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type FileStore, FileStoreError, FileTooLargeError } from './files.ts';
import { isKey } from './keys.ts';

/** Folder for files that are still arriving. No key can name it. */
const incoming = '.incoming';
/** A file that nobody has written to for so long, in ms, arrives no more. */
const abandonedAfterMs = 60 * 60 * 1000;

/**
 * Keeps files in a folder, which several servers may share. What a crash left half-written is removed at an opening an
 * hour later: until then it may be a file that arrives at another server.
 *
 * @param root is created when it does not exist
 * @example const files = await openDiskFiles('./data/uploads')
 */
export async function openDiskFiles(root: string): Promise<FileStore> {
  const arriving = path.join(root, incoming);
  await fs.mkdir(arriving, { recursive: true, mode: 0o700 });
  await deleteOlder(arriving, Date.now() - abandonedAfterMs);
  const pathOf = (key: string) => {
    if (!isKey(key)) throw new TypeError(`Not a key of a file: ${key}`);
    return path.join(root, ...key.split('/'));
  };

  return {
    async put(key, content, maxBytes) {
      const target = pathOf(key);
      const temporary = path.join(arriving, randomUUID());
      try {
        const size = await write(temporary, content, maxBytes);
        if (size > 0) await saved(() => move(temporary, target));
        return size;
      } finally {
        await fs.rm(temporary, { force: true });
      }
    },

    async get(key) {
      if (!isKey(key)) return undefined;
      const file = pathOf(key);
      const found = await fs.stat(file).catch(missing);
      if (!found?.isFile()) return undefined;
      return { size: found.size, open: (part) => createReadStream(file, part) };
    },

    async deleteAll(prefix) {
      await fs.rm(pathOf(prefix), { recursive: true, force: true });
      await removeEmptyFolders(path.dirname(pathOf(prefix)), root);
    },

    async deleteOlder(prefix, before) {
      return deleteOlder(pathOf(prefix), before);
    },

    async close() {},
  };
}

/** Deletes the files below a folder that were last written before a moment. Gives their number. */
async function deleteOlder(folder: string, before: number): Promise<number> {
  let count = 0;
  for await (const file of filesIn(folder)) {
    const found = await fs.stat(file).catch(missing);
    if (!found || found.mtimeMs >= before) continue;
    await fs.rm(file, { force: true });
    await removeEmptyFolders(path.dirname(file), folder);
    count++;
  }
  return count;
}

/** Removes a folder and those around it as long as nothing is in them, up to one that stays. */
async function removeEmptyFolders(folder: string, last: string): Promise<void> {
  for (let empty = folder; path.relative(last, empty) !== ''; empty = path.dirname(empty)) {
    // It is not empty, or another sweep was faster.
    const isRemoved = await fs.rmdir(empty).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/** Every file below a folder, one folder at a time; none when there is no such folder. */
async function* filesIn(folder: string): AsyncGenerator<string> {
  for (const entry of (await fs.readdir(folder, { withFileTypes: true }).catch(missing)) ?? []) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(place);
    else yield place;
  }
}

/** Writes a file and makes it durable. Errors of the content itself pass through as they are. */
async function write(file: string, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
  const handle = await saved(() => fs.open(file, 'wx', 0o600));
  try {
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > maxBytes) throw new FileTooLargeError(`The file is longer than ${maxBytes} bytes`);
      await saved(() => handle.writeFile(chunk));
    }
    await saved(() => handle.sync());
    return size;
  } finally {
    await handle.close();
  }
}

/** Moves a file to its place. The folder may be removed as an empty one before the file is in it: then again. */
async function move(from: string, to: string, attempts = 5): Promise<void> {
  await fs.mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  try {
    await fs.rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempts <= 1) throw error;
    await move(from, to, attempts - 1);
  }
}

async function saved<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const message = isFull ? 'There is no space left for uploaded files' : 'An uploaded file could not be written';
    throw new FileStoreError(message, { cause });
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return undefined;
  throw error;
}

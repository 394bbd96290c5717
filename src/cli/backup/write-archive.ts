import { createHash } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import { plainReason, UserError } from '../user-error.ts';
import { digestLines, digestsName } from './contents.ts';
import { archiveEnd, paddingAfter, tarHeader } from './tar.ts';

/** Writes the archive of a backup, file by file. */
export interface ArchiveWriter {
  /** Adds a file under a name. False when there is no such file; rejects with UserError when it cannot be read. */
  add(name: string, source: string): Promise<boolean>;
  /** Adds the digests, and waits until everything is on the disk. Gives the size in bytes. */
  finish(): Promise<number>;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/** Begins an archive in a new file that only its owner can read. */
export async function createArchive(file: string): Promise<ArchiveWriter> {
  const archive = await fs.open(file, 'wx', 0o600);
  const digests = new Map<string, string>();

  const pad = (size: number) => archive.writeFile(Buffer.alloc(paddingAfter(size)));
  return {
    async add(name, source) {
      const input = await openSource(source);
      if (!input) return false;
      try {
        const { size, mtimeMs } = await input.stat();
        await archive.writeFile(tarHeader({ name, size, modifiedAt: mtimeMs }));
        const hash = createHash('sha256');
        let written = 0;
        for await (const chunk of input.createReadStream({ autoClose: false })) {
          written += chunk.length;
          hash.update(chunk);
          await archive.writeFile(chunk);
        }
        // The header has promised a size.
        if (written !== size) throw new Error(`${source} changed while it was read`);
        await pad(size);
        digests.set(name, hash.digest('hex'));
        return true;
      } finally {
        await input.close();
      }
    },

    async finish() {
      const text = Buffer.from(digestLines(digests));
      await archive.writeFile(tarHeader({ name: digestsName, size: text.length, modifiedAt: Date.now() }));
      await archive.writeFile(text);
      await pad(text.length);
      await archive.writeFile(archiveEnd);
      await archive.sync();
      return (await archive.stat()).size;
    },

    close: () => archive.close(),
  };
}

async function openSource(file: string): Promise<FileHandle | undefined> {
  try {
    return await fs.open(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`The file ${file} cannot be read: ${plainReason(cause)}.`, { cause });
  }
}

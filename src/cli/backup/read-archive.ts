import { createHash } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { plainReason, UserError } from '../user-error.ts';
import { digestLines, digestsName, isPartName } from './contents.ts';
import { archiveEnd, blockSize, paddingAfter, readTarBlock, readTarEntries } from './tar.ts';

const chunkSize = 1 << 20;

/**
 * Unpacks a backup into a folder and checks every file against its digest.
 *
 * @returns the names of its files
 * @throws UserError when it is no backup, or not whole; what was unpacked until then stays
 */
export async function unpackArchive(file: string, folder: string): Promise<string[]> {
  const handle = await fs.open(file).catch((cause) => {
    throw new UserError(`The backup ${file} cannot be read: ${plainReason(cause)}.`, { cause });
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new UserError(`The backup ${file} cannot be read: it is no file.`);
    return await new ArchiveReader(handle, file, stat.size).unpackInto(folder);
  } finally {
    await handle.close();
  }
}

class ArchiveReader {
  readonly #handle: FileHandle;
  readonly #file: string;
  readonly #size: number;
  readonly #digests = new Map<string, string>();
  #position = 0;

  constructor(handle: FileHandle, file: string, size: number) {
    this.#handle = handle;
    this.#file = file;
    this.#size = size;
  }

  async unpackInto(folder: string): Promise<string[]> {
    for (;;) {
      const { name, size } = await this.#entry();
      if (name === digestsName) {
        await this.#compare((await this.#content(size)).toString());
        return [...this.#digests.keys()];
      }
      if (!isPartName(name) || this.#digests.has(name)) throw this.#broken(`it has no place for "${name}"`);
      await this.#unpack(name, size, path.join(folder, ...name.split('/')));
    }
  }

  /** Name and size of the next file. */
  async #entry(): Promise<{ name: string; size: number }> {
    const isFirst = this.#position === 0;
    const header = await this.#header();
    if (!header) {
      throw isFirst
        ? new UserError(`The file ${this.#file} is no backup of Repartee.`)
        : this.#broken('a header is bad');
    }
    if (header.kind === 'file') return header;
    const { path: name = '', size } = readTarEntries((await this.#content(header.size)).toString());
    const next = await this.#header();
    if (next?.kind !== 'file' || !/^\d+$/.test(size ?? '')) throw this.#broken('a header is bad');
    return { name, size: Number(size) };
  }

  async #header() {
    return this.#size < blockSize ? undefined : readTarBlock(await this.#bytes(blockSize));
  }

  async #unpack(name: string, size: number, target: string): Promise<void> {
    await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const output = await fs.open(target, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      for (let left = size; left > 0; left -= chunkSize) {
        const chunk = await this.#bytes(Math.min(left, chunkSize));
        hash.update(chunk);
        await output.writeFile(chunk);
      }
      await output.sync();
      await this.#bytes(paddingAfter(size));
      this.#digests.set(name, hash.digest('hex'));
    } finally {
      await output.close();
    }
  }

  /** Holds the digests of what was read against those that were written. */
  async #compare(written: string): Promise<void> {
    await this.#bytes(archiveEnd.length);
    const lines = new Set(written.split('\n'));
    for (const [name, digest] of this.#digests) {
      if (!lines.has(`${digest}  ${name}`)) throw this.#broken(`${name} is not as it was written`);
    }
    if (written !== digestLines(this.#digests)) throw this.#broken('a file is missing');
  }

  async #content(size: number): Promise<Buffer> {
    const bytes = await this.#bytes(size);
    await this.#bytes(paddingAfter(size));
    return bytes;
  }

  async #bytes(count: number): Promise<Buffer> {
    if (this.#position + count > this.#size) throw this.#broken('its end is missing');
    const { bytesRead, buffer } = await this.#handle.read(Buffer.alloc(count), 0, count, this.#position);
    if (bytesRead !== count) throw this.#broken('its end is missing');
    this.#position += count;
    return buffer;
  }

  #broken(how: string): UserError {
    return new UserError(`The backup ${this.#file} is broken: ${how}. Nothing was changed.`);
  }
}

import type { MemoryPart } from './messages.ts';

const pageSize = 65_536;
const emptyPage = Buffer.alloc(pageSize);
/** Longest stretch of empty pages that is kept; only the room between QuickJS's data and its heap is longer. */
const maxEmptyPages = 15;

/** What the memory of an instance holds at one moment, in the parts of it that are in use. */
export class Image {
  readonly #parts: MemoryPart[] = [];
  readonly #memorySize: number;

  /** @param memory a whole number of pages of 64 KiB; what follows the last byte that is not 0 counts as unused */
  constructor(memory: Uint8Array) {
    this.#memorySize = memory.length;
    const whole = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
    let from = -1;
    let to = -1;
    const keep = (): void => {
      if (from >= 0) this.#parts.push({ at: from, bytes: memory.slice(from, to) });
    };
    for (let at = 0; at < whole.length; at += pageSize) {
      if (whole.compare(emptyPage, 0, pageSize, at, at + pageSize) === 0) continue;
      if (from < 0 || at - to > maxEmptyPages * pageSize) {
        keep();
        from = at;
      }
      to = at + pageSize;
    }
    keep();
  }

  /** What is kept, in order; all bytes between are 0. */
  get parts(): readonly MemoryPart[] {
    return this.#parts;
  }

  /** Bytes kept. */
  get size(): number {
    return this.#parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Writes the image over a memory at least as large. Pages that it left out stay as they are. */
  load(memory: Uint8Array): void {
    for (const { at, bytes } of this.#parts) memory.set(bytes, at);
  }

  /**
   * Makes every byte of a memory what it was when the image was taken.
   *
   * @throws Error when the memory has another size
   */
  restore(memory: Uint8Array): void {
    if (memory.length !== this.#memorySize) throw new Error('The memory is not as large as that of the image');
    restoreParts(memory, this.#parts);
  }
}

/** Makes every byte of a memory what the parts say; what is in none becomes 0. */
export function restoreParts(memory: Uint8Array, parts: readonly MemoryPart[]): void {
  let from = 0;
  for (const { at, bytes } of parts) {
    clear(memory, from, at);
    memory.set(bytes, at);
    from = at + bytes.length;
  }
  clear(memory, from, memory.length);
}

/** Fills whole pages with 0. Reading is cheaper than writing: pages that nobody wrote to take no memory until then. */
function clear(memory: Uint8Array, from: number, to: number): void {
  const whole = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
  for (let at = from; at < to; at += pageSize) {
    if (whole.compare(emptyPage, 0, pageSize, at, at + pageSize) !== 0) whole.fill(0, at, at + pageSize);
  }
}

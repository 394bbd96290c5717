const pageSize = 65_536;
const emptyPage = Buffer.alloc(pageSize);
/** Longest stretch of empty pages that is kept; only the room between the engine's data and its heap is longer. */
const maxEmptyPages = 15;

/** What the memory of an instance holds at one moment, in the parts of it that are in use. */
export class Image {
  readonly #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];

  /** @param memory a whole number of pages of 64 KiB; what follows the last byte that is not 0 counts as unused */
  constructor(memory: Uint8Array) {
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

  /** Bytes kept. */
  get size(): number {
    return this.#parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Writes the image over a memory at least as large. Pages that it left out stay as they are. */
  load(memory: Uint8Array): void {
    for (const { at, bytes } of this.#parts) memory.set(bytes, at);
  }
}

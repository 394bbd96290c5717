const kinds = ['function', 'table', 'memory', 'global'] as const;
type Kind = (typeof kinds)[number];

/** Immediates of the instructions that have some: `u` = number of up to 5 or 10 bytes, a digit = so many bytes. */
const immediates: ReadonlyMap<number, string> = new Map([
  ...[0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2].map((code) => [code, 'u'] as const),
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26].map((code) => [code, 'u'] as const),
  ...Array.from({ length: 0x3f - 0x28 }, (_, i) => [0x28 + i, 'uu'] as const),
  [0x11, 'uu'],
  [0x43, '4'],
  [0x44, '8'],
]);
/** The same for the instructions behind the prefix 0xFC, with the names of those that change a table. */
const prefixed: readonly (readonly [immediates: string, name?: string])[] = [
  ...Array.from({ length: 8 }, () => [''] as const),
  ...(['uu', 'u', 'uu', 'u'] as const).map((text) => [text] as const),
  ['uu', 'table.init'],
  ['u', 'elem.drop'],
  ['uu', 'table.copy'],
  ['u', 'table.grow'],
  ['u'],
  ['u', 'table.fill'],
];
const named: ReadonlyMap<number, string> = new Map([
  [0x11, 'call_indirect'],
  [0x26, 'table.set'],
]);
const lastPlain = 0xc4;

/** The parts of a WebAssembly module that say what an instance of it can change. Throws on what it does not know. */
export class WasmModule {
  /** `pages`: least and most size of a memory. */
  readonly imports: { module: string; name: string; kind: Kind; pages?: readonly number[] }[] = [];
  /** `start`: first value. */
  readonly globals: { readonly type: string; readonly isChangeable: boolean; readonly start: number }[] = [];
  readonly exports: { readonly name: string; readonly kind: Kind; readonly index: number }[] = [];
  readonly #bodies: { readonly from: number; readonly to: number }[] = [];
  readonly #bytes: Uint8Array;
  #at = 8;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const readers: ReadonlyMap<number, () => void> = new Map([
      [2, () => this.#readImport()],
      [6, () => this.#readGlobal()],
      [7, () => this.#readExport()],
      [10, () => this.#readBody()],
    ]);
    while (this.#at < bytes.length) {
      const read = readers.get(this.#byte());
      const size = this.#number();
      const end = this.#at + size;
      if (read) for (let left = this.#number(); left > 0; left -= 1) read();
      this.#at = end;
    }
  }

  /** Bytes of an exported function. */
  bodyOf(name: string): number[] {
    const imported = this.imports.filter(({ kind }) => kind === 'function').length;
    const found = this.exports.find((one) => one.name === name && one.kind === 'function');
    const body = found && this.#bodies[found.index - imported];
    if (!body) throw new Error(`No function ${name}`);
    return [...this.#bytes.subarray(body.from, body.to)];
  }

  /** Names of the instructions in use; only those that have to do with tables have one. */
  instructions(): Set<string> {
    const used = new Set<string>();
    for (const { from, to } of this.#bodies) {
      this.#at = from;
      for (let left = this.#number(); left > 0; left -= 1) {
        this.#number();
        this.#byte();
      }
      while (this.#at < to) {
        const name = this.#instruction();
        if (name) used.add(name);
      }
      if (this.#at !== to) throw new Error(`An instruction goes beyond its function at ${to}`);
    }
    return used;
  }

  #instruction(): string | undefined {
    const code = this.#byte();
    if (code === 0xfc) {
      const known = prefixed[this.#number()];
      if (!known) throw new Error(`Unknown instruction behind 0xFC at ${this.#at}`);
      this.#skip(known[0]);
      return known[1];
    }
    if (code === 0x0e) for (let left = this.#number(); left >= 0; left -= 1) this.#number();
    else if (code === 0x1c) for (let left = this.#number(); left > 0; left -= 1) this.#byte();
    else if (code > lastPlain && !immediates.has(code)) throw new Error(`Unknown instruction ${code} at ${this.#at}`);
    else this.#skip(immediates.get(code) ?? '');
    return named.get(code);
  }

  #skip(what: string): void {
    for (const one of what) {
      if (one === 'u') this.#number();
      else this.#at += Number(one);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Error('The module ends too early');
    this.#at += 1;
    return byte;
  }

  #number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  #name(): string {
    const length = this.#number();
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  #kind(): Kind {
    const kind = kinds[this.#byte()];
    if (!kind) throw new Error(`Unknown kind at ${this.#at}`);
    return kind;
  }

  #readImport(): void {
    const module = this.#name();
    const name = this.#name();
    const kind = this.#kind();
    if (kind === 'table' || kind === 'global') throw new Error(`Import of a ${kind}`);
    if (kind === 'function') {
      this.#number();
      this.imports.push({ module, name, kind });
      return;
    }
    const hasMaximum = this.#byte() % 2 === 1;
    this.imports.push({ module, name, kind, pages: [this.#number(), ...(hasMaximum ? [this.#number()] : [])] });
  }

  #readGlobal(): void {
    const type = { 127: 'i32', 126: 'i64' }[this.#byte()];
    if (!type) throw new Error(`Unknown type at ${this.#at}`);
    const isChangeable = this.#byte() === 1;
    if (this.#byte() !== 0x41) throw new Error(`A global that does not start with a number at ${this.#at}`);
    this.globals.push({ type, isChangeable, start: this.#number() });
    this.#at += 1;
  }

  #readExport(): void {
    this.exports.push({ name: this.#name(), kind: this.#kind(), index: this.#number() });
  }

  #readBody(): void {
    const size = this.#number();
    this.#bodies.push({ from: this.#at, to: this.#at + size });
    this.#at += size;
  }
}

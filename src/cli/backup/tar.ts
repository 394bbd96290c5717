/** Headers and contents fill whole blocks of this many bytes. */
export const blockSize = 512;
/** Two empty blocks end an archive. */
export const archiveEnd = Buffer.alloc(2 * blockSize);

const longestName = 100;
/** Eleven octal digits. */
const largestSize = 8 ** 11 - 1;

/** One file of an archive. */
export interface TarEntry {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since 1970 UTC. */
  readonly modifiedAt: number;
}

/** One header block, taken apart. */
export interface TarBlock {
  /** `file`, or `extended`: its content replaces members of the header that follows. */
  readonly kind: 'file' | 'extended';
  readonly name: string;
  readonly size: number;
}

/** What stands before the content of a file: a header block, for long names and large files with an extended one. */
export function tarHeader({ name, size, modifiedAt }: TarEntry): Buffer {
  if (Buffer.byteLength(name) <= longestName && size <= largestSize) return block('0', name, size, modifiedAt);
  const records = Buffer.from(record('path', name) + record('size', String(size)));
  return Buffer.concat([
    block('x', 'extended', records.length, modifiedAt),
    records,
    Buffer.alloc(paddingAfter(records.length)),
    block('0', name.slice(-longestName), size > largestSize ? 0 : size, modifiedAt),
  ]);
}

/** Reads a header block. Undefined when it is none, or of a sort that a backup does not have. */
export function readTarBlock(bytes: Buffer): TarBlock | undefined {
  if (bytes.length !== blockSize || Number.parseInt(textAt(bytes, 148, 8), 8) !== checksum(bytes)) return undefined;
  const flag = textAt(bytes, 156, 1);
  const size = Number.parseInt(textAt(bytes, 124, 12), 8);
  if ((flag !== '0' && flag !== 'x') || !Number.isSafeInteger(size)) return undefined;
  return { kind: flag === 'x' ? 'extended' : 'file', name: textAt(bytes, 0, longestName), size };
}

/** Reads the content of an extended header. */
export function readTarEntries(content: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(content.matchAll(/^\d+ ([^=\n]+)=(.*)$/gm), ([, key = '', value = '']) => [key, value]),
  );
}

/** Bytes that fill the last block of a content. */
export function paddingAfter(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

function block(flag: '0' | 'x', name: string, size: number, modifiedAt: number): Buffer {
  const bytes = Buffer.alloc(blockSize);
  const octal = (value: number, at: number, digits: number) =>
    bytes.write(value.toString(8).padStart(digits, '0'), at, 'ascii');
  bytes.write(name, 0, longestName);
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(Math.max(0, Math.floor(modifiedAt / 1000)), 136, 11);
  bytes.write(flag, 156, 'ascii');
  bytes.write('ustar\x0000', 257, 'ascii');
  octal(checksum(bytes), 148, 6);
  bytes.write('\0 ', 154, 'ascii');
  return bytes;
}

/** The sum of all bytes, those of the sum itself taken as spaces. */
function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** A record begins with its own length, the digits of which count. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  let digits = 1;
  while (String(size + digits).length !== digits) digits += 1;
  return `${size + digits}${rest}`;
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return (bytes.toString('utf8', at, at + length).split('\0')[0] ?? '').trim();
}

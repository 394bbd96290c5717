import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackArchive } from './read-archive.ts';
import { blockSize, readTarBlock, readTarEntries, tarHeader } from './tar.ts';
import { createArchive } from './write-archive.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'repartee-archive-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const longName = `uploads/private/${'workspace-'.repeat(20)}/${'z'.repeat(60)}.txt`;
/** Sizes around the ends of blocks, and more than one chunk. */
const files: readonly (readonly [string, Buffer])[] = [
  ['repartee.db', Buffer.alloc((1 << 20) + 1, 'database ')],
  ['secret.key', Buffer.from('k'.repeat(64))],
  ['uploads/public/empty.txt', Buffer.alloc(0)],
  ['uploads/public/block.txt', Buffer.alloc(blockSize, 'b')],
  [longName, Buffer.from('é')],
];

async function pack(file: string, entries: typeof files): Promise<void> {
  const archive = await createArchive(at(file));
  try {
    for (const [name, content] of entries) {
      fs.writeFileSync(at('source'), content);
      await archive.add(name, at('source'));
    }
    expect(await archive.finish()).toBe(fs.statSync(at(file)).size);
  } finally {
    await archive.close();
  }
}

beforeAll(() => pack('whole.tar', files));

it('gives back what was packed', async () => {
  const names = await unpackArchive(at('whole.tar'), at('unpacked'));
  expect(names).toEqual(files.map(([name]) => name));
  for (const [name, content] of files) expect(fs.readFileSync(at(`unpacked/${name}`)).equals(content)).toBe(true);
});

it('can be unpacked and checked with ordinary tools', () => {
  fs.mkdirSync(at('by-hand'));
  const tar = spawnSync('tar', ['-xf', at('whole.tar'), '-C', at('by-hand')], { encoding: 'utf8' });
  expect(tar).toMatchObject({ status: 0, stderr: '' });
  for (const [name, content] of files) expect(fs.readFileSync(at(`by-hand/${name}`)).equals(content)).toBe(true);
  expect(fs.readFileSync(at('by-hand/SHA256SUMS'), 'utf8').split('\n')).toHaveLength(files.length + 1);
});

describe('a file that is not whole is refused', () => {
  const without = (count: number) => (whole: Buffer) => whole.subarray(0, whole.length - count);
  const flipped = (place: number) => (whole: Buffer) => {
    const bytes = Buffer.from(whole);
    bytes[place]! ^= 1;
    return bytes;
  };
  const isBroken = /^The backup .* is broken: .*\. Nothing was changed\.$/;

  it.each<[string, (whole: Buffer) => Buffer, RegExp]>([
    ['the last byte is missing', without(1), isBroken],
    ['the empty blocks at the end are missing', without(2 * blockSize), isBroken],
    ['the digests are missing', without(6 * blockSize), isBroken],
    ['only the beginning is there', (whole) => whole.subarray(0, blockSize + 5), isBroken],
    ['a header is damaged', flipped(2050 * blockSize + 100), isBroken],
    ['a content is damaged', flipped(blockSize + 1000), /repartee\.db is not as it was written/],
    [
      'a header promises more than there is',
      () => tarHeader({ name: 'SHA256SUMS', size: 8 ** 11 - 1, modifiedAt: 0 }),
      isBroken,
    ],
    ['it is empty', () => Buffer.alloc(0), /is no backup of Repartee\.$/],
    ['it is another file', () => Buffer.from('SQLite format 3\0'.repeat(100)), /is no backup of Repartee\.$/],
  ])('%s', async (_name, change, sentence) => {
    const name = _name.replaceAll(' ', '-');
    fs.writeFileSync(at(name), change(fs.readFileSync(at('whole.tar'))));
    await expect(unpackArchive(at(name), at(`${name}.d`))).rejects.toThrow(sentence);
  });

  it.each(['../outside', '/etc/outside', 'uploads/../outside', 'uploads/.incoming/x', 'other', 'repartee.db-wal'])(
    'it has a file %s',
    async (name) => {
      const file = `hostile-${name.replaceAll('/', '-')}`;
      await pack(file, [files[0]!, [name, Buffer.from('x')]]);
      await expect(unpackArchive(at(file), at(`${file}.d`))).rejects.toThrow(`it has no place for "${name}"`);
      expect(fs.readdirSync(at(`${file}.d`))).toEqual(['repartee.db']);
    },
  );

  it('it has a file twice', async () => {
    await pack('twice', [files[0]!, files[0]!]);
    await expect(unpackArchive(at('twice'), at('twice.d'))).rejects.toThrow('it has no place for "repartee.db"');
  });
});

it.each<readonly [string, number]>([
  ['a', 0],
  ['a'.repeat(100), 8 ** 11 - 1],
  ['a'.repeat(101), 5],
  ['a', 8 ** 11],
  // The length of a record counts its own digits.
  ...Array.from({ length: 12 }, (_, i) => ['b'.repeat(984 + i), 1] as const),
])('writes a header that can be read (%#)', (name, size) => {
  const bytes = tarHeader({ name, size, modifiedAt: 0 });
  const first = readTarBlock(bytes.subarray(0, blockSize))!;
  if (first.kind === 'file') {
    expect(first).toEqual({ kind: 'file', name, size });
    return;
  }
  const content = bytes.subarray(blockSize, blockSize + first.size).toString();
  expect(readTarEntries(content)).toEqual({ path: name, size: String(size) });
  const [record = ''] = content.split('\n');
  expect(Number.parseInt(record, 10)).toBe(record.length + 1);
  expect(readTarBlock(bytes.subarray(-blockSize))).toMatchObject({ kind: 'file' });
});

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskFiles } from './disk.ts';
import { type FileStore, FileStoreError, FileTooLargeError } from './files.ts';

let root: string;
let files: FileStore;

beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'disk-test-'));
  files = await openDiskFiles(root);
});
afterEach(() => fs.rm(root, { recursive: true, force: true }));

async function* bytes(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

/** Every file under the root, also those that are still arriving. */
async function everything(): Promise<string[]> {
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('put', () => {
  it('stores what get gives back, and replaces it', async () => {
    expect(await files.put('public/a/b.txt', bytes('one', 'two'), 10)).toBe(6);
    const file = await files.get('public/a/b.txt');
    expect(file?.size).toBe(6);
    expect(await text(file!.open())).toBe('onetwo');
    expect(await text(file!.open({ start: 1, end: 3 }))).toBe('net');
    await files.put('public/a/b.txt', bytes('new'), 10);
    expect(await text((await files.get('public/a/b.txt'))!.open())).toBe('new');
    expect(await everything()).toEqual(['b.txt']);
  });

  it.each([
    ['content that is too long', () => bytes('12345', '6'), FileTooLargeError],
    [
      'content that breaks off',
      async function* () {
        yield Buffer.from('123');
        throw new RangeError('aborted');
      },
      RangeError,
    ],
  ])('leaves nothing of %s', async (_, content, error) => {
    await expect(files.put('public/a.txt', content(), 5)).rejects.toThrow(error);
    expect(await everything()).toEqual([]);
  });

  it('keeps the file that was there when the new one fails', async () => {
    await files.put('public/a.txt', bytes('old'), 5);
    await expect(files.put('public/a.txt', bytes('123456'), 5)).rejects.toThrow(FileTooLargeError);
    expect(await text((await files.get('public/a.txt'))!.open())).toBe('old');
  });

  it('stores nothing for empty content', async () => {
    expect(await files.put('public/a.txt', bytes(), 5)).toBe(0);
    expect(await everything()).toEqual([]);
  });

  it('says so when the disk refuses', async () => {
    await fs.writeFile(path.join(root, 'public'), 'a file where a folder must be');
    const putting = files.put('public/a.txt', bytes('x'), 5);
    await expect(putting).rejects.toThrow(FileStoreError);
    await expect(putting).rejects.toMatchObject({ cause: { code: expect.any(String) } });
    expect(await everything()).toEqual(['public']);
  });
});

describe('keys', () => {
  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '../a',
    'a/../b',
    'a/.b',
    '.incoming/a',
    'a\\b',
    'a b',
    'a\0b',
    'ä',
    `a/${'b'.repeat(2000)}`,
  ])('%j is none', async (key) => {
    expect(await files.get(key)).toBeUndefined();
    await expect(files.put(key, bytes('x'), 5)).rejects.toThrow(TypeError);
    await expect(files.deleteAll(key)).rejects.toThrow(TypeError);
  });

  it('of folders name no file', async () => {
    await files.put('public/a/b.txt', bytes('x'), 5);
    expect(await files.get('public/a')).toBeUndefined();
    expect(await files.get('public/a/b.txt/c')).toBeUndefined();
    expect(await files.get(`public/${'a'.repeat(300)}`)).toBeUndefined();
  });
});

it('deletes by prefix', async () => {
  await files.put('public/a/b.txt', bytes('x'), 5);
  await files.put('public/ab/c.txt', bytes('x'), 5);
  await files.deleteAll('public/a');
  await files.deleteAll('public/none');
  expect(await everything()).toEqual(['c.txt']);
});

it('leaves no empty folders behind, also while files arrive there', async () => {
  await files.put('public/x.txt', bytes('x'), 5);
  await files.put('public/a/b/c.txt', bytes('x'), 5);
  await files.deleteAll('public/a/b/c.txt');
  expect(await fs.readdir(path.join(root, 'public'))).toEqual(['x.txt']);
  await files.put('public/a/b/c.txt', bytes('x'), 5);
  await files.deleteOlder('public/a', Date.now() + 60_000);
  expect(await fs.readdir(path.join(root, 'public/a'))).toEqual([]);
  const names = Array.from({ length: 30 }, (_, i) => `public/a/b/${i}.txt`);
  await Promise.all(
    names.map(async (name, i) => {
      if (i % 2 === 0) await files.put(name, bytes('x'), 5);
      else await files.deleteAll(name);
    }),
  );
  expect(await Promise.all(names.map(async (name) => (await files.get(name)) !== undefined))).toEqual(
    names.map((_, i) => i % 2 === 0),
  );
});

it('removes what a crash left half-written, and nothing that may arrive at another server', async () => {
  for (const [name, minutes] of [
    ['half', 61],
    ['arriving', 1],
  ] as const) {
    const file = path.join(root, '.incoming', name);
    await fs.writeFile(file, 'x');
    const at = new Date(Date.now() - minutes * 60_000);
    await fs.utimes(file, at, at);
  }
  await openDiskFiles(root);
  expect(await everything()).toEqual(['arriving']);
});

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSecret } from './secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'secret-test-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'data', 'secret.key');

it('makes a key once, for its owner alone, however many start at once', async () => {
  const data = path.dirname(file());
  const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => loadSecret(data, undefined)));
  expect(first).toHaveLength(32);
  for (const other of others) expect(other).toEqual(first);
  expect(await fs.readdir(data)).toEqual(['secret.key']);
  expect(await loadSecret(data, undefined)).toEqual(first);
  expect((await fs.stat(file())).mode & 0o777).toBe(0o600);
});

it('prefers the secret that was chosen and writes no file', async () => {
  expect(await loadSecret(folder, 'chosen')).toEqual(Buffer.from('chosen'));
  expect(await fs.readdir(folder)).toEqual([]);
});

it('refuses a file that holds no key', async () => {
  await fs.mkdir(path.dirname(file()));
  await fs.writeFile(file(), 'short');
  await expect(loadSecret(path.dirname(file()), undefined)).rejects.toThrow('secret.key does not hold a key');
});

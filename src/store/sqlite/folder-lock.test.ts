import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isFolderServed, lockFolder } from './folder-lock.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'repartee-lock-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

it('is held once, until it is released', () => {
  const dataDir = path.join(folder, 'made/for/it');
  expect(isFolderServed(dataDir)).toBe(false);
  expect(fs.existsSync(dataDir)).toBe(false);
  const lock = lockFolder(dataDir)!;
  expect(lockFolder(dataDir)).toBeUndefined();
  expect(isFolderServed(dataDir)).toBe(true);
  expect(fs.readdirSync(dataDir)).toEqual(['server.lock']);
  lock.release();
  expect(isFolderServed(dataDir)).toBe(false);
  lockFolder(dataDir)!.release();
});

it('ends with its process', async () => {
  const dataDir = path.join(folder, 'killed');
  const module = new URL('folder-lock.ts', import.meta.url).href;
  const code = `const { lockFolder } = await import(${JSON.stringify(module)});
    const lock = lockFolder(${JSON.stringify(dataDir)}); process.stdout.write(String(!!lock)); setInterval(() => lock, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    expect(String(await once(child.stdout, 'data'))).toBe('true');
    expect(isFolderServed(dataDir)).toBe(true);
    expect(lockFolder(dataDir)).toBeUndefined();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(isFolderServed(dataDir)).toBe(false);
  lockFolder(dataDir)!.release();
});

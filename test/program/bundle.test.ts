import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;

function run(args: readonly string[], input = ''): string {
  return execFileSync(process.execPath, args, { cwd: folder, input, encoding: 'utf8' });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'repartee-program-'));
  run([path.join(root, 'scripts', 'bundle.mjs')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = path.join(root, 'dist', 'program', 'main.js');

it('knows its version', () => {
  expect(run([program, '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('holds a whole conversation, with scripts in their thread, phone numbers and dates in words', () => {
  const bot = path.join(import.meta.dirname, 'bot.json');
  const shown = run([program, 'chat', bot], '06 12 34 56 78\n5 December 2026\n');
  expect(shown).toContain('You are +33612345678, until 05/12/2026, with 42.');
});

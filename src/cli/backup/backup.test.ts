import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureOwner } from '../../accounts/owner.ts';
import { migrations } from '../../store/sqlite/migrations.ts';
import { databaseFile, openSqliteStore } from '../../store/sqlite/open.ts';
import { type BackupRequest, backUp } from './backup.ts';
import { type RestoreRequest, restore } from './restore.ts';
import { contentWords, sizeWords } from './words.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'repartee-backup-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function backUpTo(file: string, dataDir: string, options: Partial<BackupRequest> = {}): Promise<string[]> {
  const lines: string[] = [];
  const request = { file: at(file), dataDir: at(dataDir), isForced: false, databaseUrl: undefined, ...options };
  await backUp(request, (line) => lines.push(line));
  return lines;
}

async function restoreFrom(file: string, dataDir: string, options: Partial<RestoreRequest> = {}): Promise<string[]> {
  const lines: string[] = [];
  const request = { file: at(file), dataDir: at(dataDir), isForced: false, databaseUrl: undefined, hasSecret: false };
  await restore({ ...request, ...options }, (line) => lines.push(line));
  return lines;
}

function change(dataDir: string, sql: string): void {
  const database = new DatabaseSync(databaseFile(at(dataDir)));
  database.exec(sql);
  database.close();
}

beforeAll(async () => {
  const store = await openSqliteStore({ file: databaseFile(at('data')) });
  await ensureOwner(store.accounts, undefined, 0);
  await store.close();
  fs.cpSync(at('data'), at('newer'), { recursive: true });
  change('newer', `INSERT INTO migrations VALUES ('9999_later', '2030-01-01')`);
  fs.cpSync(at('data'), at('damaged'), { recursive: true });
  const bytes = fs.readFileSync(databaseFile(at('damaged')));
  bytes.fill(7, 8192, 12_288);
  fs.writeFileSync(databaseFile(at('damaged')), bytes);
  fs.mkdirSync(at('foreign'));
  change('foreign', 'CREATE TABLE recipes (name)');
  fs.writeFileSync(at('a-file'), 'mine');
  await backUpTo('good.tar', 'data');
  await backUpTo('newer.tar', 'newer');
});

const namesNow = () => fs.readdirSync(folder, { recursive: true }).toSorted();

describe('refuses a backup and leaves no trace', () => {
  it.each<[string, string, string, Partial<BackupRequest>, RegExp]>([
    ['over a file', 'a-file', 'data', {}, /^The file .*a-file exists\. .*--force/],
    ['into a missing folder', 'nowhere/b.tar', 'data', {}, /cannot be written: it does not exist\.$/],
    ['over a folder', 'foreign', 'data', { isForced: true }, /^The backup .*foreign cannot be written: /],
    ['of nothing', 'b.tar', 'nothing', {}, /^There is no database in the data folder/],
    ['of a damaged database', 'b.tar', 'damaged', {}, /is damaged, so there is no backup of it/],
    ['of a database of something else', 'b.tar', 'foreign', {}, /is not one of Repartee/],
    ['of PostgreSQL', 'b.tar', 'data', { databaseUrl: 'postgres://u:sesame@h/d' }, /^DATABASE_URL is set.*pg_dump/],
  ])('%s', async (_name, file, dataDir, options, sentence) => {
    const before = namesNow().filter((name) => !/-(wal|shm)$/.test(String(name)));
    const refusal = await backUpTo(file, dataDir, options).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'UserError', message: expect.stringMatching(sentence) });
    expect(String(refusal)).not.toContain('sesame');
    expect(namesNow().filter((name) => !/-(wal|shm)$/.test(String(name)))).toEqual(before);
    expect(fs.readFileSync(at('a-file'), 'utf8')).toBe('mine');
  });
});

it('replaces a file when it is told to', async () => {
  fs.writeFileSync(at('old.tar'), 'old');
  const [first, second, third] = await backUpTo('old.tar', 'data', { isForced: true });
  expect(first).toMatch(/^Backed up .*data into .*old\.tar: \d+\.\d KB in \d+\.\d s\.$/);
  expect(second).toBe('It holds 0 bots, 0 sessions, 0 results, 0 uploaded files, and no key file.');
  expect(third).toContain('ENCRYPTION_SECRET');
  expect(fs.readFileSync(at('old.tar')).subarray(0, 11).toString()).toBe('repartee.db');
});

it('does not change a database of a newer version', () => {
  const database = new DatabaseSync(databaseFile(at('newer')), { readOnly: true });
  expect(database.prepare('SELECT name FROM migrations').all()).toHaveLength(Object.keys(migrations).length + 1);
  database.close();
});

describe('refuses a restore and changes nothing', () => {
  it.each<[string, string, string, Partial<RestoreRequest>, RegExp]>([
    ['of no backup', 'a-file', 'fresh/folder', {}, /is no backup of Repartee/],
    ['of a missing file', 'nobody', 'fresh', {}, /^The backup .*nobody cannot be read: it does not exist\.$/],
    ['of a folder', 'foreign', 'fresh', {}, /cannot be read: it is/],
    ['of a newer version', 'newer.tar', 'fresh', {}, /newer version of Repartee \(it has the change "9999_later"\)/],
    ['of a newer version by force', 'newer.tar', 'data', { isForced: true }, /newer version of Repartee/],
    ['of no backup by force', 'a-file', 'data', { isForced: true }, /is no backup of Repartee/],
    ['over data', 'good.tar', 'data', {}, /has data already: repartee\.db.*--force/],
    ['into a file', 'good.tar', 'a-file', {}, /^The data folder .* cannot be used: a part of the path is a file/],
    ['into PostgreSQL', 'good.tar', 'fresh', { databaseUrl: 'postgres://u:sesame@h/d' }, /^DATABASE_URL is set/],
  ])('%s', async (_name, file, dataDir, options, sentence) => {
    const before = namesNow();
    const refusal = await restoreFrom(file, dataDir, options).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'UserError', message: expect.stringMatching(sentence) });
    expect(namesNow()).toEqual(before);
  });
});

it('restores into an empty folder, and asks for the secret when there is no key file', async () => {
  fs.mkdirSync(at('empty'));
  const [first, second, ...rest] = await restoreFrom('good.tar', 'empty');
  expect(first).toMatch(/^Restored .*good\.tar into .*empty: 0 bots/);
  expect(second).toContain('ENCRYPTION_SECRET');
  expect(rest).toEqual([]);
  const store = await openSqliteStore({ file: databaseFile(at('empty')) });
  expect(await store.accounts.owner()).toBeDefined();
  await store.close();
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 KB'],
  [1_234_567, '1.2 MB'],
  [84_400_000_000, '84.4 GB'],
])('says %i bytes as %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));

it('counts in words', () => {
  expect(contentWords({ bots: 1, sessions: 2, results: 0 }, 3, true)).toBe(
    '1 bot, 2 sessions, 0 results, 3 uploaded files, and the key file',
  );
});

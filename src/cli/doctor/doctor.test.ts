import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/command-line.ts';
import { type Config, readConfig } from '../../config/config.ts';
import type { SettingName } from '../../config/settings.ts';
import { keyFile } from '../../files/secret.ts';
import type { PostgresFindings } from '../../store/postgres/examine.ts';
import { databaseFile, openSqliteStore } from '../../store/sqlite/open.ts';
import { httpsAdvice, portCheck, publicAddressCheck } from './addresses.ts';
import type { Check } from './check.ts';
import { watchClock } from './clock.ts';
import { dataFolderCheck, spaceCheck } from './data-folder.ts';
import { examine, linesOf, nodeVersion } from './doctor.ts';
import { embeddedDatabaseCheck } from './embedded-database.ts';
import { keyCheck } from './key.ts';
import { outgoingCheck } from './outgoing.ts';
import { judged, placeOf } from './postgres.ts';
import { uploadsCheck } from './uploads.ts';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'repartee-doctor-'));
const at = (name: string) => path.join(folder, name);
const configOf = (flags: Partial<Record<SettingName, string>>): Config => readConfig({ flags });

function change(dataDir: string, sql: string): void {
  const database = new DatabaseSync(databaseFile(at(dataDir)));
  database.exec(sql);
  database.close();
}

beforeAll(async () => {
  const store = await openSqliteStore({ file: databaseFile(at('good')) });
  await store.close();
  fs.mkdirSync(at('good/uploads'));
  fs.writeFileSync(keyFile(at('good')), 'a'.repeat(64), { mode: 0o600 });
  for (const name of ['newer', 'older', 'damaged', 'open-key', 'bad-key', 'locked']) {
    fs.cpSync(at('good'), at(name), { recursive: true });
  }
  change('newer', `INSERT INTO migrations VALUES ('9999_later', '2030-01-01')`);
  change('older', 'DELETE FROM migrations');
  const bytes = fs.readFileSync(databaseFile(at('damaged')));
  fs.writeFileSync(databaseFile(at('damaged')), bytes.fill(7, 8192, 12_288));
  fs.chmodSync(keyFile(at('open-key')), 0o644);
  fs.writeFileSync(keyFile(at('bad-key')), 'short');
  for (const name of ['foreign', 'text', 'open-folder']) fs.mkdirSync(at(name));
  change('foreign', 'CREATE TABLE recipes (name)');
  fs.writeFileSync(databaseFile(at('text')), 'not a database at all, but long enough to be read as one'.repeat(10));
  fs.chmodSync(at('open-folder'), 0o755);
  fs.writeFileSync(at('open-folder/uploads'), 'a file');
  fs.writeFileSync(at('a-file'), '');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('what is checked in a data folder', () => {
  it.each<[Check, string, string, RegExp, RegExp?]>([
    [dataFolderCheck, 'good', 'ok', /can be written$/],
    [dataFolderCheck, 'open-folder', 'ok', /can be written$/, /chmod 700/],
    [dataFolderCheck, 'not/made/yet', 'ok', /does not exist yet and can be made$/],
    [dataFolderCheck, 'a-file', 'failed', /a-file is a file$/, /DATA_DIR/],
    [dataFolderCheck, 'a-file/below', 'failed', /a part of the path is a file$/, /DATA_DIR/],
    [spaceCheck, 'good', 'ok', /B$/],
    [embeddedDatabaseCheck, 'good', 'ok', /^sound and can be written; .* bots 0, sessions 0, results 0$/],
    [embeddedDatabaseCheck, 'older', 'ok', /^sound/, /0001_conversations.*backup/],
    [embeddedDatabaseCheck, 'not/made/yet', 'skipped', /first start makes it/],
    [embeddedDatabaseCheck, 'newer', 'failed', /^tables: .*newer version.*"9999_later"$/, /that version or a later/],
    [embeddedDatabaseCheck, 'foreign', 'failed', /^tables: .*another program$/, /DATA_DIR/],
    [embeddedDatabaseCheck, 'damaged', 'failed', /^integrity: /, /repartee restore/],
    [embeddedDatabaseCheck, 'text', 'failed', /^reading .*: file is not a database$/, /repartee restore/],
    [uploadsCheck, 'good', 'ok', /can be written$/],
    [uploadsCheck, 'foreign', 'skipped', /first start makes it/],
    [uploadsCheck, 'open-folder', 'failed', /uploads cannot be written/, /folder/],
    [keyCheck, 'good', 'ok', /for its owner alone$/],
    [keyCheck, 'foreign', 'skipped', /first start makes it/],
    [keyCheck, 'open-key', 'failed', /mode 644/, /chmod 600/],
    [keyCheck, 'bad-key', 'failed', /64 hexadecimal digits/, /last backup/],
  ])('%o in %s: %s', async (check, dataDir, status, detail, advice) => {
    const names = () => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const before = names();
    const finding = await check.run(configOf({ dataDir: at(dataDir) }));
    expect(finding).toMatchObject({ status, detail: expect.stringMatching(detail) });
    if (advice) expect(finding.advice).toMatch(advice);
    else expect(finding.advice).toBeUndefined();
    const made = names().filter((name) => !before.includes(name));
    // The database keeps its own side files while it is read.
    expect(made.filter((name) => !/-(wal|shm)$/.test(name))).toEqual([]);
  });

  it('notices that the database cannot be written', async () => {
    const writer = new DatabaseSync(databaseFile(at('locked')));
    writer.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; CREATE TABLE held (a)');
    const finding = await embeddedDatabaseCheck.run(configOf({ dataDir: at('locked') }));
    writer.close();
    expect(finding).toMatchObject({ status: 'failed', detail: expect.stringMatching(/: database is locked$/) });
  });

  it('takes the secret of the settings for the key', async () => {
    const config = configOf({ dataDir: at('bad-key'), encryptionSecret: 's'.repeat(32) });
    expect(await keyCheck.run(config)).toEqual({ status: 'ok', detail: 'ENCRYPTION_SECRET is set' });
  });
});

describe('addresses', () => {
  it('tells our server from another program', async () => {
    const port = await freePort();
    const config = configOf({ port: String(port), dataDir: at('good'), publicUrl: `http://localhost:${port}` });
    expect(await portCheck.run(config)).toMatchObject({ status: 'ok', detail: `${port} of 127.0.0.1 is free` });
    expect(await publicAddressCheck.run(config)).toMatchObject({ status: 'skipped' });

    const other = Fastify();
    await other.listen({ port, host: '127.0.0.1' });
    const taken = await portCheck.run(config);
    await other.close();
    expect(taken).toMatchObject({ status: 'failed', detail: expect.stringContaining('another program listens there') });

    const own = Fastify().get('/healthz', () => ({ status: 'ok' }));
    await own.listen({ port, host: '127.0.0.1' });
    const wrong = configOf({ port: String(port), dataDir: at('good'), publicUrl: 'http://127.0.0.1:1' });
    const findings = [await portCheck.run(config), await publicAddressCheck.run(config)];
    const unreachable = await publicAddressCheck.run(wrong);
    await own.close();
    expect(findings).toMatchObject([{ status: 'ok' }, { status: 'ok', detail: `http://localhost:${port} answers` }]);
    expect(unreachable).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/^http:\/\/127.0.0.1:1\/healthz: /),
    });
  });

  it.each([
    ['https://chat.example.com', false],
    ['http://localhost:3000', false],
    ['http://127.0.0.1', false],
    ['http://[::1]:3000', false],
    ['http://chat.example.com', true],
    ['http://10.0.0.1', true],
  ])('%s should be https: %s', (url, isAdvised) => expect('advice' in httpsAdvice(url)).toBe(isAdvised));
});

describe('PostgreSQL', () => {
  const sound: PostgresFindings = {
    versionNumber: 140_005,
    version: '14.5',
    isReadOnly: false,
    mayCreateTables: true,
    fsync: 'on',
    synchronousCommit: 'on',
    clockAheadMs: -3,
  };

  it.each<[Partial<PostgresFindings>, string, string]>([
    [{}, 'ok', 'version 14.5 at db/bots; clocks differ by 3 ms'],
    [{ synchronousCommit: 'remote_apply' }, 'ok', 'version 14.5'],
    [{ versionNumber: 130_020, version: '13.20' }, 'failed', 'version 13.20 is too old'],
    [{ isReadOnly: true }, 'failed', 'read-only'],
    [{ mayCreateTables: false }, 'failed', 'may not create tables'],
    [{ fsync: 'off' }, 'failed', 'fsync is off'],
    [{ synchronousCommit: 'off' }, 'failed', 'synchronous_commit is off'],
    [{ clockAheadMs: -61_000 }, 'failed', '61.0 s behind ours'],
    [{ clockAheadMs: 2_500 }, 'failed', '2.5 s ahead of ours'],
  ])('%j: %s', (findings, status, detail) => {
    expect(judged('db/bots', { ...sound, ...findings })).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });

  it('is named without user, password and options', () => {
    expect(placeOf('postgres://me:sesame@db:5432/bots?password=sesame')).toBe('db:5432/bots');
  });
});

describe('the clock', () => {
  const start = Date.UTC(2026, 0, 1);
  /** Clocks that advance with each pause; the wall clock then jumps, once. */
  function times(jumpMs: number, from = start) {
    let steady = 0;
    let jumped = 0;
    return {
      wall: () => from + steady + jumped,
      steady: () => steady,
      pause: async (ms: number) => {
        steady += ms;
        if (steady > 100) jumped = jumpMs;
      },
    };
  }

  it.each([
    [times(0), 'ok', '2026-01-01T00:00:00.250Z, steady'],
    [times(50), 'ok', 'steady'],
    [times(3_600_000), 'failed', 'it jumped by 3600000 ms'],
    [times(-500), 'failed', 'it jumped by -500 ms'],
    [times(0, 0), 'failed', 'it shows the year 1970'],
    [times(0, Date.UTC(2120, 0, 1)), 'failed', 'it shows the year 2120'],
  ])('case %#: %s', async (clock, status, detail) => {
    expect(await watchClock(clock)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });
});

it.each([
  ['', undefined],
  ['10.0.0.0/8,crm.internal', undefined],
  ['127.0.0.0/8', expect.stringContaining('every port of this machine')],
  ['0.0.0.0/0', expect.stringContaining('every port of this machine')],
])('says what bots can reach with %j', async (allowPrivateHosts, advice) => {
  const finding = await outgoingCheck.run(configOf({ allowPrivateHosts }));
  expect(finding.status).toBe('ok');
  expect(finding.advice).toEqual(advice);
});

it.each([
  ['20.19.0', 'failed'],
  ['24.0.0', 'ok'],
  ['100.1.0', 'ok'],
])('Node.js %s: %s', (version, status) => expect(nodeVersion(version).status).toBe(status));

it('goes no further than settings that cannot be used', async () => {
  const lines: string[] = [];
  const readSettings = () => configOf({ port: 'x', host: '%' });
  expect(await examine({ readSettings, isJson: false }, (line) => lines.push(line))).toBe(false);
  expect(lines[1]).toMatch(/^✗ settings: --port \(PORT\) must be .*, not "x"\. --host \(HOST\) must be/);
  const [, , , ...rest] = lines;
  expect(new Set(rest.map((line) => line.replace(/^– [^:]+/, '')))).toEqual(
    new Set([': not checked: the settings come first']),
  );
});

it('writes a line for a check, and one for the advice', () => {
  expect(linesOf('clock', { status: 'failed', detail: 'jumps', advice: 'Mend it.' })).toEqual([
    '✗ clock: jumps',
    '    Mend it.',
  ]);
});

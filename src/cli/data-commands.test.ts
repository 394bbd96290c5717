import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runCommand, startServer } from '../../test/support/command-line.ts';
import { openTestServer } from '../../test/support/test-server.ts';
import { Credentials } from '../accounts/credentials/credentials.ts';
import { Vault } from '../accounts/credentials/vault.ts';
import { readConfig } from '../config/config.ts';
import { databaseFile, openSqliteStore } from '../store/sqlite/open.ts';
import { restore } from './backup/restore.ts';
import { portCheck } from './doctor/addresses.ts';

/** Starting takes seconds on a busy machine; this only ends what hangs. In ms. */
const patience = 120_000;
const folder = fs.mkdtempSync(path.join(tmpdir(), 'repartee-data-'));
const data = path.join(folder, 'data');
const run = (args: readonly string[], variables?: object) => runCommand(folder, args, variables);

let server: ChildProcess;
let port: string;

beforeAll(async () => {
  port = String(await freePort());
  server = await startServer(folder, ['--port', port, '--data-dir', 'data']);
}, patience);
afterAll(() => {
  server.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

async function post(url: string, body: object) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${url}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { sessionId: string; resultId: string };
}

/** Starts a conversation with the demo bot and answers its first question. */
async function talk() {
  const { sessionId, resultId } = await post('/typebots/demo/startChat', {});
  await post(`/sessions/${sessionId}/continueChat`, { message: 'Ada' });
  return { sessionId, resultId };
}

describe('while a server runs', { timeout: patience }, () => {
  it('a new key seals what the old one did', async () => {
    const [old, secret] = ['an old secret of enough characters', 'a new secret of enough characters!'];
    const store = await openSqliteStore({ file: databaseFile(data) });
    const vault = new Vault({ current: { secret: Buffer.from(old), isChosen: true } });
    const credentials = new Credentials({ store: store.credentials, vault, clock: Date });
    await credentials.create('w1', { type: 'openai', name: 'n', data: { apiKey: 'k' } }, 'c1');
    await store.close();
    const rotate = ['rotate-key', '--data-dir', 'data', '--encryption-secret', secret];
    expect(await run(rotate)).toMatchObject({ status: 1, stdout: expect.stringContaining('No key opens 1: c1.') });
    const both = { ENCRYPTION_SECRET_OLD: old };
    expect(await run(rotate, both)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Sealed 1 credentials anew'),
    });
    expect(await run(rotate)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 were sealed') });
    expect((await run(['rotate-key', '--data-dir', 'nothing'])).status).toBe(1);
    const broken = path.join(folder, 'broken');
    fs.mkdirSync(broken);
    fs.writeFileSync(databaseFile(broken), 'this is no database, whatever its name says');
    expect(await run(['rotate-key', '--data-dir', broken])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot be used'),
    });
  });

  it('a backup has every turn that was acknowledged before it began', async () => {
    const upload = path.join(data, 'uploads/public/tmp/a.txt');
    fs.mkdirSync(path.dirname(upload), { recursive: true });
    fs.writeFileSync(upload, 'kept');

    const acknowledged: Awaited<ReturnType<typeof talk>>[] = [];
    let isOver = false;
    const person = async () => {
      while (!isOver) acknowledged.push(await talk());
    };
    const talks = Promise.all([person(), person(), person()]);
    while (acknowledged.length < 10) await Promise.race([new Promise(setImmediate), talks]);
    const before = [...acknowledged];
    const backup = await run(['backup', 'full.tar', '--data-dir', 'data']);
    isOver = true;
    await talks;
    expect(backup).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('1 uploaded file, and the key'),
    });
    expect(fs.statSync(path.join(folder, 'full.tar')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);

    const restored = path.join(folder, 'restored');
    const request = { file: path.join(folder, 'full.tar'), databaseUrl: undefined, isForced: false, hasSecret: false };
    await restore({ ...request, dataDir: restored }, () => {});
    expect(fs.readFileSync(path.join(restored, 'uploads/public/tmp/a.txt'), 'utf8')).toBe('kept');
    expect(fs.readFileSync(path.join(restored, 'secret.key'))).toEqual(fs.readFileSync(path.join(data, 'secret.key')));
    const second = await openTestServer({ dataDir: restored });
    try {
      for (const { resultId } of before) {
        expect((await second.store.results.answers(resultId)).map(({ content }) => content)).toEqual(['Ada']);
      }
      const answer = await second.app.inject({
        method: 'POST',
        url: `/api/v1/sessions/${before.at(-1)!.sessionId}/continueChat`,
        payload: { message: 'Nothing more' },
      });
      expect(answer.body).toContain('Have fun!');
    } finally {
      await second.close();
    }
  });

  it('no other one starts on its folder, and nothing is restored into it', async () => {
    const otherPort = String(await freePort());
    const [serve, restore] = await Promise.all([
      run(['serve', '--port', otherPort, '--data-dir', 'data']),
      run(['restore', 'full.tar', '--data-dir', 'data', '--force']),
    ]);
    expect(serve).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Another server uses the data folder/) });
    expect(restore).toMatchObject({ status: 1, stderr: expect.stringMatching(/^A server uses the data folder/) });
    expect(fs.readdirSync(data).some((name) => /restor/.test(name))).toBe(false);
  });

  it('the doctor finds it', async () => {
    const { status, stdout, stderr } = await run(['doctor', '--port', port, '--data-dir', 'data']);
    expect(stdout).toContain(`✓ port: Repartee listens on ${port} of 127.0.0.1`);
    expect(stdout).toContain(`✓ public address: http://127.0.0.1:${port} answers`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('the doctor asks for its settings when they are others', async () => {
    const config = readConfig({ flags: { port: String(await freePort()), dataDir: data } });
    expect(await portCheck.run(config)).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('but nothing listens on port'),
    });
  });
});

describe('after it was killed', { timeout: patience }, () => {
  const fingerprints = () =>
    ['repartee.db', 'repartee.db-wal'].map((name) =>
      createHash('sha256')
        .update(fs.readFileSync(path.join(data, name)))
        .digest('hex'),
    );

  beforeAll(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  });

  it('the doctor changes nothing, and the lock is gone', async () => {
    const before = fingerprints();
    expect(fs.statSync(path.join(data, 'repartee.db-wal')).size).toBeGreaterThan(0);
    const { status, stdout } = await run(['doctor', '--port', port, '--data-dir', 'data']);
    expect(stdout).toContain(`✓ port: ${port} of 127.0.0.1 is free`);
    expect(status).toBe(0);
    expect(fingerprints()).toEqual(before);
  });

  it('what is there is moved aside for a backup', async () => {
    const before = fs.readFileSync(path.join(data, 'repartee.db'));
    const { status, stdout } = await run(['restore', 'full.tar', '--data-dir', 'data', '--force']);
    expect(status).toBe(0);
    const [, aside] = /What was there before is in (.+)\. Delete/.exec(stdout)!;
    expect(fs.readFileSync(path.join(aside!, 'repartee.db'))).toEqual(before);
    expect(fs.readdirSync(aside!)).toEqual(expect.arrayContaining(['secret.key', 'uploads', 'repartee.db-wal']));
    expect(fs.readdirSync(data).filter((name) => name.endsWith('-wal'))).toEqual([]);
  });
});

it('the doctor names a database server that it cannot reach, without the password', { timeout: patience }, async () => {
  const databaseUrl = 'postgres://me:sesame@127.0.0.1:1/bots';
  const args = ['doctor', '--json', '--data-dir', 'new', '--port', String(await freePort())];
  const { status, stdout, stderr } = await run(args, { DATABASE_URL: databaseUrl });
  const { ok, checks } = JSON.parse(stdout);
  expect(ok).toBe(false);
  expect(checks.filter((check: { status: string }) => check.status === 'failed')).toEqual([
    expect.objectContaining({
      name: 'PostgreSQL',
      detail: 'connecting to 127.0.0.1:1/bots: nothing listens there',
    }),
  ]);
  expect(stdout).not.toContain('sesame');
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(fs.existsSync(path.join(folder, 'new'))).toBe(false);
});

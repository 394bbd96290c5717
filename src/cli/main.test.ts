import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../test/support/command-line.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const examples = path.join(import.meta.dirname, '../../examples');
const folder = mkdtempSync(path.join(tmpdir(), 'repartee-cli-'));
/** Starting takes seconds on a busy machine; this only ends what hangs. In ms. */
const patience = 120_000;
const env = {
  PATH: process.env.PATH,
  NODE_NO_WARNINGS: '1',
  // Every case starts a process; what one compiled the next one need not.
  NODE_COMPILE_CACHE: path.join(import.meta.dirname, '../../node_modules/.cache/compiled'),
};

function run(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('without a server', { timeout: patience }, () => {
  writeFileSync(path.join(folder, 'broken.json'), '{"version":');
  writeFileSync(path.join(folder, 'empty.json'), '{}');

  it.each<[string[], number, string]>([
    [['--help'], 0, 'Exit codes: 0 done'],
    [['serve', '--help'], 0, '--data-dir <folder>'],
    [['--version'], 0, `${JSON.parse(readFileSync(path.join(examples, '../package.json'), 'utf8')).version}\n`],
    [['nonsense'], 2, "error: unknown command 'nonsense'"],
    [['serve', '--nonsense'], 2, "error: unknown option '--nonsense'"],
    [['--port', 'abc'], 1, '--port (PORT) must be a whole number from 1 to 65535, not "abc".'],
    [['validate', 'missing.json'], 1, 'The file missing.json cannot be read: it does not exist.'],
    [['validate', '.'], 1, 'The file . cannot be read: it is a folder.'],
    [['validate', 'broken.json'], 1, 'it is not JSON'],
    [['import', 'empty.json'], 1, 'start event is missing'],
    [['import', 'broken.json', '--public-id', 'Not_good'], 1, 'The public id "Not_good" cannot be used'],
    [['chat', 'nobody', '--data-dir', 'nothing-here'], 1, 'There is no file "nobody", and there are no bots in'],
    [['import', `${examples}/quiz/bot.json`, '--data-dir', 'empty.json/x'], 1, 'a part of the path is a file.'],
    ...[['serve'], ['import', `${examples}/quiz/bot.json`], ['chat', 'demo']].map(
      (args): [string[], number, string] => [
        [...args, '--database-url', 'postgres://app:secret@127.0.0.1:1/x'],
        1,
        'The database postgres://app@127.0.0.1:1/x cannot be used: nothing listens there.\n',
      ],
    ),
    [['validate', `${examples}/quiz/bot.json`], 0, 'Nothing to report'],
  ])('%j', (args, status, sentence) => {
    const result = run(args);
    expect(result).toMatchObject({ status, [status === 0 ? 'stdout' : 'stderr']: expect.stringContaining(sentence) });
    expect(result.stderr).not.toMatch(/^ +at /m);
  });

  it('chats with a file through a pipe', () => {
    const files = [`${examples}/faq/bot.json`, '--with', `${examples}/faq/answers.json`];
    const { status, stdout } = run(['chat', ...files], '2\nRome\nYes\n');
    expect(stdout.split('\n')).toEqual([
      'Hello friend, what is it about?',
      '  1) Opening hours',
      '  2) Delivery',
      '  3) Something else',
      '> 2',
      'Where do you live, friend?',
      '  (text)',
      '> Rome',
      'To Rome it takes two to three days.',
      'Did this help?',
      '  1) Yes',
      '  2) No',
      '> Yes',
      'Glad to hear it. Goodbye!',
      '-- end of the conversation --',
      '',
    ]);
    expect(status).toBe(0);
  });
});

it(
  'does not mind when its reader stops early',
  () => {
    const command = `printf 'Ada\\n3\\n' | '${process.execPath}' '${main}' chat '${examples}/demo/bot.json' | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'Hi! I am a demo bot on your own server.\n', stderr: '' });
  },
  patience,
);

it('leaves no trace of a refused file', () => {
  run(['import', 'empty.json', '--data-dir', 'untouched']);
  expect(existsSync(path.join(folder, 'untouched'))).toBe(false);
});

describe('a server', { timeout: patience }, () => {
  const dataDir = path.join(folder, 'data');
  let port: number;
  let server: ChildProcess;
  let output = '';
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    port = await freePort();
    ({ server, output } = await start());
  }, patience);
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  /** Starts a server and waits until it has said where it listens. */
  async function start() {
    const child = spawn(process.execPath, [main, '--port', String(port), '--data-dir', dataDir], { cwd: folder, env });
    children.push(child);
    let text = '';
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      errors += part;
    });
    for await (const part of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      text += part;
      if (text.includes('listens on')) return { server: child, output: text };
    }
    throw new Error(`The server ended: ${text}${errors}`);
  }

  /** On a connection of its own: one that is kept may be closed just when the next request is sent. */
  const post = (url: string, body: object, token?: string) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });

  it('answers the curl that it prints', async () => {
    const [, url, body] = /curl -X POST (\S+) -H '[^']+' -d '([^']+)'/.exec(output) ?? [];
    const response = await post(url!, JSON.parse(body!));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      messages: [{ content: { markdown: 'Hi! I am a demo bot on your own server.' } }, {}],
      input: { type: 'text input' },
    });
  });

  it('prints a token that opens the management API', async () => {
    const token = /shown only once: (\S+)/.exec(output)?.[1];
    const open = (bearer: string) =>
      fetch(`http://127.0.0.1:${port}/api/v1/workspaces`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await open(token!)).status).toBe(200);
    expect((await open('wrong')).status).toBe(401);
  });

  it('can be talked to from a terminal, by address', () => {
    const { status, stdout } = run(['chat', `http://127.0.0.1:${port}/demo`], 'Ada\n3\n');
    expect(stdout).toContain('Goodbye, Ada. Have fun!');
    expect(status).toBe(0);
  });

  it('takes bots while it runs', async () => {
    const { stdout } = run([
      'import',
      `${examples}/quiz/bot.json`,
      '--publish',
      '--public-id',
      'quiz',
      '--data-dir',
      'data',
    ]);
    expect(stdout).toContain('Published as version 1 with the public id "quiz".');
    expect((await post(`http://127.0.0.1:${port}/api/v1/typebots/quiz/startChat`, {})).status).toBe(200);
    const again = run(['import', `${examples}/quiz/bot.json`, '--public-id', 'quiz', '--data-dir', 'data']);
    expect(again).toMatchObject({
      status: 1,
      stderr: 'The public id "quiz" is taken by another bot of this server.\n',
    });
  });

  it('keeps its port for itself', () => {
    const { status, stderr } = run(['serve', '--port', String(port), '--data-dir', 'other']);
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 cannot be used: another program listens there.`);
    expect(status).toBe(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s and goes on after a restart', async (signal) => {
    const started = await post(`http://127.0.0.1:${port}/api/v1/typebots/demo/startChat`, {});
    const { sessionId } = (await started.json()) as { sessionId: string };
    const exit = once(server, 'exit');
    server.kill(signal);
    expect(await exit).toEqual([0, null]);
    ({ server, output } = await start());
    expect(output).not.toContain('shown only once');
    const answer = await post(`http://127.0.0.1:${port}/api/v1/sessions/${sessionId}/continueChat`, { message: 'Ada' });
    expect(JSON.stringify(await answer.json())).toContain('Nice to meet you, ');
  });
});

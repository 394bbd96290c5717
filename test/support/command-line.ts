import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';

const main = path.join(import.meta.dirname, '../../src/cli/main.ts');

/** Environment of a command, and nothing else of the one of the tests. */
const env = {
  PATH: process.env.PATH,
  NODE_NO_WARNINGS: '1',
  // Every command starts a process; what one compiled the next one need not.
  NODE_COMPILE_CACHE: path.join(import.meta.dirname, '../../node_modules/.cache/compiled'),
};

/** Nothing that hangs outlives its test by more than this. In ms. */
const patience = 60_000;

/** How a command ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the command line in a folder to its end, while the test goes on. */
export async function runCommand(cwd: string, args: readonly string[], variables: object = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...env, ...variables },
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      texts[name] += part;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...texts };
}

/** Starts a server in a folder and waits until it has said where it listens. */
export async function startServer(cwd: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, 'serve', ...args], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const part of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += part;
    if (text.includes('listens on')) return child;
  }
  throw new Error(`The server ended: ${text}`);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

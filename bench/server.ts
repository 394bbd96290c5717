import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';
import type { BenchBot } from './bots.ts';
import { type Answer, HttpConnection, type Request } from './http-connection.ts';

/** How the measured server is started. */
export interface ServerOptions {
  /** The sources instead of the program that is made of them. */
  readonly isSource: boolean;
  readonly logLevel: string;
  /** Further settings, for example where the data is. */
  readonly env: Readonly<Record<string, string>>;
}

/** The real program, as a process of its own. */
export interface MeasuredServer {
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to the first answer to `startChat`. */
  readonly firstAnswerMs: number;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

const root = path.dirname(import.meta.dirname);
const { config: packageConfig }: { config: { nodeFlags: string } } = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
/** Flags of Node.js that `npm start` starts the program with. */
export const packageFlags = packageConfig.nodeFlags.split(' ');
/** Token of the owner of measured servers. */
export const adminToken = 'token-of-the-benchmark';
const startTimeoutMs = 20_000;

/** Starts `serve` on a free port. Rejects with what it said when it ends or does not answer. */
export async function startServer({ isSource, logLevel, env }: ServerOptions): Promise<MeasuredServer> {
  const port = await freePort();
  const program = path.join(root, isSource ? 'src/cli/main.ts' : 'dist/program/main.js');
  const began = performance.now();
  const child = spawn(process.execPath, [...packageFlags, program, 'serve'], {
    // Away from the `.env` of the project.
    cwd: env.DATA_DIR,
    env: {
      ...process.env,
      NODE_NO_WARNINGS: '1',
      // As `npm start` has it.
      NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'),
      PORT: String(port),
      ADMIN_TOKEN: adminToken,
      RATE_LIMIT: 'off',
      LOG_LEVEL: logLevel,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const exited = once(child, 'exit');
  const kill = () => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    process.off('exit', kill);
  };
  try {
    await firstAnswer(port, () => child.exitCode ?? undefined);
  } catch (error) {
    await stop();
    throw new Error(`The server did not start: ${complaint.trim() || (error as Error).message}`, { cause: error });
  }
  return { pid: child.pid!, port, firstAnswerMs: performance.now() - began, stop };
}

/**
 * Waits for a server by talking to the demo bot, which every new one has. Rejects when it does not listen in time.
 *
 * @param exitCode of the server, once it has ended
 */
export async function firstAnswer(port: number, exitCode: () => number | undefined): Promise<void> {
  const endsAt = performance.now() + startTimeoutMs;
  for (;;) {
    if (exitCode() !== undefined) throw new Error(`it ended with code ${exitCode()}`);
    if (performance.now() > endsAt) throw new Error('it does not listen');
    try {
      const health = await ask(port, { method: 'GET', path: '/healthz' });
      if (health.status === 200) break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    }
    await pause(2);
  }
  expectOk(await ask(port, { method: 'POST', path: '/api/v1/typebots/demo/startChat', body: '{}' }));
}

/** Imports a bot through the management API and publishes it under its public id. */
export async function publish(port: number, { document, publicId }: BenchBot): Promise<void> {
  const headers = { authorization: `Bearer ${adminToken}` };
  const call = async (method: 'POST' | 'PATCH', path: string, body: object) => {
    const answer = await ask(port, { method, path: `/api/v1/typebots/${path}`, headers, body: JSON.stringify(body) });
    return JSON.parse(expectOk(answer));
  };
  const { typebot } = await call('POST', 'import', { typebot: document });
  await call('PATCH', typebot.id, { typebot: { publicId } });
  await call('POST', `${typebot.id}/publish`, {});
}

async function ask(port: number, request: Request): Promise<Answer> {
  const connection = new HttpConnection(port);
  try {
    return await connection.send(request);
  } finally {
    connection.close();
  }
}

function expectOk({ status, body }: Answer): string {
  if (status !== 200) throw new Error(`The server answered ${status}: ${body}`);
  return String(body);
}

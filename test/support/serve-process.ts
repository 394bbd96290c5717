import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const projectRoot = path.resolve(import.meta.dirname, '../..');

/** Servers that run; they end with the process that started them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A `serve` process that listens. */
export interface ServeProcess {
  readonly base: string;
  /** What it has written so far, for people and to the log. */
  readonly output: () => string;
  /** Resolves when the process is gone, by itself or because it was told to. */
  readonly gone: Promise<void>;
  /** Sends a signal and waits until the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** How a server is started. */
export interface ServeOptions {
  readonly port: number;
  /** Settings, by the names of their variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder of the release that serves; by default this one. */
  readonly root?: string;
  /** Words of a command that starts the server in its place, such as those of a shell that sets limits. */
  readonly wrapper?: readonly string[];
}

/** Starts `serve` and waits until it listens. Rejects with what it wrote when it ends before that. */
export async function startServe(options: ServeOptions): Promise<ServeProcess> {
  const { port, env, root = projectRoot, wrapper = [] } = options;
  const [command, ...words] = [...wrapper, process.execPath, path.join(root, 'src/cli/main.ts'), 'serve'];
  const child = spawn(command!, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_NO_WARNINGS: '1',
      // What one start has compiled the next one need not.
      NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/compiled'),
      LOG_LEVEL: 'error',
      RATE_LIMIT: 'off',
      PORT: String(port),
      ...env,
    },
  });
  running.add(child);
  const gone = once(child, 'close').then(() => void running.delete(child));
  let output = '';
  const listens = new Promise<void>((resolve) => {
    const take = (part: string) => {
      output += part;
      if (output.includes('listens on')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
  });
  const isGone = await Promise.race([listens, gone.then(() => true)]);
  if (isGone) throw new Error(`The server ended before it listened: ${output}`);
  return {
    base: `http://127.0.0.1:${port}`,
    output: () => output,
    gone,
    async end(signal) {
      child.kill(signal);
      await gone;
    },
  };
}

/** Ends every server that still runs. */
export async function endAllServers(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      return gone;
    }),
  );
}

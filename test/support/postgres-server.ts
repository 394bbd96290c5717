import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** PostgreSQL refuses to run as root; these may run it instead. */
const usersForRoot = ['postgres', 'nobody'];
/** Time to make and start a cluster on a busy machine, in ms. */
const patienceMs = 60_000;

/** Who a process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * A PostgreSQL server of its own in a temporary folder, reached through a socket there, without fsync: nothing here
 * outlives the machine. It ends with this process, however that ends.
 */
export class PostgresServer {
  readonly #programs: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'repartee-pg-'));
  readonly #account = accountForPostgres();
  #process: ChildProcess | undefined;

  /** @param programs folder with `initdb` and `postgres` */
  constructor(programs: string) {
    this.#programs = programs;
    const { uid, gid } = this.#account ?? {};
    if (uid !== undefined && gid !== undefined) chownSync(this.#folder, uid, gid);
  }

  /** Address of a database of the server. */
  url(database = 'postgres'): string {
    return `postgres://postgres@localhost/${database}?host=${encodeURIComponent(this.#folder)}`;
  }

  /** Makes the cluster and starts it; resolves when it answers. */
  async open(): Promise<void> {
    const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '-D', this.#data];
    const making = this.#spawn('initdb', options, 'ignore');
    const [code] = await once(making, 'exit');
    if (code !== 0) throw new Error(`initdb ended with code ${code}.`);
    await this.start();
  }

  /** Starts the server again after `stop`. */
  async start(): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.#folder,
      fsync: 'off',
      max_connections: 300,
      // It would come by at any moment of a test.
      autovacuum: 'off',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#process = this.#spawn('postgres', ['-D', this.#data, ...options], 'pipe');
    for (const until = Date.now() + patienceMs; ; ) {
      const client = new pg.Client({ connectionString: this.url() });
      try {
        await client.connect();
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        await client.end();
      }
    }
  }

  /** Ends the server at once, with all its connections; what was committed stays. */
  async stop(): Promise<void> {
    const running = this.#process;
    if (!running) return;
    this.#process = undefined;
    running.stdin?.end();
    if (running.exitCode === null) await once(running, 'exit');
  }

  /** Ends the server and removes everything of it. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  /** Runs a program that ends by itself, or when the standard input closes: that happens when this process is gone. */
  #spawn(program: string, options: readonly string[], input: 'ignore' | 'pipe'): ChildProcess {
    const untilInputEnds =
      'exec 3<&0; "$@" 3<&- </dev/null & server=$!; read -r _ <&3; kill -INT $server; wait $server';
    const command = [path.join(this.#programs, program), ...options];
    const [file, ...args] = input === 'pipe' ? ['sh', '-c', untilInputEnds, 'sh', ...command] : command;
    return spawn(file!, args, { cwd: this.#folder, stdio: [input, 'ignore', 'ignore'], ...this.#account });
  }
}

/** The account to run PostgreSQL with; undefined when that of this process will do. Throws when root has no other. */
export function accountForPostgres(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of usersForRoot) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This machine has no such user.
    }
  }
  throw new Error(`None of the users ${usersForRoot.join(', ')} exists to run PostgreSQL.`);
}

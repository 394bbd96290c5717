import { freePort } from '../support/free-port.ts';
import { type ServeProcess, startServe } from '../support/serve-process.ts';
import { installBot } from './install-bot.ts';

/** How servers of one database are run. */
export interface ServersOptions {
  /** Settings of all of them, by the names of their variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: 1. */
  readonly count?: number;
  /** Told when a server ends although nobody ended it. */
  readonly onCrash: (error: Error) => void;
}

/** One or more `serve` processes on one database, each of which keeps its port over restarts. */
export class Servers {
  /** Token of the owner. */
  readonly token = 'token-of-the-owner';
  readonly #options: ServersOptions;
  readonly #ports: number[] = [];
  readonly #running = new Map<number, ServeProcess>();
  readonly #starting = new Set<Promise<unknown>>();
  #turn = 0;

  private constructor(options: ServersOptions) {
    this.#options = options;
  }

  /** Starts the servers and gives them the bot. */
  static async open(options: ServersOptions): Promise<Servers> {
    const servers = new Servers(options);
    const { count = 1 } = options;
    while (servers.#ports.length < count) {
      const port = await freePort();
      if (!servers.#ports.includes(port)) servers.#ports.push(port);
    }
    await servers.start(0);
    await installBot(servers.address(), servers.token);
    for (let i = 1; i < count; i++) await servers.start(i);
    return servers;
  }

  /** Address of each server in turn, whether it runs or not. */
  readonly address = (): string => {
    const port = this.#ports[this.#turn++ % this.#ports.length];
    return `http://127.0.0.1:${port}`;
  };

  /** @param wrapper see `ServeOptions` */
  async start(index = 0, wrapper?: readonly string[]): Promise<void> {
    const { env, onCrash } = this.#options;
    const port = this.#ports[index]!;
    const starting = startServe({
      port,
      env: { ...env, ADMIN_TOKEN: this.token },
      ...(wrapper && { wrapper }),
    });
    this.#starting.add(starting);
    const server = await starting.finally(() => this.#starting.delete(starting));
    this.#running.set(index, server);
    void server.gone.then(() => {
      if (this.#running.get(index) === server) onCrash(new Error(`A server ended by itself: ${server.output()}`));
    });
  }

  /** Ends a server; gives what it wrote. */
  async end(signal: 'SIGTERM' | 'SIGKILL', index = 0): Promise<string> {
    const server = this.#running.get(index)!;
    this.#running.delete(index);
    await server.end(signal);
    return server.output();
  }

  /** Ends the servers that run, the polite way. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#running.keys()].map((index) => this.end('SIGTERM', index)));
  }
}

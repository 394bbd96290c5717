import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.ts';
import { forgetPeak, usageOf } from '../process-usage.ts';
import { adminToken } from '../server.ts';
import type { Command, Seen } from './probe.ts';

/** A request of any kind. */
export interface Shot {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An answer, and what it cost the server. */
export interface Measured extends Seen {
  /** 0 when there was none in time. */
  readonly status: number;
  readonly text: string;
  /** Growth of the memory of the process at its highest, in MB. */
  readonly memoryMb: number;
}

/** Longest wait for an answer, in ms; a server that needs longer is started again. */
const patienceMs = 60_000;
/** Answers are looked into for ids; no more of them is kept. */
const keptOfAnswer = 2_000_000;

/** A `serve` process with the probe in it, to which one request is sent at a time. */
export class MeasuredServer {
  readonly port: number;
  readonly #root: string;
  readonly #folder: string;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #child: ChildProcess | undefined;

  private constructor(root: string, folder: string, port: number) {
    this.#root = root;
    this.#folder = folder;
    this.port = port;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param root folder of the sources that are measured
   * @param folder where its data is
   */
  static async start(root: string, folder: string): Promise<MeasuredServer> {
    const server = new MeasuredServer(root, folder, await freePort());
    await server.restart();
    return server;
  }

  /** Starts the process, again when it runs. What it had in memory is gone, what it had stored is not. */
  async restart(): Promise<void> {
    await this.stop();
    const words = ['--expose-gc', '--import', path.join(import.meta.dirname, 'probe.ts')];
    const child = spawn(process.execPath, [...words, path.join(this.#root, 'src/cli/main.ts'), 'serve'], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        TZ: 'UTC',
        LOG_LEVEL: 'error',
        RATE_LIMIT: 'off',
        RETENTION_INTERVAL: 'off',
        PORT: String(this.port),
        DATA_DIR: this.#folder,
        ADMIN_TOKEN: adminToken,
      },
    });
    this.#child = child;
    process.once('exit', () => child.kill('SIGKILL'));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}`);
      if ((await this.send({ method: 'GET', path: '/healthz' })).status === 200) return;
      await pause(20);
    }
  }

  /** Sends a request and tells what it cost; the server is started again when it gave no answer. */
  async measure(shot: Shot, command: 'begin' | 'profile' = 'begin'): Promise<Measured> {
    const child = this.#child;
    if (!child?.pid) throw new Error('The server does not run.');
    await this.#tell(child, command);
    forgetPeak(child.pid);
    const before = usageOf(child.pid);
    const from = performance.now();
    const answer = await this.send(shot);
    if (answer.status === 0 && performance.now() - from >= patienceMs) {
      // How long its rounds were is not known: all of its time is the most that one can have been.
      const { cpuMs, peakRssMb } = usageOf(child.pid);
      await this.restart();
      const lost = { cpuMs: cpuMs - before.cpuMs, wallMs: patienceMs, memoryMb: peakRssMb - before.rssMb };
      return { ...answer, ...lost, hotSpots: [] };
    }
    const memoryMb = Math.max(0, usageOf(child.pid).peakRssMb - before.rssMb);
    return { ...answer, memoryMb, ...((await this.#tell(child, 'end')) as Seen) };
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async #tell(child: ChildProcess, command: Command): Promise<unknown> {
    const reply = once(child, 'message');
    child.send(command);
    return (await reply)[0];
  }

  /** Sends a request without measuring it; status 0 when there was no answer in time. */
  send({ method, path: target, headers = {}, body }: Shot): Promise<Pick<Measured, 'status' | 'text'>> {
    return new Promise((resolve) => {
      const nothing = () => resolve({ status: 0, text: '' });
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = { agent: this.#agent, host: '127.0.0.1', port: this.port, method, path: target };
      const request = http.request({ ...options, headers: { ...length, ...headers } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          if (text.length < keptOfAnswer) text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', nothing);
      });
      request.setTimeout(patienceMs, () => request.destroy());
      request.on('error', nothing);
      request.end(body);
    });
  }
}

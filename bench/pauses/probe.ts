// Loaded into a measured server with `--import`: tells its parent how long the event loop was kept from its next round.
import { Session } from 'node:inspector/promises';
import { isMainThread } from 'node:worker_threads';
import { type HotSpot, hotSpots } from './hot-spots.ts';

/** What the parent asks for: a collection and a new count, or what was counted since. */
export type Command = 'begin' | 'profile' | 'end';

/** What was seen between `begin` and `end`. */
export interface Seen {
  /** Longest round of the event loop by the clock of the thread, which stands still while other programs run, in ms. */
  readonly cpuMs: number;
  /** The same by the clock on the wall. */
  readonly wallMs: number;
  /** Most time by function, the longest first; empty without `profile`. */
  readonly hotSpots: readonly HotSpot[];
}

/** Time of this thread on a core, in ms. */
function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Goes round with the event loop, so that every round is seen; the loop never waits meanwhile. */
class Rounds {
  #isRunning = false;
  #cpu = 0;
  #wall = 0;
  #longestCpu = 0;
  #longestWall = 0;

  begin(): void {
    this.#isRunning = true;
    this.#longestCpu = 0;
    this.#longestWall = 0;
    this.#cpu = cpuNow();
    this.#wall = performance.now();
    setImmediate(this.#pass);
  }

  end(): Pick<Seen, 'cpuMs' | 'wallMs'> {
    this.#look();
    this.#isRunning = false;
    return { cpuMs: this.#longestCpu, wallMs: this.#longestWall };
  }

  readonly #pass = (): void => {
    if (!this.#isRunning) return;
    this.#look();
    setImmediate(this.#pass);
  };

  #look(): void {
    const [cpu, wall] = [cpuNow(), performance.now()];
    this.#longestCpu = Math.max(this.#longestCpu, cpu - this.#cpu);
    this.#longestWall = Math.max(this.#longestWall, wall - this.#wall);
    this.#cpu = cpu;
    this.#wall = wall;
  }
}

if (isMainThread && process.send) {
  const rounds = new Rounds();
  let profiler: Session | undefined;
  process.on('message', async (command: Command) => {
    if (command === 'end') {
      const seen = rounds.end();
      const spots = profiler ? hotSpots((await profiler.post('Profiler.stop')).profile) : [];
      profiler?.disconnect();
      profiler = undefined;
      process.send?.({ ...seen, hotSpots: spots } satisfies Seen);
      return;
    }
    globalThis.gc?.();
    if (command === 'profile') {
      profiler = new Session();
      profiler.connect();
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.start');
    }
    rounds.begin();
    process.send?.('ready');
  });
  // The server may end while its parent still listens.
  process.channel?.unref();
}

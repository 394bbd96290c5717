import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { ScriptFetch } from './job.ts';
import { type PoolOptions, ThreadPool } from './pool.ts';

/** Time that one probe may take, waiting included, in ms. */
const probeMs = 30_000;

interface Probe {
  readonly name: string;
  /** Time that it may compute; generous where all is well, for a busy machine. */
  readonly cpuMs: number;
  readonly request: ScriptRequest;
  readonly passed: (outcome: ScriptOutcome) => boolean;
}

const noFetch: ScriptFetch = () => Promise.reject(new Error('fetch is not available'));
const script = (code: string): ScriptRequest => ({ code, kind: 'function', globals: {} });

/** What a worker must show before scripts may run: that time and memory are bounded, and that locales work. */
const probes: readonly Probe[] = [
  {
    name: 'endless loop',
    cpuMs: 50,
    request: script('for (;;);'),
    passed: (outcome) => !outcome.ok && (outcome.reason === 'timeout' || outcome.reason === 'killed'),
  },
  {
    name: 'memory bomb',
    cpuMs: 5000,
    request: script('const held = []; for (;;) held.push(new Uint8Array(1 << 20));'),
    passed: (outcome) => !outcome.ok && outcome.reason === 'memory',
  },
  {
    name: 'locale date',
    cpuMs: 5000,
    request: script("return new Date(0).toLocaleDateString('pt-BR', { timeZone: 'America/Sao_Paulo' });"),
    passed: (outcome) => outcome.ok && outcome.value === '31/12/1969',
  },
];

/** Starts a thread. Returns why there is none; undefined = it has started. */
export async function startFailure(pool: ThreadPool): Promise<string | undefined> {
  return pool.start().then(
    () => undefined,
    (error: Error) => `no script worker could be started: ${error.message}`,
  );
}

/**
 * Runs the probes on a thread of their own, which takes the memory that they filled with it when it ends.
 *
 * @returns what is wrong; undefined = scripts may run
 */
export async function selfTest(options: PoolOptions): Promise<string | undefined> {
  const pool = new ThreadPool({ ...options, threads: 1 });
  const failure = await startFailure(pool);
  if (failure !== undefined) return failure;
  const failures: string[] = [];
  for (const [id, { name, cpuMs, request, passed }] of probes.entries()) {
    const endsAt = performance.now() + probeMs;
    const [outcome] = await pool.run({ id, turn: 0, bot: '', requests: [request], cpuMs, endsAt, fetch: noFetch });
    if (!outcome || !passed(outcome)) failures.push(name);
  }
  await pool.close();
  return failures.length > 0 ? `the self-test failed: ${failures.join(', ')}` : undefined;
}

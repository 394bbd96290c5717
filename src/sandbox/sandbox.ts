import { availableParallelism } from 'node:os';
import type { PatternOutcome, PatternRequest, ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import type { Batch, ScriptFetch } from './job.ts';
import { failed, refused } from './outcomes.ts';
import { isFound, isHarmlessPattern, isValidPattern } from './pattern.ts';
import { type PoolLoad, type PoolOptions, ThreadPool } from './pool.ts';
import { selfTest, startFailure } from './self-test.ts';

/** Limits and surroundings of scripts; every member has a default. */
export interface SandboxOptions {
  /** Threads that run scripts, started when needed; a bot never has all of them. Default: processor cores, at least 2. */
  readonly workers?: number;
  /** Time that one script may compute, in ms. Default 5000. */
  readonly cpuMs?: number;
  /** Time that all pattern searches of one turn may take together, waiting for a thread included, in ms. Default 2000. */
  readonly turnPatternsMs?: number;
  /** Memory of the scripts of one turn, in pages of 64 KiB, at least 128. Default 1024 (64 MiB). */
  readonly memoryPages?: number;
  /** Batches that may wait for a thread. Default 1000. */
  readonly queueLimit?: number;
  /** Longest result of a script, in characters of its JSON text. Default 1 MB. */
  readonly resultBytes?: number;
  /** Longest source of a script, in bytes. Default 256 KB. */
  readonly codeBytes?: number;
  /** Calls of `fetch` that one script may make. Default 20. */
  readonly fetchLimit?: number;
  /** Answers `fetch` of scripts, under all rules for outgoing requests. Default: every call is refused. */
  readonly fetch?: ScriptFetch;
  /** Runs the self-test with the first script rather than at once. Default: false. */
  readonly lazy?: boolean;
  /** Told when the self-test fails. */
  readonly onProblem?: (problem: string) => void;
  /** Module of the threads. Default: the one beside this file. */
  readonly workerUrl?: URL;
}

/** Scripts of one turn of one conversation. Costs nothing until the first of them runs. */
export interface TurnScripts {
  /** Runs scripts one after the other, each in a global scope of its own; one outcome for each, never rejects. */
  run(requests: readonly ScriptRequest[]): Promise<ScriptOutcome[]>;
  /**
   * Searches texts for a pattern, within a bounded time for all of them. The searches of a turn share a bound, too: once
   * it is used up, every further one is a `timeout` at once (engine §12).
   */
  testPattern(request: PatternRequest): Promise<PatternOutcome>;
  /** Ends the turn: no script runs for it from now on. */
  close(): void;
}

/** Runs untrusted scripts for the whole process. */
export interface Sandbox {
  /** Why all scripts are refused; undefined when the self-test passed, or has not run yet. */
  readonly problem: string | undefined;
  /**
   * @param limits `deadline` gives the time in ms that the scripts of the turn still have, waiting included; `bot` is
   * the id of the bot, because bots share the threads fairly
   */
  openTurn(limits: { deadline: () => number; bot?: string | undefined }): TurnScripts;
  /** How busy the threads are. */
  load(): PoolLoad;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** Time that one pattern search may take, through all its texts, in ms. */
const patternMs = 250;

const searchCode = 'const pattern = new RegExp(source, flags); return texts.some((text) => text.search(pattern) >= 0);';
const noFetch: ScriptFetch = () => Promise.reject(new Error('fetch is not available'));

/**
 * Starts the sandbox, which has to pass a self-test before any script runs. If it fails the server lives on and every
 * script is refused; `problem` says why.
 *
 * @example
 * const sandbox = await createSandbox({ fetch: sandboxFetch(client) });
 * const scripts = sandbox.openTurn({ deadline: () => 7000 });
 * const [outcome] = await scripts.run([{ code: 'return a + 1;', kind: 'function', globals: { a: 1 } }]);
 * scripts.close();
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { cpuMs = 5000, turnPatternsMs = 2000, codeBytes = 256 * 1024, fetch = noFetch } = options;
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const poolOptions: PoolOptions = {
    threads: options.workers ?? Math.max(2, availableParallelism()),
    queueLimit: options.queueLimit ?? 1000,
    workerUrl: options.workerUrl ?? new URL(`./worker.${extension}`, import.meta.url),
    worker: {
      memoryPages: options.memoryPages ?? 1024,
      resultSize: options.resultBytes ?? 1_000_000,
      fetchLimit: options.fetchLimit ?? 20,
    },
  };
  const pool = new ThreadPool(poolOptions);
  let lastId = 0;
  const runBatch = (batch: Pick<Batch, 'turn' | 'bot' | 'requests' | 'cpuMs'>, totalMs: number) => {
    lastId += 1;
    return pool.run({ ...batch, id: lastId, endsAt: performance.now() + totalMs, fetch });
  };

  let problem: string | undefined;
  let test: Promise<void> | undefined;
  let isTested = false;
  const runTest = async (): Promise<void> => {
    problem = (await selfTest(poolOptions)) ?? (await startFailure(pool));
    isTested = true;
    if (problem === undefined) return;
    options.onProblem?.(problem);
    await pool.close();
  };
  const tested = (): Promise<void> => {
    test ??= runTest();
    return test;
  };
  if (!options.lazy) await tested();

  const refusal = (code: string): ScriptOutcome | undefined => {
    if (problem) return refused('ScriptsOff', 'Scripts are turned off on this server');
    if (Buffer.byteLength(code) <= codeBytes) return undefined;
    return failed('RangeError', `The script is larger than ${codeBytes} bytes`);
  };

  const openTurn: Sandbox['openTurn'] = ({ deadline, bot = '' }) => {
    lastId += 1;
    const turn = lastId;
    let closed = false;
    let patternsLeftMs = turnPatternsMs;
    const runWithin = async (
      requests: readonly ScriptRequest[],
      cpuMs: number,
      totalMs: number,
    ): Promise<ScriptOutcome[]> => {
      if (closed) return requests.map(() => refused('ScriptsClosed', 'The turn is over'));
      const outcomes = requests.map(({ code }) => refusal(code));
      const admitted = requests.filter((_request, index) => !outcomes[index]);
      const batch = { turn, bot, requests: admitted, cpuMs };
      const results = admitted.length > 0 ? await runBatch(batch, Math.max(totalMs, 0)) : [];
      const next = results.values();
      return outcomes.map((outcome) => outcome ?? (next.next().value as ScriptOutcome));
    };
    const search = async (request: PatternRequest): Promise<PatternOutcome> => {
      const { source, flags, texts } = request;
      const script = { code: searchCode, kind: 'function', globals: { source, flags, texts } } as const;
      const totalMs = Math.min(deadline(), patternsLeftMs);
      const [outcome] = (await runWithin([script], Math.min(patternMs, cpuMs), totalMs)) as [ScriptOutcome];
      if (outcome.ok) return outcome.value === true ? 'match' : 'no match';
      return outcome.name === 'SyntaxError' ? 'invalid' : 'timeout';
    };
    return {
      async run(requests) {
        if (!isTested) await tested();
        return runWithin(requests, cpuMs, deadline());
      },
      async testPattern(request) {
        if (!isValidPattern(request)) return 'invalid';
        if (patternsLeftMs <= 0) return 'timeout';
        const isHarmless = isHarmlessPattern(request);
        // The patterns of the turn do not pay for the start of the sandbox.
        if (!isHarmless && !isTested) await tested();
        const from = performance.now();
        try {
          if (isHarmless) return isFound(request) ? 'match' : 'no match';
          return await search(request);
        } finally {
          patternsLeftMs -= performance.now() - from;
        }
      },
      close() {
        closed = true;
      },
    };
  };

  return {
    get problem() {
      return problem;
    },
    openTurn,
    load: () => pool.load(),
    async close() {
      await Promise.all([pool.close(), test]);
    },
  };
}

/**
 * What scripts cost: time of one script as its caller sees it, beside the time that QuickJS itself takes to
 * make and free an empty runtime and context; memory after many scripts; and how long hostile ones hold up everything
 * else. Prints one JSON line; times are in ms, `ratio` is the median against the median of `bare`. `first` = first
 * script of a turn, for which an instance is made as new, `spoilt` = the same after a script that let the memory grow,
 * for which an instance is made, `later` = the following ones, `intl` and `object` = later ones that format a date or
 * return an object, `batched` = one of many sent to the thread together.
 *
 * node bench/sandbox.ts [turns]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ScriptRequest } from '../src/engine/scripts.ts';
import { instanceMaker } from '../src/sandbox/instance.ts';
import { createSandbox, type Sandbox, type TurnScripts } from '../src/sandbox/sandbox.ts';

const turns = Number(process.argv[2] ?? 50);
const scriptsPerTurn = 50;

const script = (code: string): ScriptRequest => ({ code, kind: 'function', globals: { Score: 41 } });
const small = script('return Score + 5;');
const locale = script("return new Date(0).toLocaleDateString('pt-BR', { timeZone: 'America/Sao_Paulo' });");
const object = script('return { total: Score + 5, list: [1, 2, 3], nested: { text: "x", nothing: null } };');
const growing = script('return new Uint8Array(10 << 20).length;');

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const rounded = (value: number): number => Number(value.toFixed(3));
const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);
const median = (times: readonly number[]): number => sorted(times)[times.length >> 1] as number;

async function timed(times: number[], work: () => unknown): Promise<void> {
  const from = performance.now();
  await work();
  times.push(performance.now() - from);
}

async function run(turn: TurnScripts, requests: readonly ScriptRequest[]): Promise<void> {
  const outcomes = await turn.run(requests);
  const failure = outcomes.find((outcome) => !outcome.ok);
  if (failure) throw new Error(`Unexpected outcome: ${JSON.stringify(failure)}`);
}

/** A runtime and context without anything of ours, in an instance that is warm. */
async function bare(times: number[]): Promise<void> {
  const makeInstance = await instanceMaker(1024);
  const { quickjs } = await makeInstance();
  for (let i = 0; i < turns * 4; i += 1) {
    await timed(times, () => {
      const runtime = quickjs.newRuntime();
      runtime.newContext().dispose();
      runtime.dispose();
    });
  }
}

async function inTurns(sandbox: Sandbox, work: (turn: TurnScripts) => Promise<void>): Promise<void> {
  for (let i = 0; i < turns; i += 1) {
    const turn = sandbox.openTurn({ deadline: () => 7000 });
    await work(turn);
    turn.close();
  }
}

const from = performance.now();
const sandbox = await createSandbox({ workers: 1 });
if (sandbox.problem) throw new Error(sandbox.problem);
const bootMs = Math.round(performance.now() - from);

const kinds = { later: small, intl: locale, object } as const;
const times: Record<'bare' | 'first' | 'spoilt' | 'batched' | keyof typeof kinds, number[]> = {
  bare: [],
  first: [],
  spoilt: [],
  later: [],
  intl: [],
  object: [],
  batched: [],
};
await inTurns(sandbox, (turn) => run(turn, [small, locale, object]));
const before = process.memoryUsage.rss();
await bare(times.bare);
await inTurns(sandbox, (turn) => timed(times.first, () => run(turn, [small])));
await inTurns(sandbox, async (turn) => {
  await run(turn, [growing]);
  await timed(times.spoilt, () => run(turn, [small]));
});
for (const [kind, request] of Object.entries(kinds)) {
  await inTurns(sandbox, async (turn) => {
    await run(turn, [small]);
    for (let i = 0; i < scriptsPerTurn; i += 1)
      await timed(times[kind as keyof typeof kinds], () => run(turn, [request]));
  });
}
// Many scripts in one message: what is left is the evaluation without the way to the thread and back.
await inTurns(sandbox, async (turn) => {
  await run(turn, [small]);
  const total: number[] = [];
  await timed(total, () => run(turn, new Array<ScriptRequest>(scriptsPerTurn).fill(small)));
  times.batched.push((total[0] as number) / scriptsPerTurn);
});
const grownMb = megabytes(process.memoryUsage.rss() - before);
const base = median(times.bare);
const costs = Object.fromEntries(
  Object.entries(times).map(([name, list]) => [
    name,
    { min: rounded(Math.min(...list)), median: rounded(median(list)), ratio: rounded(median(list) / base) },
  ]),
);

const loop = sandbox.openTurn({ deadline: () => 60_000 });
const loopFrom = performance.now();
for (let i = 0; i < 1000; i += 1) await run(loop, [small]);
const loop1000Ms = Math.round(performance.now() - loopFrom);
loop.close();

const hostile = [
  'for (;;);',
  'return new Array(2e7).join().length;',
  'const a = []; for (let i = 0; i < 1e6; i++) a.push({ x: [1, 2, 3] }); return a.length;',
];
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const turn = sandbox.openTurn({ deadline: () => 3000 });
await turn.run(hostile.map(script));
turn.close();
delay.disable();
const hostileDelayMs = Math.round(delay.max / 1e6);
await sandbox.close();
console.log(JSON.stringify({ bench: 'sandbox', turns, bootMs, costs, loop1000Ms, grownMb, hostileDelayMs }));

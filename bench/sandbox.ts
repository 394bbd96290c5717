/**
 * What scripts cost: time of one evaluation, memory after many, and how long hostile ones hold up everything else.
 * Prints one JSON line.
 *
 * node bench/sandbox.ts [evaluations]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createScriptEngine, type ScriptEngine } from '../src/sandbox/engine.ts';

const evaluations = Number(process.argv[2] ?? 2500);
const script = { code: 'return Score + 5;', kind: 'function', globals: { Score: 41 } } as const;
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] as number;

async function measure(engine: ScriptEngine, perTurn: number): Promise<number> {
  const times: number[] = [];
  for (let done = 0; done < evaluations; done += perTurn) {
    const turn = engine.openTurn({ deadline: () => 7000 });
    for (let i = 0; i < perTurn; i += 1) {
      const from = performance.now();
      const [outcome] = await turn.run([script]);
      times.push(performance.now() - from);
      if (!outcome?.ok || outcome.value !== 46) throw new Error(`Unexpected outcome: ${JSON.stringify(outcome)}`);
    }
    turn.close();
  }
  return Number(median(times).toFixed(3));
}

const from = performance.now();
const engine = await createScriptEngine({ workers: 1 });
if (engine.problem) throw new Error(engine.problem);
const bootMs = Math.round(performance.now() - from);
await measure(engine, 1);
const before = process.memoryUsage.rss();
const ownTurnMs = await measure(engine, 1);
const sharedTurnMs = await measure(engine, 50);
const grownMb = megabytes(process.memoryUsage.rss() - before);

const hostile = [
  'for (;;);',
  "return (new Array(1e9) + '').length;",
  'const a = []; for (;;) a.push({ x: [1, 2, 3] });',
];
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const turn = engine.openTurn({ deadline: () => 3000 });
await turn.run(hostile.map((code) => ({ ...script, code })));
turn.close();
delay.disable();
const hostileDelayMs = Math.round(delay.max / 1e6);
await engine.close();
console.log(
  JSON.stringify({ bench: 'sandbox', evaluations, bootMs, ownTurnMs, sharedTurnMs, grownMb, hostileDelayMs }),
);

/**
 * What scripts of bots notice of another bot: time of a small script as its caller sees it while nothing else runs
 * (`quiet`), while 20 conversations of another bot run endless loops (`stuck`), and while 50 conversations of another
 * bot wait one second for each `fetch` (`fetching`). Prints one JSON line; times are in ms, `ratio` is the median
 * against that of `quiet`, `fetches` counts what the 50 got per second.
 *
 * node bench/script-fairness.ts [scripts]
 */
import { setTimeout as later } from 'node:timers/promises';
import type { ScriptOutcome } from '../src/engine/scripts.ts';
import { createSandbox } from '../src/sandbox/sandbox.ts';

const count = Number(process.argv[2] ?? 400);

const sandbox = await createSandbox({
  async fetch() {
    await later(1000);
    return { text: 'answer', status: 200 };
  },
});
if (sandbox.problem) throw new Error(sandbox.problem);

async function run(bot: string, code: string): Promise<ScriptOutcome> {
  const turn = sandbox.openTurn({ bot, deadline: () => 7000 });
  const [outcome] = await turn.run([{ code, kind: 'async', globals: { Score: 41 }, extended: true }]);
  turn.close();
  return outcome as ScriptOutcome;
}

async function measure() {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = performance.now();
    const outcome = await run(`bot ${i % 3}`, 'return [1, 2, 3].map((x) => x + Score);');
    if (!outcome.ok) throw new Error(outcome.message);
    times.push(performance.now() - from);
    await later(5);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(times.length * share)] as number).toFixed(2));
  return { median: at(0.5), p95: at(0.95), max: at(1 - 1 / times.length) };
}

/** Measures while other conversations run a script again and again, and counts how many of those came to an end. */
async function measureBeside(conversations: number, bot: string, code: string) {
  let isOver = false;
  let ended = 0;
  const others = Array.from({ length: conversations }, async () => {
    while (!isOver) if ((await run(bot, code)).ok) ended += 1;
  });
  await later(500);
  const before = ended;
  const from = performance.now();
  const times = await measure();
  const perSecond = ((ended - before) / (performance.now() - from)) * 1000;
  isOver = true;
  await Promise.all(others);
  return { ...times, ratio: Number((times.median / quiet.median).toFixed(2)), perSecond: Math.round(perSecond) };
}

await measure();
const quiet = await measure();
const stuck = await measureBeside(20, 'stuck', 'for (;;);');
const { perSecond: fetches, ...fetching } = await measureBeside(
  50,
  'fetching',
  'return await fetch("http://a.example");',
);
await sandbox.close();
console.log(JSON.stringify({ bench: 'script-fairness', count, quiet, stuck, fetching: { ...fetching, fetches } }));

// Compares the processor time of a turn of two builds on a machine that does other things. README.md says how to read it.
//
// node scripts/bootstrap.mjs bench/pair.ts OLD NEW [--pairs 6] [--scenarios leadgen,start] [--json]
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ScenarioName, scenarioNames } from './scenarios.ts';
import { packageFlags } from './server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Microseconds of processor time per turn of one scenario, of both builds. */
interface Pair {
  readonly old: number;
  readonly new: number;
}

/** New ÷ old: the median over all pairs, and the pairs that differ most from it. */
interface Comparison {
  readonly scenario: ScenarioName;
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  readonly pairs: readonly Pair[];
}

const leastPairs = 6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: String(leastPairs) },
    scenarios: { type: 'string', default: scenarioNames.join(',') },
    json: { type: 'boolean', default: false },
  },
});
const [oldTree, newTree] = positionals.map((folder) => path.resolve(folder));
if (!oldTree || !newTree) throw new Error('usage: node bench/pair.ts OLD NEW: two checkouts with their packages.');
const pairCount = Number(values.pairs);
if (!Number.isInteger(pairCount) || pairCount < 1) throw new Error('--pairs must be a whole number above 0.');
const scenarios = values.scenarios.split(',').map((name) => {
  const known = scenarioNames.find((candidate) => candidate === name);
  if (!known) throw new Error(`--scenarios must be a list of ${scenarioNames.join(', ')}, not "${values.scenarios}".`);
  return known;
});

for (const tree of [oldTree, newTree]) build(tree);
const report: Comparison[] = [];
for (const scenario of scenarios) {
  const pairs: Pair[] = [];
  for (let i = 0; i < pairCount; i += 1) {
    // Each build is first in every other pair: what gets slower or faster in time meets both alike.
    const isOldFirst = i % 2 === 0;
    const first = await measure(isOldFirst ? oldTree : newTree, scenario);
    const second = await measure(isOldFirst ? newTree : oldTree, scenario);
    pairs.push(isOldFirst ? { old: first, new: second } : { old: second, new: first });
  }
  const ratios = pairs.map((pair) => pair.new / pair.old);
  const line = { scenario, ratio: middle(ratios), least: Math.min(...ratios), most: Math.max(...ratios), pairs };
  report.push(line);
  if (!values.json) print(line);
}
if (values.json) console.log(JSON.stringify(report, undefined, 2));

function print({ scenario, ratio, least, most, pairs }: Comparison): void {
  const [before, after] = [middle(pairs.map(({ old }) => old)), middle(pairs.map((pair) => pair.new))];
  const range = `${least.toFixed(3)} to ${most.toFixed(3)}`;
  console.log(
    `${scenario.padEnd(8)} ${before.toFixed(1)} -> ${after.toFixed(1)} µs a turn, new ÷ old ${ratio.toFixed(3)} (${range}, ${pairs.length} pairs)`,
  );
}

/** The program of a checkout, made from its sources when it is not there. */
function build(tree: string): void {
  if (existsSync(programOf(tree))) return;
  execFileSync(process.execPath, [path.join(tree, 'scripts', 'bundle.mjs')], { stdio: ['ignore', 2, 2] });
}

function programOf(tree: string): string {
  return path.join(tree, 'dist', 'program', 'main.js');
}

/** Microseconds per turn of a build, in a process of its own with an empty store. */
async function measure(tree: string, scenario: ScenarioName): Promise<number> {
  const child = fork(path.join(import.meta.dirname, 'pair-process.ts'), [programOf(tree), scenario], {
    execArgv: packageFlags,
    cwd: temporaryFolder(),
    // What the server says at its first start.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`A process that measures ${tree} ended before it was done.`);
  });
  const [us] = (await Promise.race([once(child, 'message'), ended])) as [number];
  ended.catch(() => {});
  process.off('exit', kill);
  kill();
  return us;
}

function middle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

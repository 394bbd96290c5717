// Looks for the request that keeps the server from everybody else for longest, and for the one that takes most memory.
// npm run pauses -- [--seed 1] [--minutes 5] [--only reply] [--max-bytes 4000000] [--rows 10] [--root folder] [--profile]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../test/chaos/random.ts';
import { describeRun, save } from '../report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { timesBound } from './bounds.ts';
import { largeFlow, walks } from './flows.ts';
import { type Cost, Measurements } from './measure.ts';
import { MeasuredServer } from './measured-server.ts';
import { scenarios } from './scenarios.ts';

const ownRoot = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    'max-bytes': { type: 'string', default: '4000000' },
    root: { type: 'string', default: ownRoot },
    rows: { type: 'string', default: '10' },
    profile: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const chosen = scenarios.filter(({ name }) => name.includes(values.only));
const random = new Random(seed);

const server = await MeasuredServer.start(path.resolve(values.root), temporaryFolder());
const measurements = new Measurements(server, seed, Number(values['max-bytes']));
const costs: Cost[] = [];
/** Longest pause and most memory of a scenario, and the requests that they come from. */
const worst = new Map<string, { pause: Cost; memory: Cost; requests: number }>();

function note(cost: Cost): void {
  costs.push(cost);
  const known = worst.get(cost.scenario) ?? { pause: cost, memory: cost, requests: 0 };
  worst.set(cost.scenario, {
    pause: timesBound(cost).pause > timesBound(known.pause).pause ? cost : known.pause,
    memory: timesBound(cost).memory > timesBound(known.memory).memory ? cost : known.memory,
    requests: known.requests + 1,
  });
}

async function firstStarts(): Promise<void> {
  const flows = Object.entries(walks).filter(([, document]) => JSON.stringify(document).length > 200_000);
  const large = [
    ['a flow of 1 MB', largeFlow(1_000_000)],
    ['a flow of 10 MB', largeFlow(9_500_000)],
  ] as const;
  const all = [...flows, ...large];
  for (const [, document] of all) await measurements.publicIdOf(document);
  await server.restart();
  // The code of the server itself is warm, and its memory has grown to what any large flow takes the first time.
  const warm = [...Object.values(walks).slice(0, 3), largeFlow(300_000)];
  for (const document of warm) await measurements.publicIdOf(document);
  for (const document of warm) await measurements.firstStart('', document);
  for (const [name, document] of all) note(await measurements.firstStart(name, document));
}

if (values.only === '') await firstStarts();
for (const scenario of chosen) await measurements.cost(scenario, 0);
const endsAt = performance.now() + Number(values.minutes) * 60_000;
let number = 1;
while (performance.now() < endsAt) {
  const order = chosen.map((scenario) => [random.next(), scenario] as const).sort(([a], [b]) => a - b);
  for (const [, scenario] of order) {
    if (performance.now() >= endsAt) break;
    note(await measurements.cost(scenario, number++));
  }
}

const byPause = [...worst.values()].sort((a, b) => timesBound(b.pause).pause - timesBound(a.pause).pause);
const byMemory = [...worst.values()].sort((a, b) => timesBound(b.memory).memory - timesBound(a.memory).memory);
const profiles: Cost[] = [];
if (values.profile) {
  for (const { pause } of byPause.filter((entry) => timesBound(entry.pause).pause > 1)) {
    const scenario = chosen.find(({ name }) => name === pause.scenario);
    if (scenario) profiles.push(await measurements.cost(scenario, pause.number, 'profile'));
  }
}
await server.stop();

const line = ({ scenario, sort, bodyBytes, status, cpuMs, wallMs, memoryMb, number: n }: Cost) =>
  [
    `${cpuMs.toFixed(0)} ms`.padStart(9),
    `${wallMs.toFixed(0)} ms`.padStart(9),
    `${memoryMb.toFixed(0)} MB`.padStart(8),
    `${(bodyBytes / 1000).toFixed(0)} kB`.padStart(9),
    String(status).padStart(4),
    `  ${scenario} (${sort}) #${n}`,
  ].join('');
const head = `${'thread'.padStart(9)}${'wall'.padStart(9)}${'memory'.padStart(8)}${'body'.padStart(9)}     request`;
const print = (text: string) => process.stdout.write(`${text}\n`);
print(`${costs.length} requests, seed ${seed}\n\nLongest pauses\n${head}`);
for (const { pause } of byPause.slice(0, Number(values.rows))) print(line(pause));
print(`\nMost memory for the size\n${head}`);
for (const { memory } of byMemory.slice(0, Number(values.rows))) print(line(memory));
for (const cost of profiles) {
  print(`\n${line(cost)}`);
  for (const { place, ms } of cost.hotSpots) print(`${`${ms} ms`.padStart(12)}  ${place}`);
}
const above = costs.filter((cost) => timesBound(cost).pause > 1 || timesBound(cost).memory > 1).length;
print(`\n${above} requests above their bounds`);

const report = {
  ...describeRun(),
  seed,
  requests: costs.length,
  above,
  scenarios: byPause.map(({ pause, memory, requests }) => ({ requests, pause, memory })),
};
// A result stands beside the state of the project that it is of.
if (path.resolve(values.root) === ownRoot) print(save(report, '-pauses'));
process.exitCode = above > 0 ? 1 : 0;

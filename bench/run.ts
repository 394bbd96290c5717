// Measures conversations over HTTP and, in the same run, this machine. README.md says how to run it and how to read it.
import { parseArgs } from 'node:util';
import { helloCalibration, postgresInserts, sqliteInserts } from './calibrations.ts';
import type { Cell, ScenarioFacts, StartFacts } from './figures.ts';
import { type Bench, measureScenario, measureStarts } from './measure.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { describeRun, print, printTargets, save } from './report.ts';
import { scenarioNames } from './scenarios.ts';
import { embeddedStore, postgresStore, storeNames } from './stores.ts';

process.env.TZ = 'UTC';

const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: scenarioNames.join(',') },
    clients: { type: 'string', default: '1,8,32' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '1' },
    store: { type: 'string', default: storeNames.join(',') },
    'log-level': { type: 'string', default: 'warn' },
    sources: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const scenarios = names('scenarios', values.scenarios, scenarioNames);
const stores = names('store', values.store, storeNames);
const effort = {
  clients: values.clients.split(',').map((text) => wholeNumber('clients', text)),
  seconds: wholeNumber('seconds', values.seconds),
  rounds: wholeNumber('rounds', values.rounds),
};
const server = { isSource: values.sources, logLevel: values['log-level'] };

// A signal alone would end this process without what is done at its exit: ending those that it started.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const startFacts: StartFacts[] = [];
const scenarioFacts: ScenarioFacts[] = [];
const cells: Cell[] = [];
const missing: string[] = [];

const run = describeRun();
const hello = await helloCalibration();
if (stores.includes('embedded')) {
  const inserts = sqliteInserts();
  const bench: Bench = { store: 'embedded', open: async () => embeddedStore(), hello, inserts, server };
  startFacts.push(await measureStarts(bench));
  await measureAll(bench);
  await inserts.close();
}
if (stores.includes('postgres')) {
  const postgres = await available(startPostgres());
  if (postgres) {
    await measurePostgres(postgres);
    await postgres.stop();
  }
}
await hello.close();

const report = {
  ...run,
  options: { ...server, ...effort },
  starts: startFacts,
  scenarios: scenarioFacts,
  cells,
  missing,
};
if (values.json) console.log(JSON.stringify(report, undefined, 2));
else {
  print(report);
  printTargets(report);
}
console.error(`Written to ${save(report)}`);

async function measurePostgres(postgres: RunningPostgres): Promise<void> {
  const inserts = await postgresInserts(postgres.url);
  const bench: Bench = { store: 'postgres', open: () => postgresStore(postgres), hello, inserts, server };
  const facts = await available(measureStarts(bench));
  if (facts) {
    startFacts.push(facts);
    await measureAll(bench);
  }
  await inserts.close();
}

async function measureAll(bench: Bench): Promise<void> {
  for (const name of scenarios) {
    console.error(`${bench.store}: ${name} ...`);
    const measured = await measureScenario(bench, name, effort);
    scenarioFacts.push(measured.facts);
    cells.push(...measured.cells);
  }
}

/** A machine without PostgreSQL still measures the rest. */
async function available<T>(opened: Promise<T>): Promise<T | undefined> {
  try {
    return await opened;
  } catch (error) {
    missing.push(`PostgreSQL is not available: ${(error as Error).message}`);
    return undefined;
  }
}

function names<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text.split(',').map((name) => {
    const found = known.find((candidate) => candidate === name);
    if (!found) throw new Error(`--${option} must be a list of ${known.join(', ')}, not "${text}".`);
    return found;
  });
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Error(`--${option} must be made of whole numbers above 0, not "${text}".`);
  return Number(text);
}

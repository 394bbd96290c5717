import { setTimeout as pause } from 'node:timers/promises';
import type { Calibration } from './calibrations.ts';
import { driveFor, type Latency, type Measurement, type RequestKind } from './driver.ts';
import type { Cell, Figures, ScenarioFacts, StartFacts } from './figures.ts';
import { forgetPeak, usageOf } from './process-usage.ts';
import { median, medians } from './report.ts';
import { type Scenario, type ScenarioName, scenario } from './scenarios.ts';
import { type MeasuredServer, publish, type ServerOptions, startServer } from './server.ts';
import { measureSizes } from './sizes.ts';
import type { BenchStore, StoreName } from './stores.ts';

/** A kind of store, and what servers on it are measured against. */
export interface Bench {
  readonly store: StoreName;
  /** Opens an empty one. */
  readonly open: () => Promise<BenchStore>;
  readonly hello: Calibration<Measurement>;
  readonly inserts: Calibration<number>;
  readonly server: Omit<ServerOptions, 'env'>;
}

/** How long and how often. */
export interface Effort {
  readonly clients: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
}

const laterStarts = 5;
const quietSeconds = 5;
const warmUpSeconds = 3;
const calibrationSeconds = 2;

/** Starts servers on one store, one after the other. Rejects when they do not start or do not use the store. */
export async function measureStarts({ store: name, open, server: options }: Bench): Promise<StartFacts> {
  const store = await open();
  try {
    const first = await startServer({ ...options, env: store.env });
    await first.stop();
    if ((await store.rows()).size === 0) throw new Error('The server keeps its data elsewhere.');
    const times: number[] = [];
    for (let i = 1; i < laterStarts; i += 1) {
      const later = await startServer({ ...options, env: store.env });
      times.push(later.firstAnswerMs);
      await later.stop();
    }
    const last = await startServer({ ...options, env: store.env });
    const startedMb = usageOf(last.pid).rssMb;
    await pause(quietSeconds * 1000);
    const idleMb = usageOf(last.pid).rssMb;
    await last.stop();
    const firstAnswerMs = median([...times, last.firstAnswerMs]);
    return { store: name, firstStartMs: first.firstAnswerMs, firstAnswerMs, startedMb, idleMb };
  } finally {
    await store.close();
  }
}

/** Measures a scenario on a server and a store of its own, with each number of clients. */
export async function measureScenario(
  bench: Bench,
  name: ScenarioName,
  { clients: clientCounts, seconds, rounds }: Effort,
): Promise<{ readonly facts: ScenarioFacts; readonly cells: readonly Cell[] }> {
  const played = scenario(name);
  const store = await bench.open();
  const server = await startServer({ ...bench.server, env: store.env });
  try {
    await publish(server.port, played.bot);
    const sizes = await measureSizes(server.port, played, store);
    const cells: Cell[] = [];
    for (const clients of clientCounts) {
      await driveFor(warmUpSeconds, clients, server.port, played.visit);
      const done: Round[] = [];
      for (let i = 0; i < rounds; i += 1) done.push(await measureRound(bench, played, store, server, clients, seconds));
      cells.push({
        store: bench.store,
        scenario: name,
        clients,
        ...medians(done.map(({ figures }) => figures)),
        startChat: medianLatency(done, 'startChat'),
        continueChat: medianLatency(done, 'continueChat'),
      });
    }
    await pause(quietSeconds * 1000);
    return { facts: { store: bench.store, scenario: name, ...sizes, quietMb: usageOf(server.pid).rssMb }, cells };
  } finally {
    await server.stop();
    await store.close();
  }
}

interface Round {
  readonly figures: Figures;
  readonly measured: Measurement;
}

/** The calibrations come before and after, because other work on the machine makes it slower from minute to minute. */
async function measureRound(
  { hello, inserts }: Bench,
  { visit }: Scenario,
  store: BenchStore,
  { pid, port }: MeasuredServer,
  clients: number,
  seconds: number,
): Promise<Round> {
  const calibrate = async () => ({
    hello: await hello.run(clients, calibrationSeconds),
    inserts: await inserts.run(clients, calibrationSeconds),
  });
  const before = await calibrate();
  forgetPeak(pid);
  const usedBefore = usageOf(pid);
  const writtenBefore = await store.bytesWritten(pid, 0);
  const measured = await driveFor(seconds, clients, port, visit);
  const written = (await store.bytesWritten(pid, measured.bytesReceived)) - writtenBefore;
  const used = usageOf(pid);
  const after = await calibrate();

  const { requests, perSecond, all, latency } = measured;
  const helloPerSecond = (before.hello.perSecond + after.hello.perSecond) / 2;
  const insertsPerSecond = (before.inserts + after.inserts) / 2;
  const helloP50Ms = (before.hello.all.p50Ms + after.hello.all.p50Ms) / 2;
  const figures: Figures = {
    turnsPerSecond: perSecond,
    ...all,
    cpuMsPerTurn: (used.cpuMs - usedBefore.cpuMs) / requests,
    driverCpuMsPerTurn: measured.driverCpuMs / requests,
    peakMb: used.peakRssMb,
    scriptWorkers: used.scriptWorkers,
    writtenBytesPerTurn: written / requests,
    dirtiedBytesPerTurn: (used.dirtiedBytes - usedBefore.dirtiedBytes) / requests,
    helloPerSecond,
    insertsPerSecond,
    perHello: perSecond / helloPerSecond,
    perInsert: perSecond / insertsPerSecond,
    continueP50InHellos: (latency.continueChat?.p50Ms ?? Number.NaN) / helloP50Ms,
  };
  return { figures, measured };
}

function medianLatency(rounds: readonly Round[], kind: RequestKind): Latency | undefined {
  const latencies = rounds.flatMap(({ measured }) => measured.latency[kind] ?? []);
  return latencies.length === 0 ? undefined : medians(latencies);
}

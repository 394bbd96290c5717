import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Latency } from './driver.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Sizes } from './sizes.ts';
import type { StoreName } from './stores.ts';
import { targets } from './targets.ts';

/** Figures of one round, or medians of several. README.md says what they mean. */
export interface Figures {
  readonly turnsPerSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerTurn: number;
  readonly driverCpuMsPerTurn: number;
  readonly peakMb: number;
  readonly scriptWorkers: number;
  readonly writtenBytesPerTurn: number;
  readonly dirtiedBytesPerTurn: number;
  readonly helloPerSecond: number;
  readonly insertsPerSecond: number;
  readonly perHello: number;
  readonly perInsert: number;
  /** Median time of `continueChat` in median times of a hello; NaN when only `startChat` was sent. */
  readonly continueP50InHellos: number;
}

/** One scenario with one number of clients. */
export interface Cell extends Figures {
  readonly store: StoreName;
  readonly scenario: ScenarioName;
  readonly clients: number;
  readonly startChat?: Latency | undefined;
  readonly continueChat?: Latency | undefined;
}

/** What does not depend on the number of clients. */
export interface ScenarioFacts extends Sizes {
  readonly store: StoreName;
  readonly scenario: ScenarioName;
  /** Memory after the load and some seconds of quiet, without a forced garbage collection. */
  readonly quietMb: number;
}

/** Starts of the server without a load. */
export interface StartFacts {
  readonly store: StoreName;
  /** On an empty folder or database. */
  readonly firstStartMs: number;
  /** Median of later starts, from the start of the process to its first answer to `startChat`. */
  readonly firstAnswerMs: number;
  readonly startedMb: number;
  /** Some seconds later. */
  readonly idleMb: number;
}

/** Everything that a run found. */
export interface Report {
  readonly date: string;
  readonly commit: string;
  /** There were changes that no commit has; files of earlier runs do not count. */
  readonly isDirty: boolean;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly starts: readonly StartFacts[];
  readonly scenarios: readonly ScenarioFacts[];
  readonly cells: readonly Cell[];
  /** Stores that could not be measured, and why. */
  readonly missing: readonly string[];
}

/** Where and on what a run is made. */
export function describeRun(): Pick<Report, 'date' | 'commit' | 'isDirty' | 'machine'> {
  const root = path.dirname(import.meta.dirname);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short', 'HEAD'),
    isDirty: git('status', '--porcelain', '--', '.', ':!bench/results') !== '',
    machine: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryMb: Math.round(totalmem() / 2 ** 20),
    },
  };
}

/** Median of each figure on its own. */
export function medians<T extends { readonly [K in keyof T]: number }>(rounds: readonly T[]): T {
  const names = Object.keys(rounds[0] ?? {}) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name]))])) as T;
}

/** The middle one of an odd number of values, the upper middle one of an even number. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Prints the tables for people. */
export function print({ starts, scenarios, cells, missing }: Report): void {
  const rounded = (row: object) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)]));
  for (const rows of [starts, scenarios, cells.map(brief)]) if (rows.length > 0) console.table(rows.map(rounded));
  for (const line of missing) console.log(line);
}

/** Prints what was aimed at beside what was measured. */
export function printTargets(report: Report): void {
  const rows = targets.flatMap(({ name, direction, limit, figure }) => {
    const value = figure(report);
    if (value === undefined || Number.isNaN(value)) return [];
    const isMet = direction === 'at least' ? value >= limit : value <= limit;
    const gap = `${round((100 * Math.abs(value - limit)) / limit)} % away`;
    return [{ target: name, [direction]: limit, measured: round(value), outcome: isMet ? 'met' : gap }];
  });
  if (rows.length > 0) console.table(rows, ['target', 'at least', 'at most', 'measured', 'outcome']);
}

/**
 * Writes a report to a file of its own. Gives its path.
 *
 * @param suffix of the name of the file, for reports of another kind
 */
export function save(report: ReturnType<typeof describeRun>, suffix = ''): string {
  const folder = path.join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const time = report.date.slice(0, 16).replaceAll(':', '');
  const file = path.join(folder, `${time}-${report.commit}${report.isDirty ? '-dirty' : ''}${suffix}.json`);
  const precise = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  writeFileSync(file, `${JSON.stringify(report, precise, 2)}\n`);
  return file;
}

function brief({ store, scenario, clients, ...figures }: Cell) {
  return {
    store,
    scenario,
    clients,
    'turns/s': figures.turnsPerSecond,
    '÷ hello': figures.perHello,
    '÷ insert': figures.perInsert,
    p50: figures.p50Ms,
    p95: figures.p95Ms,
    p99: figures.p99Ms,
    'CPU ms': figures.cpuMsPerTurn,
    MB: figures.peakMb,
    workers: figures.scriptWorkers,
    'bytes written': figures.writtenBytesPerTurn,
    'hello/s': figures.helloPerSecond,
    'inserts/s': figures.insertsPerSecond,
  };
}

function round(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

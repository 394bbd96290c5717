import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Cell, Report } from './figures.ts';
import { targets } from './targets.ts';

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

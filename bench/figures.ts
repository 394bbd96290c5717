import type { Latency } from './driver.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Sizes } from './sizes.ts';
import type { StoreName } from './stores.ts';

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

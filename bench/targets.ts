import type { Cell, Report, ScenarioFacts } from './figures.ts';
import type { StoreName } from './stores.ts';

/** A figure that the project aims at. It is printed beside what was measured and never fails a run. */
export interface Target {
  readonly name: string;
  /** The figure has to be at least, or at most, the limit. */
  readonly direction: 'at least' | 'at most';
  readonly limit: number;
  /** Undefined when the run did not measure it. */
  readonly figure: (report: Report) => number | undefined;
}

/** Memory that a script worker takes, in MB; a server starts as many as it has use for. */
const scriptWorkerMb = 9;

const cell = (report: Report, store: StoreName, scenario: string, clients: number): Cell | undefined =>
  report.cells.find((cell) => cell.store === store && cell.scenario === scenario && cell.clients === clients);

const largest = <T>(list: readonly T[], figure: (item: T) => number): number | undefined =>
  list.length === 0 ? undefined : Math.max(...list.map(figure));

const conversations = (report: Report): readonly ScenarioFacts[] =>
  report.scenarios.filter(({ scenario }) => scenario !== 'start');

/** All targets, ratios first. */
export const targets: readonly Target[] = [
  {
    name: 'leadgen, embedded, 32 clients: turns per hello',
    direction: 'at least',
    limit: 0.4,
    figure: (report) => cell(report, 'embedded', 'leadgen', 32)?.perHello,
  },
  {
    name: 'leadgen, PostgreSQL, 8 clients: turns per insert',
    direction: 'at least',
    limit: 0.3,
    figure: (report) => cell(report, 'postgres', 'leadgen', 8)?.perInsert,
  },
  {
    name: 'start, embedded, 8 clients: turns per hello',
    direction: 'at least',
    limit: 0.25,
    figure: (report) => cell(report, 'embedded', 'start', 8)?.perHello,
  },
  {
    name: 'big500, embedded, 8 clients: turns per hello',
    direction: 'at least',
    limit: 0.1,
    figure: (report) => cell(report, 'embedded', 'big500', 8)?.perHello,
  },
  {
    name: 'scripts, embedded, 8 clients: turns per hello',
    direction: 'at least',
    limit: 0.05,
    figure: (report) => cell(report, 'embedded', 'scripts', 8)?.perHello,
  },
  {
    name: 'leadgen, embedded, 1 client: continueChat p50 in times of a hello',
    direction: 'at most',
    limit: 4,
    figure: (report) => cell(report, 'embedded', 'leadgen', 1)?.continueP50InHellos,
  },
  {
    name: 'bytes of rows per turn, beyond the text of the person',
    direction: 'at most',
    limit: 1500,
    figure: (report) => largest(conversations(report), ({ logicalBytesPerTurn }) => logicalBytesPerTurn),
  },
  {
    name: 'leadgen, PostgreSQL, 8 clients: bytes of write-ahead log per turn',
    direction: 'at most',
    limit: 1500,
    figure: (report) => cell(report, 'postgres', 'leadgen', 8)?.writtenBytesPerTurn,
  },
  {
    name: 'bytes of a session, beyond values',
    direction: 'at most',
    limit: 1000,
    figure: (report) => largest(conversations(report), ({ sessionBytes }) => sessionBytes),
  },
  {
    name: 'embedded, idle: MB of memory',
    direction: 'at most',
    limit: 90,
    figure: (report) =>
      largest(
        report.starts.filter(({ store }) => store === 'embedded'),
        ({ idleMb }) => idleMb,
      ),
  },
  {
    name: `embedded, under load: MB of memory without ${scriptWorkerMb} MB per script worker`,
    direction: 'at most',
    limit: 180,
    figure: (report) =>
      largest(
        report.cells.filter(({ store }) => store === 'embedded'),
        ({ peakMb, scriptWorkers }) => peakMb - scriptWorkerMb * scriptWorkers,
      ),
  },
  {
    name: 'embedded: ms from the start of the process to the first answer',
    direction: 'at most',
    limit: 400,
    figure: (report) => report.starts.find(({ store }) => store === 'embedded')?.firstAnswerMs,
  },
];

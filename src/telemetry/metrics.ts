import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { TurnKind, TurnNotes, TurnOutcome } from './turn-notes.ts';

const turnKinds = ['start', 'continue'] as const satisfies readonly TurnKind[];
const turnOutcomes = ['ok', 'repeated', 'refused', 'failed'] as const satisfies readonly TurnOutcome[];

const turnSeconds = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const commitSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const groupSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Of the whole process, whatever number of servers it holds. */
let processRegistry: Registry | undefined;

/** A number that is read when somebody asks for it. */
export interface Reading {
  readonly name: string;
  readonly help: string;
  /** `counter` only ever grows. Default `gauge`. */
  readonly type?: 'gauge' | 'counter';
  readonly read: () => number;
}

/** How many jobs of a kind there are. */
export interface JobNumbers {
  readonly kind: string;
  /** Those that are late included. */
  readonly waiting: number;
  readonly late: number;
  readonly failed: number;
}

/** Everything that one server counts, in the form that Prometheus reads. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #turns: Readonly<Record<TurnKind, Readonly<Record<TurnOutcome, () => void>>>>;
  readonly #turnSeconds: Readonly<Record<TurnKind, (seconds: number) => void>>;
  readonly #waitSeconds: Histogram;
  readonly #commitSeconds: Histogram;
  readonly #commitWrites: Histogram;
  readonly #failedCommits: Counter;
  readonly #scripts: Counter<'outcome'>;
  readonly #scriptSeconds: Histogram;
  readonly #requests: Counter<'service' | 'outcome'>;
  readonly #requestSeconds: Histogram<'service'>;
  readonly #limited: Counter<'scope'>;
  readonly #jobRuns: Counter<'kind' | 'outcome'>;
  readonly #retentionRuns: Counter<'outcome'>;
  readonly #retentionRows: Counter<'kind'>;

  constructor() {
    processRegistry ??= registryOfProcess();
    const turns = this.#counter('repartee_turns_total', 'Requests for a turn.', ['kind', 'outcome']);
    const seconds = this.#histogram('repartee_turn_duration_seconds', 'Time of a turn.', turnSeconds, ['kind']);
    // Resolved once, so that a turn looks up no labels.
    this.#turns = byName(turnKinds, (kind) =>
      byName(turnOutcomes, (outcome) => {
        const child = turns.labels(kind, outcome);
        child.inc(0);
        return () => child.inc();
      }),
    );
    this.#turnSeconds = byName(turnKinds, (kind) => {
      const child = seconds.labels(kind);
      return (value) => child.observe(value);
    });
    this.#waitSeconds = this.#histogram(
      'repartee_turn_wait_seconds',
      'Time that turns waited for the one before them; turns that did not wait are not counted.',
      turnSeconds,
    );
    this.#commitSeconds = this.#histogram('repartee_commit_duration_seconds', 'Time of a transaction.', commitSeconds);
    this.#commitWrites = this.#histogram('repartee_commit_writes', 'Writes that shared a transaction.', groupSizes);
    this.#failedCommits = this.#counter('repartee_commit_failures_total', 'Transactions that were not stored.', []);
    this.#scripts = this.#counter('repartee_scripts_total', 'Scripts of bots that ran.', ['outcome']);
    this.#scriptSeconds = this.#histogram(
      'repartee_script_batch_duration_seconds',
      'Time of scripts that were handed to the sandbox together, waiting for a thread included.',
      turnSeconds,
    );
    this.#requests = this.#counter('repartee_outgoing_requests_total', 'Calls of services by bots.', [
      'service',
      'outcome',
    ]);
    this.#requestSeconds = this.#histogram(
      'repartee_outgoing_request_duration_seconds',
      'Time of a call, with its repetitions.',
      turnSeconds,
      ['service'],
    );
    this.#limited = this.#counter('repartee_rate_limited_requests_total', 'Requests over a limit.', ['scope']);
    this.#jobRuns = this.#counter('repartee_job_runs_total', 'Attempts to do a job.', ['kind', 'outcome']);
    this.#retentionRuns = this.#counter('repartee_retention_runs_total', 'Runs of the retention job.', ['outcome']);
    this.#retentionRows = this.#counter('repartee_retention_removed_total', 'What retention removed.', ['kind']);
  }

  /** The content type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<string> {
    const parts = await Promise.all([this.#registry.metrics(), processRegistry?.metrics()]);
    return parts.join('\n');
  }

  /** Adds numbers that are read when somebody asks for them. */
  addReadings(readings: readonly Reading[]): void {
    for (const { name, help, type = 'gauge', read } of readings) {
      const registers = [this.#registry];
      if (type === 'gauge') {
        new Gauge({
          name,
          help,
          registers,
          collect: function () {
            this.set(read());
          },
        });
      } else {
        new Counter({
          name,
          help,
          registers,
          collect: function () {
            this.reset();
            this.inc(read());
          },
        });
      }
    }
  }

  /** Adds numbers whose names are only known when they are read; each becomes the label `name`. */
  addNamedReadings(name: string, help: string, read: () => Readonly<Record<string, number>>): void {
    const registers = [this.#registry];
    const collect = function (this: Gauge<'name'>) {
      for (const [key, value] of Object.entries(read())) this.set({ name: key }, value);
    };
    new Gauge({ name, help, labelNames: ['name'], registers, collect });
  }

  /** Adds the numbers of jobs; where they cannot be read there are none, and everything else is told all the same. */
  addJobReadings(read: () => Promise<readonly JobNumbers[]>): void {
    const registers = [this.#registry];
    const collect = async function (this: Gauge<'kind' | 'state'>) {
      const counts = await read().catch(() => []);
      this.reset();
      for (const { kind, waiting, late, failed } of counts) {
        this.set({ kind, state: 'waiting' }, waiting - late);
        this.set({ kind, state: 'late' }, late);
        this.set({ kind, state: 'failed' }, failed);
      }
    };
    new Gauge({ name: 'repartee_jobs', help: 'Jobs in the store.', labelNames: ['kind', 'state'], registers, collect });
  }

  turn(notes: TurnNotes, outcome: TurnOutcome, ms: number): void {
    const { kind, waitedMs } = notes;
    this.#turns[kind][outcome]();
    this.#turnSeconds[kind](ms / 1000);
    if (waitedMs > 0) this.#waitSeconds.observe(waitedMs / 1000);
  }

  /** One transaction: how many writes shared it, its time, and whether it was stored. */
  commit(writes: number, ms: number, isStored: boolean): void {
    if (!isStored) this.#failedCommits.inc();
    this.#commitSeconds.observe(ms / 1000);
    this.#commitWrites.observe(writes);
  }

  /** Scripts that were handed over together. */
  scripts(outcomes: readonly string[], ms: number): void {
    this.#scriptSeconds.observe(ms / 1000);
    for (const outcome of outcomes) this.#scripts.inc({ outcome });
  }

  /** One call of a service outside. */
  outgoingRequest(service: string, outcome: string, ms: number): void {
    this.#requestSeconds.observe({ service }, ms / 1000);
    this.#requests.inc({ service, outcome });
  }

  /** A request that was over the limit of its address or of its bot. */
  rateLimited(scope: 'address' | 'bot'): void {
    this.#limited.inc({ scope });
  }

  /** One attempt to do a job. */
  job(kind: string, outcome: 'ok' | 'failed' | 'given_up'): void {
    this.#jobRuns.inc({ kind, outcome });
  }

  /** One run of the retention job; without counts it failed. */
  retention(counts: Readonly<Record<string, number>> | undefined): void {
    this.#retentionRuns.inc({ outcome: counts ? 'ok' : 'failed' });
    for (const [kind, count] of Object.entries(counts ?? {})) this.#retentionRows.inc({ kind }, count);
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<L extends string>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) {
    return new Histogram<L>({ name, help, buckets, labelNames, registers: [this.#registry] });
  }
}

function registryOfProcess(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register;
}

function byName<K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, V>;
}

import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';
import { type LogSink, TurnLog } from './turn-log.ts';
import type { TurnKind, TurnNotes, TurnOutcome } from './turn-notes.ts';

/** Where what happens is written to; what is absent costs nothing. */
export interface ObserverParts {
  readonly metrics?: Metrics | undefined;
  readonly log?: LogSink | undefined;
  readonly tracing?: Tracing | undefined;
}

/** Is told of every turn, and passes it on to the metrics, the log and the trace. */
export class TurnObserver {
  readonly #metrics: Metrics | undefined;
  readonly #log: TurnLog | undefined;
  readonly #tracing: Tracing | undefined;
  #open = 0;

  constructor({ metrics, log, tracing }: ObserverParts) {
    this.#metrics = metrics;
    this.#log = TurnLog.on(log);
    this.#tracing = tracing;
  }

  /** Turns that began and did not end yet. */
  get open(): number {
    return this.#open;
  }

  /** To be called before the turn waits for anything. */
  began(kind: TurnKind, notes: TurnNotes): void {
    this.#open++;
    notes.kind = kind;
    if (this.#tracing) notes.trace = this.#tracing.turn(notes);
  }

  /** @param code stable name of the error that ended the turn */
  ended(notes: TurnNotes, outcome: TurnOutcome, code?: string): void {
    this.#open--;
    const ms = performance.now() - notes.beganAt;
    this.#metrics?.turn(notes, outcome, ms);
    this.#log?.turn(notes, outcome, ms, code);
    if (notes.trace) this.#tracing?.turnEnded(notes, outcome, code);
  }

  /** Takes what each block of the turn decides; undefined unless the log wants to know. */
  blockSink(notes: TurnNotes) {
    return this.#log?.blockSink(notes);
  }
}

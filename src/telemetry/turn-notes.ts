import type { TurnTrace } from './turn-trace.ts';

/** How a turn was begun. */
export type TurnKind = 'start' | 'continue';

/**
 * How a request for a turn ended: answered, answered again with the answer of an earlier one, refused with a reason that
 * the caller can act on, or failed by a fault of ours or of the database.
 */
export type TurnOutcome = 'ok' | 'repeated' | 'refused' | 'failed';

/**
 * What is noted of one turn while it runs, for the log, the metrics and the trace: ids and numbers, never what people
 * or bots say.
 */
export class TurnNotes {
  kind: TurnKind = 'continue';
  sessionId: string | undefined;
  botId: string | undefined;
  versionId: string | undefined;
  /** Block that the conversation stands at after the turn. */
  position: string | undefined;
  blocks = 0;
  messages = 0;
  /** The request had been answered before, and got that answer. */
  isRepeated = false;
  /** Time spent behind other turns of the conversation, in ms. */
  waitedMs = 0;
  /** On the monotonic clock, in ms. */
  readonly beganAt = performance.now();
  /** The `traceparent` header of the request. */
  readonly traceparent: string | string[] | undefined;
  /** Present while spans are collected. */
  trace: TurnTrace | undefined;

  constructor(traceparent?: string | string[]) {
    this.traceparent = traceparent;
  }
}

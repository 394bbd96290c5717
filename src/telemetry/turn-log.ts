import type { TurnNotes, TurnOutcome } from './turn-notes.ts';

/** The log as this folder sees it. */
export interface LogSink {
  readonly level: string;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

/** What a block of a turn did. */
export interface BlockStep {
  readonly blockId: string;
  readonly type: string;
  /** What came of it, for example `next` or `edge e1`. */
  readonly decision: string;
  readonly ms: number;
}

const levelsWithTurns: ReadonlySet<string> = new Set(['info', 'debug', 'trace']);
const levelsWithBlocks: ReadonlySet<string> = new Set(['debug', 'trace']);

/** Writes one line per turn; while debugging also one per block. */
export class TurnLog {
  readonly #log: LogSink;
  readonly #hasBlocks: boolean;

  private constructor(log: LogSink) {
    this.#log = log;
    this.#hasBlocks = levelsWithBlocks.has(log.level);
  }

  /** Undefined when the log does not want to know of turns, so that nothing is made for it. */
  static on(log: LogSink | undefined): TurnLog | undefined {
    return log && levelsWithTurns.has(log.level) ? new TurnLog(log) : undefined;
  }

  turn(notes: TurnNotes, outcome: TurnOutcome, ms: number, code: string | undefined): void {
    this.#log.info(
      {
        turn: notes.kind,
        outcome,
        code,
        session: notes.sessionId,
        bot: notes.botId,
        version: notes.versionId,
        ms: rounded(ms),
        waitedMs: rounded(notes.waitedMs),
        blocks: notes.blocks,
        messages: notes.messages,
        position: notes.position,
      },
      'turn',
    );
  }

  /** Takes what each block of a turn decides; undefined unless the log debugs. */
  blockSink(notes: TurnNotes): ((step: BlockStep) => void) | undefined {
    if (!this.#hasBlocks) return undefined;
    return ({ blockId, type, decision, ms }) =>
      this.#log.debug({ session: notes.sessionId, block: blockId, type, decision, ms: rounded(ms) }, 'block');
  }
}

/** To a hundredth of a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

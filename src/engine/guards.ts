import { ReparteeError } from '../errors.ts';
import type { Value } from '../flow/values.ts';

/** Limits of one turn (engine §12). Crossing one cuts the turn; the answer is a normal one with what there is. */
export interface TurnLimits {
  /** Our own work in ms; waiting for scripts and the network does not count. */
  readonly workMs: number;
  readonly blocks: number;
  /** Runs of the same block without an input in between. */
  readonly runsPerBlock: number;
  readonly messages: number;
  /** Text of all messages in UTF-16 units: a loop over large variables must not fill the memory. */
  readonly outputSize: number;
  /** Wall time in ms. */
  readonly wallMs: number;
  /** Nested bots. */
  readonly depth: number;
  /** Serialised state in UTF-16 units. */
  readonly stateSize: number;
  /** Wall time in ms after which a turn is refused (`CHAT_API_TIMEOUT`); unset = never. */
  readonly refuseAfterMs?: number;
}

export const defaultLimits: TurnLimits = {
  workMs: 5_000,
  blocks: 10_000,
  runsPerBlock: 1_000,
  messages: 2_000,
  outputSize: 20_000_000,
  wallMs: 120_000,
  depth: 50,
  stateSize: 5_000_000,
};

/** Messages, actions and logs of a cut turn that are kept, each. */
export const keptOnCut = 100;

/** Blocks between two pauses that let other conversations run. */
const blocksPerBreath = 200;

/** Thrown by `TurnGuard.step` to stop the walk at once. */
export class TurnCut extends Error {
  override readonly name: string = 'TurnCut';
}

/** Thrown when the operator's own time limit for a turn has passed. */
export class TurnTimeout extends Error {
  override readonly name = 'TurnTimeout';
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`${limitMs / 1000} seconds timeout reached`);
    this.limitMs = limitMs;
  }
}

interface Clock {
  workMs(): number;
  elapsedMs(): number;
  breathe(): Promise<void>;
}

/** Counts the work of one turn and stops it at its limits. */
export class TurnGuard {
  readonly #limits: TurnLimits;
  readonly #clock: Clock;
  readonly #runs = new Map<object, number>();
  #blocks = 0;
  #refusalStart = 0;

  constructor(limits: TurnLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * To be called before every block, with its program block. Now and then it gives a pause, which is to be awaited.
   * Throws TurnCut or TurnTimeout.
   */
  step(block: object, messages: number, outputSize: number): Promise<void> | undefined {
    const { blocks, runsPerBlock, messages: maxMessages, workMs, wallMs, refuseAfterMs } = this.#limits;
    this.#blocks++;
    const runs = (this.#runs.get(block) ?? 0) + 1;
    this.#runs.set(block, runs);
    if (this.#blocks > blocks) throw new TurnCut(`more than ${blocks} blocks in one turn`);
    if (runs > runsPerBlock) throw new TurnCut(`one block ran more than ${runsPerBlock} times in one turn`);
    if (messages > maxMessages) throw new TurnCut(`more than ${maxMessages} messages in one turn`);
    if (outputSize > this.#limits.outputSize) {
      throw new TurnCut(`messages of more than ${this.#limits.outputSize / 1_000_000} MB in one turn`);
    }
    if (this.#clock.workMs() > workMs) throw new TurnCut(`more than ${workMs / 1000} s of work in one turn`);
    if (this.#clock.elapsedMs() > wallMs) throw new TurnCut(`the turn took longer than ${wallMs / 1000} s`);
    if (refuseAfterMs !== undefined && this.#clock.elapsedMs() - this.#refusalStart > refuseAfterMs) {
      throw new TurnTimeout(refuseAfterMs);
    }
    return this.#blocks % blocksPerBreath === 0 ? this.#clock.breathe() : undefined;
  }

  /**
   * To be called with every value that a block gives a variable: one that alone is larger than a stored state may be
   * is refused at once, before the next block makes it larger still. Throws `stateTooLarge`.
   */
  checkValue(value: Value): void {
    const texts = Array.isArray(value) ? value : [value];
    const size = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    this.checkStateSize(size);
  }

  /** Throws `stateTooLarge` for a size in UTF-16 units that a stored state may not have. */
  checkStateSize(size: number): void {
    const { stateSize } = this.#limits;
    if (size > stateSize)
      throw new ReparteeError('stateTooLarge', { values: { limit: `${stateSize / 1_000_000} MB` } });
  }

  /** After a block that waited for the network the operator's time limit starts anew. */
  restartTimeout(): void {
    this.#refusalStart = this.#clock.elapsedMs();
  }

  /** Blocks that ran in this turn. */
  get blocks(): number {
    return this.#blocks;
  }

  get depth(): number {
    return this.#limits.depth;
  }
}

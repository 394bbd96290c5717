import { ReparteeError } from '../errors/errors.ts';

/** Limits of one turn (engine §12). Crossing one cuts the turn; the answer is a normal one with what there is. */
export interface TurnLimits {
  /** Our own work in ms; waiting for scripts and the network does not count. */
  readonly workMs: number;
  readonly blocks: number;
  /** Runs of the same block without an input in between. */
  readonly runsPerBlock: number;
  readonly messages: number;
  /** Weight of everything that the answer holds (`weight.ts`), because an answer is written in one go. */
  readonly outputSize: number;
  /**
   * Bytes that values of variables have in the texts of one answer, with a little for each part that they fall into:
   * parts are read, put into a tree and written several times.
   */
  readonly filledSize: number;
  /** Bytes of the transcripts that one turn makes, each of which holds the whole conversation again. */
  readonly transcriptSize: number;
  /**
   * Bytes by which blocks may make the values larger in one turn, together; what people, code and the outside answer
   * does not count, because it has bounds of its own.
   * What a person sends must not be multiplied by what a flow makes of it.
   */
  readonly growth: number;
  /** Bytes of values that one turn adds to the history of a result; what is written after that is not recorded there. */
  readonly historySize: number;
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
  outputSize: 2_000_000,
  filledSize: 500_000,
  transcriptSize: 5_000_000,
  growth: 1_000_000,
  historySize: 1_000_000,
  wallMs: 120_000,
  depth: 50,
  stateSize: 5_000_000,
};

/** Messages, actions and logs of a cut turn that are kept, each. */
export const keptOnCut = 100;

/** Blocks between two pauses that let other conversations run. */
const blocksPerBreath = 200;

/** Own work between two such pauses in ms, for blocks that take long: others must not wait for 50 ms. */
const breathMs = 15;

/** Units of work between two looks at the clock. A unit takes some ns, a slow one 100. */
const unitsPerLook = 50_000;

/** Thrown by `TurnGuard` to stop the walk at once. */
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

/** What the work inside blocks is bounded by: long loops count what they do, and wait when they are told to. */
export interface WorkGuard {
  /**
   * To be called in every loop whose length is up to a document or a person. Gives a pause now and then, which is to be
   * awaited. Throws TurnCut when the time of the turn is up.
   *
   * @param units about as many as characters were read or written, or entries looked at
   * @example
   * const pause = guard.spend(text.length);
   * if (pause) await pause;
   */
  spend(units: number): Promise<void> | undefined;
  /** To be called before a text is put together. Throws `stateTooLarge` for a size in UTF-16 units no state can have. */
  checkSize(size: number): void;
  /**
   * To be called with the bytes of a value that becomes a part of a text of the answer, before it is read, and with a
   * little for every part that it falls into. Throws TurnCut.
   */
  fill(bytes: number): void;
  /** To be called with the bytes of every transcript. Throws TurnCut. */
  transcribe(bytes: number): void;
}

/** Counts the work of one turn and stops it at its limits. */
export class TurnGuard implements WorkGuard {
  readonly #limits: TurnLimits;
  readonly #clock: Clock;
  readonly #runs = new Map<object, number>();
  #blocks = 0;
  #refusalStart = 0;
  #units = 0;
  #growth = 0;
  #filled = 0;
  #transcribed = 0;
  /** Own work at the last pause. */
  #restedAt = 0;
  #isReleased = false;

  constructor(limits: TurnLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /**
   * To be called before every block, with its program block. Now and then it gives a pause, which is to be awaited.
   * Throws TurnCut or TurnTimeout.
   */
  step(block: object, messages: number, outputSize: number): Promise<void> | undefined {
    const { blocks, runsPerBlock, messages: maxMessages } = this.#limits;
    this.#blocks++;
    const runs = (this.#runs.get(block) ?? 0) + 1;
    this.#runs.set(block, runs);
    if (this.#blocks > blocks) throw new TurnCut(`more than ${blocks} blocks in one turn`);
    if (runs > runsPerBlock) throw new TurnCut(`one block ran more than ${runsPerBlock} times in one turn`);
    if (messages > maxMessages) throw new TurnCut(`more than ${maxMessages} messages in one turn`);
    this.checkOutput(outputSize);
    return this.#look(this.#blocks % blocksPerBreath === 0);
  }

  spend(units: number): Promise<void> | undefined {
    this.#units += units;
    return this.#units < unitsPerLook ? undefined : this.#look(false);
  }

  #look(isTimeToRest: boolean): Promise<void> | undefined {
    this.#units = 0;
    const worked = this.#clock.workMs();
    if (!this.#isReleased) this.#checkTime(worked);
    if (!isTimeToRest && worked - this.#restedAt < breathMs) return undefined;
    this.#restedAt = worked;
    return this.#clock.breathe();
  }

  #checkTime(worked: number): void {
    const { workMs, wallMs, refuseAfterMs } = this.#limits;
    if (worked > workMs) throw new TurnCut(`more than ${workMs / 1000} s of work in one turn`);
    const elapsed = this.#clock.elapsedMs();
    if (elapsed > wallMs) throw new TurnCut(`the turn took longer than ${wallMs / 1000} s`);
    if (refuseAfterMs !== undefined && elapsed - this.#refusalStart > refuseAfterMs)
      throw new TurnTimeout(refuseAfterMs);
  }

  /** Throws TurnCut when the answer gets larger than it may. */
  checkOutput(size: number): void {
    const { outputSize } = this.#limits;
    if (size > outputSize) throw new TurnCut(`an answer of more than ${outputSize / 1_000_000} MB`);
  }

  fill(bytes: number): void {
    const { filledSize } = this.#limits;
    this.#filled += bytes;
    if (this.#filled > filledSize) throw new TurnCut(`more than ${filledSize / 1_000_000} MB of values in one answer`);
  }

  transcribe(bytes: number): void {
    const { transcriptSize } = this.#limits;
    this.#transcribed += bytes;
    if (this.#transcribed > transcriptSize)
      throw new TurnCut(`more than ${transcriptSize / 1_000_000} MB of transcripts in one turn`);
  }

  /** Counts bytes that a block made the values larger by. Throws `turnTooLarge` when these are more than one turn may add. */
  grow(bytes: number): void {
    const { growth } = this.#limits;
    this.#growth += bytes;
    if (this.#growth > growth)
      throw new ReparteeError('turnTooLarge', { values: { limit: `${growth / 1_000_000} MB` } });
  }

  /** Bytes that blocks made the values larger by. */
  get growth(): number {
    return this.#growth;
  }

  /** From now on time limits stop nothing: the turn was cut, and its answer has to be made all the same. */
  release(): void {
    this.#isReleased = true;
  }

  checkSize(size: number): void {
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

import type { ProgramBlock } from '../flow/program.ts';
import type { BlockKind, Write } from './block.ts';
import type { BoundCode } from './code.ts';
import type { Condition } from './conditions.ts';
import type { DeepOptions } from './deep.ts';
import type { Effects, Program } from './effects.ts';
import type { WorkGuard } from './guards.ts';
import type { Mode, ResolvedToken } from './interpolate.ts';
import type { ClientAction, Log, TimelineEntry } from './output.ts';
import type { ChannelFacts, ReturnMark, SessionAnswer, Target } from './state.ts';
import type { Variables } from './variables.ts';

/**
 * How texts of bubbles are written in this turn. `flat` is the oldest wire generation (chat-api §11); `html` is the
 * same with HTML beside it, for clients of 2023 (chat-api §17).
 */
export type TextFormat = 'richText' | 'markdown' | 'flat' | 'html';

/** What a block sees of the conversation while it runs, and what it may do to it. */
export interface BlockContext {
  /** The flow that the block belongs to. */
  readonly program: Program;
  readonly variables: Variables;
  readonly effects: Effects;
  /** Bounds the work of blocks: to be told of every loop whose length is up to a document or a person. */
  readonly guard: WorkGuard;
  /** The block that is running, with its place in the flow. */
  readonly block: ProgramBlock<BlockKind>;
  readonly textFormat: TextFormat;
  /** False in a preview. */
  readonly isLive: boolean;
  readonly resultId: string | undefined;
  /** Present when the conversation runs in a messaging app: nothing may be left to the client then. */
  readonly channel: ChannelFacts | undefined;
  /** Whether a client that streams answers is listening. */
  readonly streams: boolean;
  /** Accepted replies of the current bot. */
  readonly answers: readonly SessionAnswer[];
  /** Name for `Environment name`: the channel, or `web`. */
  readonly environment: string;

  /** Fills in an author-written text. */
  text(template: string | undefined, mode?: Mode): Promise<string>;
  /** The placeholders of an author-written text with their values. */
  tokens(template: string): Promise<ResolvedToken[]>;
  /** Fills in every text inside an option object. */
  deep<T>(value: T, options?: DeepOptions): Promise<T>;
  /** Author-written code with references replaced by names. */
  bindCode(code: string): Promise<BoundCode>;
  holds(condition: Condition): Promise<boolean>;

  /**
   * Writes variables. Unknown ids are ignored; of two writes to one variable the first counts. Changes that a replay
   * needs are recorded in the history.
   */
  write(writes: readonly Write[]): void;
  /** Adds a client-side action; the walk notes after which bubble it runs. */
  act(action: ClientAction): void;
  /** Adds a log that the protocol knows. */
  log(log: Log): void;
  /** Adds a diagnostic of our own: stored with the result, shown in previews, never in live answers. */
  diagnose(log: Log): void;
  /** To be called after waiting for the network: the operator's time limit of the turn starts anew (engine §12). */
  waited(): void;

  /** The conversation so far, this turn included. */
  timeline(): Promise<readonly TimelineEntry[]>;
  /** Where Return goes (engine §9); a Return block takes it. */
  returnMark: ReturnMark | undefined;
  /** Gives the mark to a Return block. It is gone then, but for one with a reply, which is processed again first. */
  takeReturnMark(): ReturnMark | undefined;
  /**
   * Enters a linked bot, or the current one again. The walk then goes to the target returned by the caller's step.
   * False when the stack is too deep.
   */
  enterBot(program: Program, options: { isMerging: boolean; returnTo: Target | undefined }): boolean;
}

import type { z } from 'zod';
import type { BlockBase } from '../flow/document.ts';
import type { BlockDescription, BlockSort, CompiledProgram, Complaint, ProgramBlock, Spot } from '../flow/program.ts';
import type { World } from './effects.ts';
import type { WorkGuard } from './guards.ts';
import type { BoundCode } from './language/code.ts';
import type { Condition } from './language/conditions.ts';
import type { DeepOptions } from './language/deep.ts';
import type { Mode, ResolvedToken } from './language/interpolate.ts';
import type { Variables } from './language/variables.ts';
import type { Message, Reply } from './message.ts';
import type { Bubble, ClientAction, Log, StartProps, TimelineEntry, WireInput } from './output.ts';
import type { ChannelFacts, ReturnMark, SessionAnswer, Target } from './state.ts';

/** A compiled version whose blocks know how to run. */
export type Program = CompiledProgram<BlockKind>;

/** A block of a running flow. */
export type RunningBlock = ProgramBlock<BlockKind>;

/** A place in a running flow. */
export type RunningSpot = Spot<BlockKind>;

/** Everything that a turn asks of what is around it. The engine is deterministic given what these return. */
export interface Effects extends World {
  /** The compiled version with this id. Rejects when it does not exist any more. */
  program(versionId: string): Promise<Program>;
  /**
   * What a Typebot link block may enter: the published version of the bot, or its draft in a preview; undefined when
   * there is none in the workspace of `from`.
   */
  linkedProgram(botId: string, from: Program, isPreview: boolean): Promise<Program | undefined>;
}

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

/**
 * Where the walk goes after a block.
 * - `continue`: along the block's own edge, else to the next block of the group
 * - `edge`: along this edge (an item's), leaving the group
 * - `end`: nowhere; the rest of the group is not run
 * - `goto`: to a place without a drawn edge, in the bot that is current then
 * - `pause`: the turn stops here until the next message
 */
export type Step =
  | { readonly to: 'continue' }
  | { readonly to: 'edge'; readonly edgeId: string }
  | { readonly to: 'end' }
  | { readonly to: 'goto'; readonly target: Target }
  | { readonly to: 'pause' };

export const goOn: Step = { to: 'continue' };
export const endBranch: Step = { to: 'end' };
export const pause: Step = { to: 'pause' };

/** How an input judged a reply. */
export type Judgement =
  | {
      readonly verdict: 'valid';
      /** What is saved as the answer. */
      readonly content: string;
      /** Edge of the item that was chosen. */
      readonly edgeId?: string;
      /** Variables that the reply sets besides the input's own. */
      readonly writes?: readonly Write[];
    }
  | { readonly verdict: 'skipped' }
  | { readonly verdict: 'invalid' };

/** A value for a variable. */
export interface Write {
  readonly variableId: string;
  readonly value: unknown;
  /** Made by code, whose results have a bound of their own: it does not count as growth of a turn. */
  readonly isComputed?: boolean;
}

/** What a block that says something gives: one bubble, nothing, or a bubble that waits for an event. */
export interface Saying {
  readonly bubble: Bubble;
  /** The turn stops here until the client reports the event. */
  readonly isWaiting?: boolean;
}

interface KindBase<B extends BlockBase> extends BlockDescription {
  readonly schema: z.ZodType<B>;
  readonly sort: BlockSort;
  /** What the block does, in one sentence, for the reference pages. */
  readonly summary: string;
  complaints?(block: B): Complaint[];
  /**
   * Takes the message that arrives while the conversation is paused on this block (not for inputs). The walk goes on
   * after the block. Absent: the message is ignored.
   */
  resume?(block: B, message: Message | undefined, context: BlockContext): Promise<void>;
}

/** A block that says something. */
export interface BubbleKind<B extends BlockBase = BlockBase> extends KindBase<B> {
  readonly sort: 'bubble';
  /** Undefined when the block has nothing to say. */
  say(block: B, context: BlockContext): Promise<Saying | undefined>;
}

/** A block that asks for a reply. */
export interface InputKind<B extends BlockBase = BlockBase> extends KindBase<B> {
  readonly sort: 'input';
  /** Name that events report for this kind (inputs §1.1). */
  readonly eventName: string;
  /** Inputs that show content of their own never consume the message that starts a conversation (engine §2.4). */
  readonly showsContent?: boolean;
  /** Shape of the item ids that the input makes up; undefined when its items do not come from variables. */
  dynamicItemIds?(block: B): RegExp | undefined;
  /** The input as the client gets it, variables filled in. */
  present(block: B, context: BlockContext): Promise<WireInput>;
  /** Judges a reply; `undefined` = no message. Changes nothing. */
  judge(block: B, reply: Reply | undefined, context: BlockContext): Promise<Judgement>;
  /**
   * What the input says about a file of this MIME type that a client wants to upload for it; undefined when it takes no
   * files. Absent: it takes none.
   *
   * @param type as the client named it, if it did
   */
  filesOf?(block: B, type: string | undefined): FileRules | undefined;
  /** Text of the retry when it is not the bot's general one; variables are filled in by the caller. */
  retryText?(block: B): string | undefined;
}

/** What an input says about a file that is sent to it. */
export interface FileRules {
  readonly isTypeAllowed: boolean;
  /** In MB; absent = as much as the server allows. */
  readonly sizeLimit?: number | undefined;
  /** The file is for the people of the bot's workspace only. */
  readonly isPrivate: boolean;
}

/** A block that decides, changes state or calls out. */
export interface ActionKind<B extends BlockBase = BlockBase> extends KindBase<B> {
  readonly sort: 'logic' | 'integration';
  run(block: B, context: BlockContext): Promise<Step>;
  /** When it pauses, the conversation waits on something outside, for as long as that takes. */
  readonly waitsOutside?: boolean;
  /** What the block asks of a web page before the conversation begins. */
  startProps?(block: B): StartProps;
}

/** A kind of block: one module per kind, listed in `blocks/registry.ts`. */
export type BlockKind = BubbleKind | InputKind | ActionKind;

/**
 * Declares a kind of block with the block's type taken from its schema.
 *
 * @example export const redirect = defineBlock({ type: 'Redirect', sort: 'logic', schema, summary, run })
 */
export function defineBlock<B extends BlockBase>(kind: BubbleKind<B> | InputKind<B> | ActionKind<B>): BlockKind {
  // The registry holds kinds of many block types; each kind only ever receives blocks read through its own schema.
  return kind as unknown as BlockKind;
}

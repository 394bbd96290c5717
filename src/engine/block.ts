import type { z } from 'zod';
import type { BlockBase } from '../flow/document.ts';
import type { BlockDescription, BlockSort, Complaint } from '../flow/program.ts';
import type { BlockContext } from './context.ts';
import type { Message, Reply } from './message.ts';
import type { Bubble, WireInput } from './output.ts';
import type { StartProps } from './start-props.ts';
import type { Target } from './state.ts';

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

import type { Value } from '../flow/values.ts';
import type { Reply } from './message.ts';

/** Version of the shape below; stored sessions of every release keep loading (`upgrade-state.ts`). */
export const currentStateVersion = 1;

/**
 * One running conversation as it is stored: plain JSON, about a kilobyte. It names versions of flows by id and never
 * embeds one.
 */
export interface SessionState {
  readonly stateVersion: number;
  /** Stack of running bots; index 0 is the current one, the last is the one that was started. */
  readonly frames: readonly FrameState[];
  /** Block that the conversation is paused on; absent = not started. */
  readonly position?: string;
  /** Input that was the last one before the position, which is another kind of block. */
  readonly lastInput?: string;
  readonly returnMark?: ReturnMark;
  /** The client promised to fetch streamed answers. */
  readonly streams: boolean;
  /** Answers accepted so far; absent = progress is not tracked. */
  readonly answered?: number;
  /** Origins that may talk to this session; absent = any. */
  readonly origins?: readonly string[];
  /** Number of visited edges and history entries recorded so far. */
  readonly counters: { readonly edges: number; readonly history: number };
  /** Facts about the person when the conversation runs in a messaging app. */
  readonly channel?: ChannelFacts;
  /** Names given through prefilled values, masked wherever a session is inspected. */
  readonly prefilled?: readonly string[];
  /** Stands for `isOldClient`, under the name that the first release gave it. */
  readonly wire?: '2023';
  /** Text of a webhook call that arrived while the session was waiting on this block. */
  readonly delivered?: { readonly blockId: string; readonly text: string };
  /** The person was warned in the log that an input inside the reply event never gets past it. */
  readonly warnedReplyLoop?: true;
  /** The session was only registered: nothing of it has run yet. */
  readonly isRegistered?: true;
}

/** True for a conversation whose client knows no pauses between the parts of a turn and reads texts as HTML. */
export function isOldClient({ wire }: SessionState): boolean {
  return wire !== undefined;
}

/** One bot of the stack. */
export interface FrameState {
  readonly versionId: string;
  /** Absent in a preview. */
  readonly resultId?: string;
  /** Values by variable id; a missing id was never written. */
  readonly values: Readonly<Record<string, Value>>;
  /** Variables that came from merged linked bots and are unknown to this one. */
  readonly added?: readonly { readonly id: string; readonly name: string }[];
  /** Ids of variables that became session-only while running. */
  readonly sessionOnly?: readonly string[];
  readonly answers: readonly SessionAnswer[];
  /** Where to go in this bot when its flow runs out (command events with "resume after"). */
  readonly resume?: readonly Target[];
  /** Where the parent goes on when this bot ends. */
  readonly returnTo?: Target;
  readonly isMerging?: boolean;
}

/** An accepted reply as blocks see it: the input variable's name or the group's title, and the text. */
export interface SessionAnswer {
  readonly key: string;
  readonly value: string;
}

/** A place in a flow: behind an edge, or at a block of a group (the first when absent). */
export type Target = { readonly edgeId: string } | { readonly groupId: string; readonly blockId?: string };

/** The one return mark of a session (engine §9): where a Return block goes. */
export interface ReturnMark {
  readonly status: 'pending' | 'called';
  readonly blockId: string;
  /** Reply that is processed again when the marked input is reached. */
  readonly message?: Reply;
  /** The same for a reply without a message: the marked input is skipped. */
  readonly isSkip?: true;
}

/** True for a mark with a reply that a Return brings back to its input. */
export function keepsReply(mark: ReturnMark): boolean {
  return mark.message !== undefined || mark.isSkip === true;
}

/** Facts about a person in a messaging app. */
export interface ChannelFacts {
  /** Name of the channel, for example `telegram`. */
  readonly name: string;
  readonly contact?: { readonly name?: string; readonly phoneNumber?: string };
  readonly referral?: { readonly sourceId?: string; readonly clickId?: string };
}

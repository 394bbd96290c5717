import type { Program } from '../engine/block.ts';
import type { Appearance, TurnOutput } from '../engine/output.ts';
import type { IdempotentAnswer, TurnCommit } from '../store/sessions.ts';

/** What a turn gives to whoever makes the answer of it. */
export interface TurnReply {
  readonly sessionId: string;
  /** The flow that was started. */
  readonly program: Program;
  /** The flow that the conversation stands in now, when it is a linked one. */
  readonly linked?: Program | undefined;
  /** The flows that the message met, the started one last. */
  readonly flows: readonly Program[];
  readonly output: TurnOutput;
  readonly isLive: boolean;
  readonly resultId: string | undefined;
  /** With a start: theme and settings. */
  readonly appearance?: Appearance | undefined;
  /** The session was gone and has been started anew under its id (chat-api §18.3). */
  readonly isRestarted: boolean;
  /** Manner of the client that started the conversation, see `TurnWorld.manners`. */
  readonly wire: string | undefined;
}

/** What is stored in the transaction of a turn beside the conversation. */
export interface Leavings extends Pick<TurnCommit, 'jobs' | 'voidJobs'> {
  /** In the scope of the session, or of the bot for a start. */
  readonly idempotentAnswer?: Omit<IdempotentAnswer, 'scope'> | undefined;
}

/**
 * Where the answer of a turn goes: what whoever asked makes of it, and what of that is stored together with the turn, so
 * that both are there after a crash or neither is. Nothing else here knows how answers look (design §2).
 *
 * @typeParam Answer what the asker gets
 */
export interface Outlet<Answer> {
  /** Under which an earlier answer to the same request would have been kept; absent: none is. */
  readonly keptUnder?: string | undefined;
  /**
   * The earlier answer that was kept; undefined when it was to another request. Throws what stands against the request.
   *
   * @param flows the flows that the message meets; none when there is no session
   */
  known?(kept: IdempotentAnswer, flows: readonly Program[]): Answer | undefined;
  answer(reply: TurnReply): Answer;
  leaves?(answer: Answer, reply: TurnReply): Leavings;
  /** What is kept of a refusal; undefined: nothing. */
  refuse?(error: unknown): Leavings | undefined;
}

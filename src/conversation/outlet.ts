import type { Program } from '../engine/block.ts';
import type { Appearance, TurnOutput } from '../engine/output.ts';
import type { IdempotentAnswer, TurnCommit } from '../store/sessions.ts';

/** What a turn came to, for whoever asked for it. */
export interface TurnReply {
  readonly sessionId: string;
  /** The flow that was started. */
  readonly program: Program;
  /** The flows that the conversation stood in when the turn began; the last one was started. */
  readonly programs: readonly Program[];
  /** For an old client: the flow that the conversation stands in now, when it is a linked one. */
  readonly linked?: Program | undefined;
  readonly output: TurnOutput;
  readonly isLive: boolean;
  readonly resultId: string | undefined;
  /** With a start: theme and settings. */
  readonly appearance?: Appearance | undefined;
  /** The session was gone and has been started anew under its id (chat-api §18.3). */
  readonly isRestarted: boolean;
  /** See `StartRequest.isOldClient`. */
  readonly isOldClient: boolean;
}

/** What of an answer is stored in the transaction of its turn. */
export type Leavings = Pick<TurnCommit, 'idempotentAnswer' | 'outbox' | 'timers'>;

/** A name under which a request is answered once. */
export interface RequestName {
  /** The bot or session to which the key belongs. */
  readonly scope: string;
  readonly key: string;
}

/** What those who ask for a turn hand to it: how it is answered, and what of that has to be stored with it. */
export interface Outlet<Answer> {
  /** Absent: whenever the request arrives, it is a new one. */
  readonly name?: RequestName | undefined;
  /**
   * The answer that was given to the request before. Undefined: the stored one is not for this request after all. Throws
   * `idempotencyKeyReused`.
   *
   * @param programs flows that the conversation stands in; none when there is no session
   */
  repeat(stored: IdempotentAnswer, programs: readonly Program[]): Answer | undefined;
  /** Makes what the asker gets. */
  answer(reply: TurnReply): Answer;
  /** Says what of an answer is stored with the turn. */
  leaves(answer: Answer, reply: TurnReply): Leavings;
  /** Says what is stored of a refusal; undefined: nothing. */
  refuse(error: unknown): Leavings | undefined;
}

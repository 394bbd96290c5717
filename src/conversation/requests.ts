import type { StartFrom } from '../engine/advance.ts';
import type { TextFormat } from '../engine/block.ts';
import type { Message } from '../engine/message.ts';
import type { Log } from '../engine/output.ts';
import type { Bot, BotHead } from '../store/bots.ts';
import type { TurnKind, TurnNotes } from '../telemetry/turn-notes.ts';
import type { Caller } from './origins.ts';

/** What every request brings. */
export interface RequestFacts {
  readonly caller: Caller;
  readonly textFormat: TextFormat;
  /** Logs of the client, stored with the result; they are not given back. */
  readonly clientLogs?: readonly Log[] | undefined;
  /** Called with the bot before its turn runs and changes anything; throws what stands against it. */
  readonly admitTo?: ((botId: string, kind: TurnKind) => void) | undefined;
  /** Memory that the request holds while it waits, in bytes. */
  readonly size?: (() => number) | undefined;
  /** Filled in while the turn runs, for those who watch over the server. */
  readonly notes: TurnNotes;
}

/** Fields of a start that live conversations and previews share. */
interface StartFields extends RequestFacts {
  readonly message?: Message | undefined;
  readonly streams: boolean;
  readonly isOnlyRegistering: boolean;
  readonly prefilledVariables?: Readonly<Record<string, unknown>> | undefined;
  /** Id that the caller chose for the session. */
  readonly sessionId?: string | undefined;
  /** The client knows no pauses between the parts of a turn, and reads texts as HTML; for the whole conversation. */
  readonly isOldClient?: boolean | undefined;
}

/** Starts a conversation with a published bot. */
export interface StartRequest extends StartFields {
  readonly kind: 'start';
  readonly bot: BotHead;
  readonly resultId?: string | undefined;
}

/** Starts a conversation with the draft of a bot. */
export interface PreviewRequest extends StartFields {
  readonly kind: 'preview';
  /** A bot that the caller may see. */
  readonly bot: Bot;
  readonly startFrom?: StartFrom | undefined;
  readonly isProgressTracked?: boolean | undefined;
}

/** Goes on with a conversation. */
export interface MessageRequest extends RequestFacts {
  readonly kind: 'message';
  readonly sessionId: string;
  readonly message?: Message | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /**
   * What to start when there is no session (chat-api §11); throws what stands against starting. Absent: that is for the
   * bot to say.
   */
  readonly start?: (() => Promise<StartRequest | PreviewRequest>) | undefined;
}

/** Asks for a turn. */
export type TurnRequest = StartRequest | PreviewRequest | MessageRequest;

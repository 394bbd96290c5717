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
  /** Manner of the client, see `TurnWorld.manners`. */
  readonly wire?: string | undefined;
}

export interface StartRequest extends StartFields {
  readonly bot: BotHead;
  readonly resultId?: string | undefined;
}

export interface PreviewRequest extends StartFields {
  /** A bot that the caller may see. */
  readonly bot: Bot;
  readonly startFrom?: StartFrom | undefined;
  readonly isProgressTracked?: boolean | undefined;
}

export interface ContinueRequest extends RequestFacts {
  readonly sessionId: string;
  readonly message?: Message | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a start is. */
export type Beginning = { readonly live: StartRequest } | { readonly preview: PreviewRequest };

/** A message for a session that is started when it does not exist (chat-api §11). */
export interface SendRequest extends RequestFacts {
  readonly sessionId?: string | undefined;
  readonly message?: Message | undefined;
  /** What to start. Called only when there is no session; throws what stands against starting. */
  begin(): Promise<Beginning>;
}

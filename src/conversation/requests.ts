import type { StartFrom } from '../engine/advance.ts';
import type { Program, TextFormat } from '../engine/block.ts';
import type { Message } from '../engine/message.ts';
import type { Log, Looks, TurnOutput } from '../engine/output.ts';
import type { Bot, BotHead } from '../store/bots.ts';
import type { TurnKind, TurnNotes } from '../telemetry/turn-notes.ts';
import type { Caller } from './origins.ts';

/** An answer as the caller will see it. */
export interface Rendered {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

/** A key under which a request is answered only once, and what tells requests under one key apart. */
export interface RequestKey {
  readonly key: string;
  readonly fingerprint: string;
}

/** What every request brings. */
export interface RequestFacts {
  readonly caller: Caller;
  readonly textFormat: TextFormat;
  /** Given by the caller so that the same request is answered only once. */
  readonly requestKey?: RequestKey | undefined;
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
  readonly wire?: '2023' | undefined;
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

/** A message for a session that is started when it does not exist (chat-api §11). */
export interface SendRequest extends RequestFacts {
  readonly sessionId?: string | undefined;
  readonly message?: Message | undefined;
  /** What to start. Called only when there is no session; throws what stands against starting. */
  begin(): Promise<{ readonly live: StartRequest } | { readonly preview: PreviewRequest }>;
}

/** What a turn gives to whoever renders the answer. */
export interface TurnReply {
  readonly sessionId: string;
  readonly program: Program;
  /** For clients of 2023: the flow that the conversation stands in now, when it is a linked one. */
  readonly linked?: Program | undefined;
  readonly output: TurnOutput;
  readonly isLive: boolean;
  readonly resultId: string | undefined;
  /** With a start: theme and settings. */
  readonly looks?: Looks | undefined;
  /** The session was gone and has been started anew under its id (chat-api §18.3). */
  readonly isRestarted: boolean;
  readonly wire: '2023' | undefined;
}

/**
 * Turns replies and errors into what the caller sees. Needed here because the answer to a request with a key is stored
 * in the transaction of its turn.
 */
export interface Renderer {
  reply(reply: TurnReply): Rendered;
  error(error: unknown): Rendered;
}

/** An answer, and whether it was given before to the same request. */
export interface Answer extends Rendered {
  readonly isReplayed: boolean;
}

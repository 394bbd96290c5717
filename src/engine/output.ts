import type { Settings } from '../flow/settings.ts';
import type { Theme } from '../flow/theme.ts';
import type { Value } from '../flow/values.ts';
import type { RichTextNode } from './richtext/nodes.ts';

/** A bubble sent to the person, as it appears in `messages`. */
export type Bubble =
  | { readonly id: string; readonly type: 'text'; readonly content: TextContent }
  | {
      readonly id: string;
      readonly type: 'image' | 'video' | 'audio' | 'embed' | 'custom-embed';
      readonly content: Readonly<Record<string, unknown>>;
    };

export type TextContent =
  | {
      readonly type: 'richText';
      readonly richText: readonly RichTextNode[];
      /** The same as HTML and as plain text; only in the text format `html`. */
      readonly html?: string;
      readonly plainText?: string;
    }
  | { readonly type: 'markdown'; readonly markdown: string };

/** The input that the conversation waits on, as it appears on the wire. */
export interface WireInput {
  readonly id: string;
  readonly type: string;
  readonly outgoingEdgeId?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly items?: readonly Readonly<Record<string, unknown>>[];
  readonly prefilledValue?: string;
  readonly runtimeOptions?: Readonly<Record<string, unknown>>;
}

/** An entry of `clientSideActions` (chat-api §13.4): its type and the key of the same meaning. */
export interface ClientAction {
  readonly type: string;
  readonly lastBubbleBlockId?: string;
  /** The flow is paused until the client answers. */
  readonly expectsDedicatedReply?: boolean;
  readonly [key: string]: unknown;
}

/** An entry of `logs`. */
export interface Log {
  readonly description: string;
  readonly status?: string;
  readonly details?: string;
  readonly context?: string;
}

/**
 * A log of this turn. `wire` logs exist in the protocol; `diagnostic` ones are ours and stay out of live answers;
 * `guard` ones say that a limit cut the turn and are always shown.
 */
export interface TurnLog {
  readonly log: Log;
  readonly origin: 'wire' | 'diagnostic' | 'guard';
}

/** What one turn gives back to the caller. */
export interface TurnOutput {
  /**
   * `registered`: nothing ran; `walked`: blocks ran; `retried`: the reply was invalid and asked for again;
   * `idle`: there was nothing left to run.
   */
  readonly kind: 'registered' | 'walked' | 'retried' | 'idle';
  readonly messages: readonly Bubble[];
  readonly input?: WireInput;
  readonly actions: readonly ClientAction[];
  readonly logs: readonly TurnLog[];
  /** The reply as it was saved, when it differs from what was sent. */
  readonly lastMessageNewFormat?: string;
  /** 0–100; absent when not tracked or when paused without an input. */
  readonly progress?: number;
  readonly dynamicTheme?: Readonly<Record<string, string>>;
  /** The conversation is over: nothing is awaited. */
  readonly isEnded: boolean;
  /** Waiting for something outside the conversation (embed, custom embed, webhook). */
  readonly isWaitingOutside: boolean;
}

/** What one turn leaves behind to be stored, in order. */
export interface TurnRecords {
  readonly answers: readonly AnswerRecord[];
  readonly visitedEdges: readonly { readonly resultId: string; readonly index: number; readonly edgeId: string }[];
  readonly history: readonly HistoryRecord[];
  readonly logs: readonly (Log & { readonly resultId: string })[];
  readonly results: readonly ResultRecord[];
  readonly timeline: readonly TimelineEntry[];
  /** The timeline as JSON text, when somebody has made it already. */
  readonly timelineText?: string;
}

export interface AnswerRecord {
  readonly resultId: string;
  readonly blockId: string;
  readonly content: string;
  readonly attachedFileUrls?: readonly string[];
}

export interface HistoryRecord {
  readonly resultId: string;
  readonly index: number;
  readonly blockIndex: number;
  readonly blockId: string;
  readonly variableId: string;
  readonly value: Value;
  /** The value as JSON text, when somebody has made it already. */
  readonly valueText?: string;
}

/** State of a result after the turn. `isCompleted: false` leaves an earlier true as it is. */
export interface ResultRecord {
  readonly id: string;
  readonly botId: string;
  readonly variables: readonly { readonly id: string; readonly name: string; readonly value: Value }[];
  /** The variables as JSON text, when somebody has made it already. */
  readonly variablesText?: string;
  readonly hasStarted: boolean;
  readonly isCompleted: boolean;
}

/** What happened in a turn, for transcripts and inspection. */
export type TimelineEntry =
  | { readonly kind: 'bubble'; readonly blockId: string; readonly type: string; readonly text: string }
  | {
      readonly kind: 'answer';
      readonly blockId: string;
      readonly content: string;
      readonly attachedFileUrls?: readonly string[];
    }
  /** The flow started over; transcripts begin here. */
  | { readonly kind: 'restart' };

/** What a client injects into its page before a live conversation (engine §2.3). */
export interface StartProps {
  readonly customHeadCode?: string;
  readonly gtmId?: string;
  readonly googleAnalyticsId?: string;
  readonly pixelIds?: readonly string[];
}

/** Theme and settings of the started bot with variables filled in. */
export interface Appearance {
  readonly theme: Theme;
  readonly settings: Settings;
}

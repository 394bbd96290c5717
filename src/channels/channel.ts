/**
 * What a messaging app is to this server: a pure translation between its requests and the turns of a conversation. A
 * channel sends nothing, stores nothing and keeps no time; the gateway does (design §3, channels §1).
 */
import type { z } from 'zod';
import type { TurnOutput } from '../engine/output.ts';
import type { ChannelTexts } from './shared/channel-texts.ts';
import type { ContactCard } from './shared/contact-card.ts';
import type { ChannelFailure } from './shared/failure.ts';
import type { Prompt } from './shared/prompt.ts';
import type { Typing } from './shared/typing.ts';

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

// -------------------------------------------------------------------- what arrives

/** A request to the webhook, before anything was read of it: signatures are made of these very bytes. */
export interface RawRequest {
  readonly method: string;
  /** Path with query as it was asked for. */
  readonly url: string;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Ms since 1970 UTC. */
  readonly at: number;
}

/** A response as the app wants it. */
export interface RawResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What became of a genuine request: `stored`; `repeated`, its events were stored before; `reused`, under a key of another
 * request; `gap`, refused because an event before it is missing.
 */
export type Fate = 'stored' | 'repeated' | 'reused' | 'gap';

/** Whether a request is from the app, and one that it may send. A `challenge` is the app's way to see that the address is ours. */
export type Verdict =
  | { readonly kind: 'genuine' }
  /** `body` is what the app is told, as JSON; absent: nothing. */
  | { readonly kind: 'rejected'; readonly status: number; readonly reason: string; readonly body?: Json }
  | { readonly kind: 'challenge'; readonly response: RawResponse };

/** Who writes. */
export interface Person {
  /** The app's id; the same person has another one on another channel. */
  readonly id: string;
  /** Other ids by which the app names the same person, now or before. */
  readonly otherIds?: readonly string[];
  readonly name?: string;
  /** BCP 47. */
  readonly locale?: string;
  /** Digits with a leading `+`; only where the app vouches for it. */
  readonly phone?: string;
}

/** A file that a person sent, by what the app gives to fetch it with. */
export interface MediaRef {
  readonly kind: 'image' | 'video' | 'audio' | 'file';
  /** Understood by `Channel.download`. */
  readonly ref: Json;
  readonly name?: string;
  /** As the app says; the bytes decide. */
  readonly mimeType?: string;
  /** Bytes, as the app says. */
  readonly size?: number;
}

/** Something that a person did. */
export interface PersonEvent {
  /**
   * `message`: text, media, place or contact; `choice`: pressed something that we sent; `start`: asked to begin (`ref`:
   * what a deep link carried); `reset`: the conversation is forgotten, without an answer; `follow`, `unfollow`: may be
   * written to, may not; `identity`: nothing but that `person` has other ids now; `edited`; `unknown`: a kind that cannot be
   * taken in, which people are told of.
   */
  readonly kind: 'message' | 'choice' | 'start' | 'reset' | 'follow' | 'unfollow' | 'identity' | 'edited' | 'unknown';
  /** The same for every delivery of the same event, and of no other event of the channel. */
  readonly dedupeKey: string;
  /** Whom answers go to, within the channel: one person, or one person in one group. */
  readonly conversation: string;
  readonly person: Person;
  readonly isGroup?: boolean;
  /** In a group: the bot was named, answered or given a command. */
  readonly isMention?: boolean;
  /** When it happened, in ms since 1970 UTC, as the app says. */
  readonly at: number;
  readonly text?: string;
  /** What stands in the button that was pressed. */
  readonly token?: string;
  /** The same where several are chosen at once. */
  readonly tokens?: readonly string[];
  /** Where buttons carry the ids of the engine: what was pressed, handed on beside `text` as it is. */
  readonly replyId?: string;
  /** What a date or time picker gave. */
  readonly picked?: string;
  readonly media?: readonly MediaRef[];
  /** Events with the same album are parts of one message. */
  readonly album?: string;
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly title?: string };
  readonly contacts?: readonly ContactCard[];
  readonly ref?: string;
  /** The advertisement that led here. */
  readonly referral?: { readonly sourceId?: string; readonly clickId?: string };
  /** Values for variables of these names, of a start. */
  readonly variables?: { readonly [name: string]: Json | undefined };
  /** Where the app counts: one more than that of the event before it in this conversation. */
  readonly sequence?: number;
  /** The app waits so many ms for the answer in this very request; absent: as the capabilities say. */
  readonly answerWithinMs?: number;
  /** Whatever answers to this event need: a reply token, the id of a press, the end of a window. */
  readonly reply?: { readonly [key: string]: Json | undefined };
}

/** What became of a message that was sent earlier. */
export interface DeliveryEvent {
  readonly kind: 'delivery';
  /** As `Outcome.messageId` gave it. */
  readonly messageId: string;
  readonly state: 'delivered' | 'read' | 'failed';
  readonly at: number;
  readonly reason?: GaveUpReason;
  readonly detail?: string;
}

export type ChannelEvent = PersonEvent | DeliveryEvent;

// -------------------------------------------------------------------- what leaves

/** A request to the app without its secrets, so that it can be stored; `authorize` adds them when it is sent. */
export interface AppRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** One of the channel's `hosts`, or a whole address that the app gave. */
  readonly host: string;
  /** Path with query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?:
    | { readonly kind: 'json'; readonly value: Json }
    /** These very characters in UTF-8, where a signature covers them. */
    | { readonly kind: 'text'; readonly text: string; readonly mimeType: string }
    | {
        /** A form with a file that is fetched from its address when the request is sent. */
        readonly kind: 'form';
        readonly fields: Readonly<Record<string, string>>;
        readonly file: {
          readonly field: string;
          readonly url: string;
          readonly name: string;
          readonly mimeType?: string;
          /** Field that gets the type of the file, for apps that ask for it beside the file. */
          readonly typeField?: string;
        };
      };
}

/** One thing to send. Commands are stored and sent in order, each after the one before it has left. */
export interface Command {
  /** `message`: what people see, retried and counted; `aside`: typing, the end of a spinner: sent once, failures ignored. */
  readonly kind: 'message' | 'aside';
  readonly request: AppRequest;
  /** The bubble or input that it shows, for delivery states. */
  readonly blockId?: string;
  /** Pause before it in ms. */
  readonly delayMs?: number;
  /** Whether the app takes it once however often it is sent; absent: as the capabilities say. */
  readonly sendsOnce?: boolean;
  /** Named step of `Channel.follow`, which makes the next commands of the answer, be it that it was refused or never sent. */
  readonly step?: string;
  /** For `follow`. */
  readonly carry?: Json;
  /** Sent instead, once, when the app refuses this one as it is: a text without marks. Not of commands with `step`. */
  readonly fallback?: readonly Command[];
}

/** What the app said to a request, or that nothing was heard. */
export type AppResponse =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      /** At most 64 kB of it; all of it where `poll` asked. */
      readonly body: string;
    }
  /** `isSent` is false when the request cannot have reached the app. */
  | { readonly failure: string; readonly isSent: boolean };

/** Why the app will not take a message (channels §1.2). */
export type GaveUpReason =
  | 'user_unreachable'
  | 'auth'
  | 'window_closed'
  | 'quota'
  | 'rejected'
  | 'too_large'
  | 'unsupported';

/** What follows from an answer of the app. */
export type Outcome =
  | { readonly kind: 'sent'; readonly messageId?: string }
  /**
   * `afterMs`: pause before the next attempt; a hint of the app counts as no attempt. `delaysMs`: pauses after the first,
   * second … attempt that ended like this, the last of which has no other after it. With neither, as the retry policy says.
   * `scope`: who waits meanwhile. `instead`: sent from now on in place of the request, where the app says that it has to
   * go elsewhere.
   */
  | {
      readonly kind: 'again';
      readonly afterMs?: number;
      readonly isHint?: boolean;
      readonly delaysMs?: readonly number[];
      readonly scope: 'conversation' | 'channel';
      readonly instead?: AppRequest;
    }
  /** `endsChannel`: nothing is sent there any more, and the owner is told. */
  | {
      readonly kind: 'gaveUp';
      readonly reason: GaveUpReason;
      readonly detail: string;
      readonly endsChannel?: boolean;
    };

// -------------------------------------------------------------------- rendering

/** A turn as channels get it. */
export type ChannelTurn = Pick<TurnOutput, 'messages' | 'input' | 'actions' | 'isEnded'>;

/** What a turn is rendered with. */
export interface RenderContext {
  /** `PersonEvent.conversation`. */
  readonly conversation: string;
  readonly person: Person;
  /** Counts the turns of a conversation from 0; part of the tokens of buttons. */
  readonly turn: number;
  /** Of the event that is answered; absent when we begin. */
  readonly reply?: PersonEvent['reply'];
  /** What the person was asked before, whose keyboard may still be shown. */
  readonly asked?: Prompt;
  /** Settings of the channel, checked by `settings`. */
  readonly settings: { readonly [key: string]: Json | undefined };
  readonly texts: ChannelTexts;
  /** Pause between bubbles in ms. */
  readonly bubbleDelayMs: number;
  /** Of the bot, where it has a say in how long bubbles take. */
  readonly typing?: Typing;
  /** Unlike on every call, the same for the same turn: app ids of messages that the app takes once. */
  readonly seed: string;
  readonly now: number;
  /** Page where a file can be sent for an input, for apps that take none. */
  readonly uploadPage?: string;
}

/** A turn in the form of the app. */
export interface Rendered {
  readonly commands: readonly Command[];
  /** What the person was asked, so that the answer can be understood; absent when nothing is awaited. */
  readonly prompt?: Prompt;
  /** What the app cannot show, in words, for `repartee validate --for` and logs. */
  readonly losses: readonly Loss[];
}

/** A part of a turn that the app shows in another form, or not at all. */
export interface Loss {
  readonly blockId: string;
  readonly what: string;
}

/** Limits of the app, each with its source beside the constant that it comes from. */
export interface Capabilities {
  readonly text: { readonly most: number; readonly unit: 'utf16' | 'code points' | 'bytes' };
  /** Messages that one request may carry. */
  readonly messagesPerCall: number;
  /** Choices that are shown natively, by the best form that holds them. */
  readonly choices: number;
  readonly label: number;
  readonly media: readonly MediaRef['kind'][];
  readonly dialect: 'html' | 'whatsapp' | 'mrkdwn' | 'discord' | 'plain' | 'markdown';
  /** Ms that the app waits for an answer in its own request; null: answers are sent. */
  readonly replyDeadlineMs: number | null;
  /** Ms after the last message of a person in which it may be written to; null: always. */
  readonly windowMs: number | null;
  readonly canPush: boolean;
  /** Sends per second: of the channel, and to one conversation with a burst. */
  readonly pace: {
    readonly channelPerSecond: number;
    readonly conversationPerSecond: number;
    readonly conversationBurst: number;
  };
  /** A repeated send is taken once by the app. */
  readonly sendsOnce: boolean;
}

// -------------------------------------------------------------------- the contract

/** One step of what is done at the app when a channel is set up, tested or removed. */
export interface SetupStep {
  readonly name: string;
  readonly request: AppRequest;
  /** Whether it went well, and what an operator should know. */
  read(response: AppResponse): { readonly isOk: boolean; readonly detail: string };
}

/** What setting up needs. */
export interface SetupContext<Credentials> {
  readonly credentials: Credentials;
  /** Where the app is to send to. */
  readonly webhookUrl: string;
  readonly settings: { readonly [key: string]: Json | undefined };
}

/**
 * A messaging app. Every member is pure: the same arguments give the same result.
 *
 * @typeParam Credentials what `credentials` gives
 */
export interface Channel<Credentials = never> {
  /** As in addresses and tables. */
  readonly platform: string;
  readonly title: string;
  readonly capabilities: Capabilities;
  /** What a bot of this app needs; fields are described for the reference, secrets are marked by `secret()`. */
  readonly credentials: z.ZodType<Credentials>;
  /** Settings beside those of every channel. */
  readonly settings?: z.ZodObject;
  /** Addresses of the app's servers by name; the names of the settings that change them stand beside. */
  readonly hosts: Readonly<Record<string, { readonly url: string; readonly setting: string }>>;

  /** Credentials with the secrets that were not given, made of so many random bytes each. */
  complete?(given: Credentials, random: (bytes: number) => Uint8Array): Credentials;

  verify(request: RawRequest, credentials: Credentials): Verdict;
  /** Events in a genuine request; unknown ones give none. Throws nothing: what cannot be read is `[]`. */
  parse(request: RawRequest, credentials: Credentials): readonly ChannelEvent[];
  /** What the app is told of a genuine request whose answer is not in its response; absent: 200, empty. */
  received?(request: RawRequest, fate: Fate): RawResponse;
  /** Where events are counted: ms that a missing one is waited for; with the setting `strictSequence` it is a `gap`. */
  readonly sequenceWaitMs?: number;
  render(turn: ChannelTurn, context: RenderContext): Rendered;
  /** A text of the team or of the gateway itself, in the form of the app. */
  say(text: string, context: RenderContext): readonly Command[];
  /** What may be sent when the window is closed: a text that the app has approved, named as the app wants it. */
  template?(template: Json, context: RenderContext): readonly Command[];
  /** Says that a message could not be taken, where the app is to know more than the text that `say` would show. */
  fail?(failure: ChannelFailure, context: RenderContext): readonly Command[];
  /** Shows where an open question stands: what is chosen so far, another page; absent where numbers are typed. */
  toggled?(prompt: Prompt, event: PersonEvent, context: RenderContext): readonly Command[];
  /** Sent at once for an event, whatever comes of it: the end of a spinner, a read mark, typing. */
  acknowledge?(event: PersonEvent): readonly Command[];

  /** Adds what proves that the request is ours. `token`: what `token.read` gave. */
  authorize(request: AppRequest, credentials: Credentials, token?: string): AppRequest;
  /** Signs what `authorize` gave, for each attempt anew: for apps that check the time and the very bytes. */
  sign?(request: AppRequest, credentials: Credentials, now: number): AppRequest;
  /** Where tokens are made of the credentials and end after a while. */
  readonly token?: {
    /** Undefined: the credentials hold one already. */
    request(credentials: Credentials): AppRequest | undefined;
    read(response: AppResponse, now: number): { readonly token: string; readonly expiresAt: number } | Outcome;
  };
  outcome(command: Command, response: AppResponse): Outcome;
  /** As many failures one after the other over such a time, in ms, end the channel like `endsChannel`. */
  readonly endsAfter?: { readonly failures: number; readonly overMs: number };
  /** The commands that take the place of the rest of a chain, made of the answer to one with `step`. */
  follow?(command: Command, response: AppResponse): readonly Command[];
  /** How a file of a person is fetched: the first request, and the next one made of its answer. */
  readonly download?: {
    request(ref: Json): AppRequest;
    next?(ref: Json, response: AppResponse): AppRequest | undefined;
  };

  setup?(context: SetupContext<Credentials>): readonly SetupStep[];
  teardown?(context: SetupContext<Credentials>): readonly SetupStep[];
  test(context: SetupContext<Credentials>): readonly SetupStep[];
  /** What the owner of the bot enters in the app's console by hand. */
  steps(context: SetupContext<Credentials>): readonly { readonly label: string; readonly value: string }[];

  /** For apps whose response is the answer: what fits into it, and what is left to be sent. */
  respond?(
    commands: readonly Command[],
    context: RenderContext,
    credentials: Credentials,
  ): { readonly response: RawResponse; readonly rest: readonly Command[] };
  /** Instead of the webhook: asks for what has happened since. */
  readonly poll?: {
    request(since: string | undefined): AppRequest;
    /** `since` for the next question; undefined: as before. */
    read(response: AppResponse): { readonly requests: readonly RawRequest[]; readonly since: string | undefined };
  };
}

import type { Capabilities } from '../channels/channel.ts';

/** Conversations whose pace is forgotten once they rest: nothing is left of a burst after that time, in ms. */
const forgottenAfterMs = 60_000;
/** Conversations from which on those that rest are looked for. */
const tidyFrom = 1_000;

/**
 * A bucket that holds so many sends and fills up at a steady rate. What is taken may be owed: then the next one has to
 * wait until the debt is paid.
 */
interface Bucket {
  /** Sends that are free at `at`; below 0 are those that were taken ahead. */
  level: number;
  at: number;
}

/** How long a send has to wait in ms; `isTaken`: then it may leave, otherwise its place has to be asked for again. */
export interface Wait {
  readonly waitMs: number;
  readonly isTaken: boolean;
}

/**
 * Says when the next send of one channel may leave, by the pace of its app: over the whole channel, and to one
 * conversation with a burst (channels §2.16). Times are in ms on one clock. A conversation that has to wait holds nobody
 * else up: places of the channel are given, in the order in which they are asked for, to those that may go.
 *
 * @example
 * const pacer = new Pacer(telegram.capabilities.pace);
 * for (let wait; !wait?.isTaken; ) await sleep((wait = pacer.ask('chat7', now())).waitMs);
 */
export class Pacer {
  readonly #pace: Capabilities['pace'];
  readonly #channel: Bucket;
  readonly #conversations = new Map<string, Bucket>();
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(pace: Capabilities['pace']) {
    this.#pace = pace;
    // A second's worth may leave at once, and no more in any second.
    this.#channel = { level: 1, at: Number.NEGATIVE_INFINITY };
  }

  /** Asks for the next place of a conversation, one send after the other. */
  ask(conversation: string, now: number): Wait {
    const { channelPerSecond, conversationPerSecond, conversationBurst } = this.#pace;
    if (now < this.#heldUntil) return { waitMs: this.#heldUntil - now, isTaken: false };
    const own = this.#bucketOf(conversation, now);
    const ownMs = waitOf(own, conversationPerSecond, conversationBurst, now);
    if (ownMs > 0) return { waitMs: ownMs, isTaken: false };
    const leavesAt = now + waitOf(this.#channel, channelPerSecond, 1, now);
    take(own, conversationPerSecond, conversationBurst, leavesAt);
    take(this.#channel, channelPerSecond, 1, leavesAt);
    return { waitMs: leavesAt - now, isTaken: true };
  }

  /** Nothing more leaves before a moment: the app has said so. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  /** Conversations whose pace is remembered. */
  get size(): number {
    return this.#conversations.size;
  }

  #bucketOf(conversation: string, now: number): Bucket {
    const known = this.#conversations.get(conversation);
    if (known) return known;
    if (this.#conversations.size >= tidyFrom) {
      for (const [name, { at }] of this.#conversations)
        if (at < now - forgottenAfterMs) this.#conversations.delete(name);
    }
    const made = { level: this.#pace.conversationBurst, at: now };
    this.#conversations.set(conversation, made);
    return made;
  }
}

/** Sends that a bucket has at a moment. */
function levelAt({ level, at }: Bucket, perSecond: number, most: number, moment: number): number {
  return Math.min(most, level + ((moment - at) / 1_000) * perSecond);
}

/** Ms from a moment until a bucket has one send. */
function waitOf(bucket: Bucket, perSecond: number, most: number, from: number): number {
  const missing = 1 - levelAt(bucket, perSecond, most, from);
  // Whoever waits as long as he was told must not be told to wait again because thirds do not add up.
  return missing <= 1e-6 ? 0 : (missing / perSecond) * 1_000;
}

function take(bucket: Bucket, perSecond: number, most: number, moment: number): void {
  bucket.level = levelAt(bucket, perSecond, most, moment) - 1;
  bucket.at = moment;
}

/** Limits of the signed webhook, which is our own contract: all of them are from channels §13. */

/** Bytes of a request to us. */
export const mostInboundBytes = 256 * 1024;
/** UTF-16 units of one text that people send. */
export const mostInboundText = 10_000;
/** Files in one message. */
export const mostFiles = 10;
/** UTF-16 units of ids of people and conversations. */
export const mostIdLength = 128;

/** Seconds between the time of a signature and ours, unless the channel says otherwise. */
export const usualToleranceSeconds = 300;
export const leastToleranceSeconds = 60;
export const mostToleranceSeconds = 900;

/** Bytes of a secret. */
export const leastSecretBytes = 24;
export const mostSecretBytes = 64;
/** Bytes of a secret that we make. */
export const madeSecretBytes = 32;
/** Secrets of one direction: two while one takes the place of the other. */
export const mostSecrets = 2;
/** Signatures that are looked at in one header; ours has as many as there are secrets. */
export const mostSignatures = 16;

/** Longest wait for the answer in the same request, and the one meant when none is named, in s. */
export const longestSyncWait = 25;

/** How long a missing message is waited for, in ms. */
export const sequenceWaitMs = 3_000;

/** How long a `bot.typing` holds, in ms; as in the example of §13.3. */
export const typingMs = 5_000;

/** A wait up to here is a pause between two messages; a longer one is a delivery of its own, due later. */
export const longestPauseMs = 10_000;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Pauses after each failed delivery, before the jitter. */
export const retryDelaysMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
] as const;
/** Attempts at a delivery that is refused in a way that seldom changes. */
export const refusedAttempts = 3;
/** Longest pause that an endpoint may ask for. */
export const longestRetryAfterMs = hour;
/** Failures one after the other, and the time they take, after which an endpoint is given up. */
export const endsAfter = { failures: 50, overMs: 24 * hour } as const;

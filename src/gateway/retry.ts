import type { GaveUpReason, Outcome } from '../channels/channel.ts';

/** Pauses after the first, second … failure in ms where the app names none (channels §2.16). */
const usualDelaysMs = [1_000, 3_000, 9_000, 27_000] as const;
/** Longest time that an app may have us wait, in ms. */
const longestHintMs = 60 * 60 * 1_000;
/** Part of a pause by which it is spread. */
const spread = 0.2;

/** What is done about a command after an attempt. */
export type Next =
  | { readonly kind: 'sent'; readonly messageId?: string | undefined }
  /** `attempts` counts those that failed so far; `holdsChannel`: nothing of the channel leaves before. */
  | { readonly kind: 'again'; readonly at: number; readonly attempts: number; readonly holdsChannel: boolean }
  | { readonly kind: 'failed'; readonly reason: GaveUpReason; readonly detail: string; readonly endsChannel: boolean };

/**
 * What follows from the outcome of an attempt (channels §2.16). A hint of the app is kept to and counts as no attempt;
 * otherwise pauses grow, each spread by a fifth so that not all come back at once, and an end is put to it after the last.
 *
 * @param attempts attempts that failed before this one
 * @param random uniform in [0, 1)
 */
export function nextAfter(outcome: Outcome, attempts: number, now: number, random: number): Next {
  if (outcome.kind === 'sent') return { kind: 'sent', messageId: outcome.messageId };
  if (outcome.kind === 'gaveUp') {
    return {
      kind: 'failed',
      reason: outcome.reason,
      detail: outcome.detail,
      endsChannel: outcome.endsChannel === true,
    };
  }
  const holdsChannel = outcome.scope === 'channel';
  if (outcome.isHint && outcome.afterMs !== undefined) {
    const waitMs = Math.min(Math.max(outcome.afterMs, 0), longestHintMs);
    return { kind: 'again', at: now + waitMs, attempts, holdsChannel };
  }
  const pauseMs = outcome.afterMs ?? (outcome.delaysMs ?? usualDelaysMs)[attempts];
  if (pauseMs === undefined || (outcome.afterMs !== undefined && attempts >= usualDelaysMs.length)) {
    return { kind: 'failed', reason: 'rejected', detail: `No success in ${attempts + 1} attempts`, endsChannel: false };
  }
  const spreadMs = Math.round(pauseMs * (1 + spread * (2 * random - 1)));
  return { kind: 'again', at: now + spreadMs, attempts: attempts + 1, holdsChannel };
}

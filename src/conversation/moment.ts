import { createHash } from 'node:crypto';
import type { SessionState } from '../engine/state.ts';

/**
 * Where a conversation is, as a short text. It stays the same while an input asks again, and changes with an answer,
 * also when the flow comes back to the same input.
 */
export function momentOf({ position, frames, counters }: SessionState): string {
  const [frame] = frames;
  const given = frame && [frame.versionId, frame.resultId, frame.answers.length, frame.answers.at(-1)];
  return createHash('sha256')
    .update(JSON.stringify([position, counters, frames.length, given]))
    .digest('base64url')
    .slice(0, 16);
}

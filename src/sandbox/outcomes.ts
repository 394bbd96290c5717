import type { ScriptOutcome } from '../engine/scripts.ts';

type Failure = Extract<ScriptOutcome, { ok: false }>;

/** Outcome of a script that used up its time. */
export const timedOut: Failure = {
  ok: false,
  reason: 'timeout',
  name: 'TimeoutError',
  message: 'Script execution timed out.',
};

/** Outcome of a script whose worker had to be ended from outside, because it no longer reacted. */
export const killed: Failure = { ...timedOut, reason: 'killed' };

/** Outcome of a script that needed more memory than it may have. */
export const outOfMemory: Failure = {
  ok: false,
  reason: 'memory',
  name: 'MemoryError',
  message: 'Script ran out of memory.',
};

/** Outcome of a script that was not run at all, or failed. */
export const failed = (name: string, message: string): Failure => ({ ok: false, reason: 'error', name, message });

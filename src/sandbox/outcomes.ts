import type { ScriptFailure } from '../engine/scripts.ts';

/** Outcome of a script that used up its time. */
export const timedOut: ScriptFailure = {
  ok: false,
  reason: 'timeout',
  name: 'TimeoutError',
  message: 'Script execution timed out.',
};

/** Outcome of a script whose worker had to be ended from outside, because it no longer reacted. */
export const killed: ScriptFailure = { ...timedOut, reason: 'killed' };

/** Outcome of a script in which QuickJS itself failed. */
export const crashed: ScriptFailure = {
  ok: false,
  reason: 'killed',
  name: 'InternalError',
  message: 'The script crashed',
};

/** Outcome of a script that needed more memory than it may have. */
export const outOfMemory: ScriptFailure = {
  ok: false,
  reason: 'memory',
  name: 'MemoryError',
  message: 'Script ran out of memory.',
};

/** Outcome of a script that failed by itself. */
export const failed = (name: string, message: string): ScriptFailure => ({ ok: false, reason: 'error', name, message });

/** Outcome of a script that was not run, or whose result is too large to be handed over. */
export const refused = (name: string, message: string): ScriptFailure => ({
  ok: false,
  reason: 'refused',
  name,
  message,
});

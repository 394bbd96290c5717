import type { TurnEvent } from '../engine/advance.ts';
import type { Program } from '../engine/block.ts';
import type { SessionState } from '../engine/state.ts';
import type { EnteredTurn, StoredSession } from '../store/sessions.ts';
import type { TurnIdentity } from './turn-journal.ts';

/** A turn that is ready to run. */
export interface PlannedTurn {
  /** The flow that was started. */
  readonly program: Program;
  /** The flows that the message meets, the started one last. */
  readonly flows: readonly Program[];
  readonly state: SessionState;
  readonly event: TurnEvent;
  /** The session was gone and starts anew under its id. */
  readonly isRestarted: boolean;
  /** Revision of the stored session that the state comes from, 0 when there is none; absent: whatever is stored goes. */
  readonly revision?: number | undefined;
  /** What tells the turn from others when it runs again; absent: it cannot be asked for again. */
  readonly again: Omit<TurnIdentity, 'event'> | undefined;
}

/** A turn that has its place. */
export interface CurrentTurn extends EnteredTurn {
  readonly sessionId: string;
  /** In which answers to its request are kept. */
  readonly scope: string;
  /** The session with its state in today's form; undefined when there is none, or its time is over. */
  readonly session: StoredSession | undefined;
  /** What stays the same when a first turn is asked for again; undefined: it cannot be. */
  readonly lasting: string | undefined;
  /** Revision that a first turn is stored with: 0 when its id is free, absent when it replaces what has it. */
  readonly firstRevision: 0 | undefined;
}

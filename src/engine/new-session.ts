import { isFilled, type Value } from '../flow/values.ts';
import type { Program } from './block.ts';
import { initialValues } from './language/variables.ts';
import { type ChannelFacts, currentStateVersion, type SessionAnswer, type SessionState } from './state.ts';

/** How a conversation begins. */
export interface SessionOptions {
  /** Absent for a preview. */
  readonly resultId?: string | undefined;
  readonly streams: boolean;
  /** Overrides the theme's progress bar flag. */
  readonly isProgressTracked?: boolean | undefined;
  /** Saved by an earlier visit of the same person: fills variables without a value of their own, by name. */
  readonly restored?:
    | {
        readonly variables: readonly { readonly name: string; readonly value: Value }[];
        readonly answers: readonly SessionAnswer[];
      }
    | undefined;
  readonly channel?: ChannelFacts | undefined;
  /** The client knows no pauses between the parts of a turn, and reads texts as HTML. */
  readonly isOldClient?: boolean | undefined;
}

/** The state of a conversation that has not started yet. */
export function newSession(program: Program, options: SessionOptions): SessionState {
  const { resultId, restored, channel, isOldClient } = options;
  const values = initialValues(program.variables);
  for (const { name, value } of restored?.variables ?? []) {
    const id = program.variableByName.get(name)?.id;
    if (id !== undefined && !isFilled(values.get(id)) && value !== null) values.set(id, value);
  }
  const isTracked = options.isProgressTracked ?? program.theme.general?.progressBar?.isEnabled ?? false;
  const origins = program.settings.security?.allowedOrigins;
  return {
    stateVersion: currentStateVersion,
    frames: [
      {
        versionId: program.versionId,
        ...(resultId !== undefined && { resultId }),
        values: Object.fromEntries(values),
        answers: restored?.answers ?? [],
      },
    ],
    streams: options.streams,
    ...(isTracked && !channel && { answered: 0 }),
    ...(resultId !== undefined && origins && origins.length > 0 && { origins }),
    counters: { edges: 0, history: 0 },
    ...(channel && { channel }),
    ...(isOldClient && { wire: '2023' }),
  };
}

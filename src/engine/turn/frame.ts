import type { Value } from '../../flow/values.ts';
import type { Program, RunningBlock } from '../block.ts';
import { Variables } from '../language/variables.ts';
import type { FrameState, ReturnMark, SessionAnswer, Target } from '../state.ts';

/** One bot of the stack while a turn runs. */
export class Frame {
  readonly program: Program;
  readonly variables: Variables;
  resultId: string | undefined;
  answers: SessionAnswer[];
  readonly resume: Target[];
  readonly returnTo: Target | undefined;
  readonly isMerging: boolean;

  constructor(program: Program, state: FrameState) {
    this.program = program;
    this.variables = new Variables(program, state);
    this.resultId = state.resultId;
    this.answers = [...state.answers];
    this.resume = [...(state.resume ?? [])];
    this.returnTo = state.returnTo;
    this.isMerging = state.isMerging ?? false;
  }

  /** Records an accepted reply; an older one with the same key is replaced and moves to the end. */
  addAnswer(answer: SessionAnswer): void {
    this.answers = [...this.answers.filter((other) => other.key !== answer.key), answer];
  }

  /** Variables that belong into the result: those with a value that are not session-only. */
  savedVariables(): { id: string; name: string; value: Value }[] {
    const saved: { id: string; name: string; value: Value }[] = [];
    for (const variable of this.variables.all()) {
      const value = this.variables.get(variable.id);
      if (value === null || value === undefined || this.variables.isSessionOnly(variable)) continue;
      saved.push({ id: variable.id, name: variable.name, value });
    }
    return saved;
  }

  toState(): FrameState {
    return {
      versionId: this.program.versionId,
      ...(this.resultId !== undefined && { resultId: this.resultId }),
      ...this.variables.toState(),
      answers: this.answers,
      ...(this.resume.length > 0 && { resume: this.resume }),
      ...(this.returnTo && { returnTo: this.returnTo }),
      ...(this.isMerging && { isMerging: true }),
    };
  }
}

/** Values for a linked bot: each variable takes that of the nearest running bot with a variable of its name. */
export function valuesByName(program: Program, frames: readonly Frame[]): FrameState['values'] {
  return Object.fromEntries(
    program.variables.flatMap(({ id, name }) => {
      const owner = frames.find((frame) => frame.variables.named(name));
      const value = owner?.variables.get(owner.variables.named(name)?.id);
      return value === undefined ? [] : [[id, value]];
    }),
  );
}

/** The input that a conversation was at last, with all that is needed to stand there again. */
export interface LastInput {
  readonly block: RunningBlock;
  readonly frames: readonly Frame[];
  /** Per frame, where it goes on when its flow runs out. */
  readonly resume: readonly (readonly Target[])[];
  readonly returnMark: ReturnMark | undefined;
}

import type { Program, RunningBlock } from './block.ts';

/** Options of inputs that decide where a reply is saved; every input may have the first, text inputs the others. */
interface SavingOptions {
  readonly variableId?: string;
  readonly attachments?: { readonly isEnabled?: boolean; readonly saveVariableId?: string };
  readonly audioClip?: { readonly isEnabled?: boolean; readonly saveVariableId?: string };
}

/** Name of an answer: its variable, else the title of its group, numbered from the second input on (inputs §2.2). */
export function answerKey(program: Program, block: RunningBlock): string {
  const variable = program.variableById.get(savingOptions(block).variableId ?? '');
  if (variable) return variable.name;
  const inputs = block.group.blocks.filter((other) => other.kind?.sort === 'input');
  const position = inputs.indexOf(block);
  return position > 0 ? `${block.group.title} (${position})` : block.group.title;
}

/** What the options of an input say about where its reply is saved. */
export function savingOptions(block: RunningBlock): SavingOptions {
  return 'options' in block.data ? ((block.data.options as SavingOptions | undefined) ?? {}) : {};
}

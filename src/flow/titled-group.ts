import type { BlockDescription, CompiledProgram, ProgramGroup } from './program.ts';

/** The first group with a title, which jumps and links find through a variable. That of the start was always the first. */
export function titledGroup<K extends BlockDescription>(
  { startGroup, groups }: Pick<CompiledProgram<K>, 'startGroup' | 'groups'>,
  title: string,
): ProgramGroup<K> | undefined {
  return startGroup?.title === title ? startGroup : groups.find((group) => group.title === title);
}

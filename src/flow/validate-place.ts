import { isObject, type JsonObject } from './json.ts';
import type { BlockDescription, CompiledProgram, ProgramBlock, Warning } from './program.ts';
import { isSingleReference } from './template.ts';

/** A program whose kinds are only described, as validation sees it. */
export type DescribedProgram = CompiledProgram<BlockDescription>;
/** A block of such a program. */
export type DescribedBlock = ProgramBlock<BlockDescription>;

/** Names the place of a block in a warning. */
export function placeOf(block: DescribedBlock): Pick<Warning, 'group' | 'block'> {
  return { group: block.group.title, block: `${block.type} ${block.id}` };
}

/** The options of a block; empty when it has none. */
export function optionsOf(block: DescribedBlock): JsonObject {
  const data: JsonObject = block.data;
  return isObject(data.options) ? data.options : {};
}

/** Every block in the order of the groups. */
export function blocksOf(program: DescribedProgram): DescribedBlock[] {
  return program.groups.flatMap((group) => group.blocks);
}

/** A way from a block to a group of the same bot without an arrow. */
export interface Hop {
  readonly groupId: string;
  readonly blockId: string | undefined;
  /** The group is named by a variable: it may be any. */
  readonly isDynamic: boolean;
}

/** Where a jump, or a link into the same bot, goes; undefined when it names no group or the block is of another type. */
export function hopOf(block: DescribedBlock): Hop | undefined {
  const { typebotId, groupId, blockId } = optionsOf(block);
  if (block.type !== 'Jump' && !(block.type === 'Typebot link' && typebotId === 'current')) return undefined;
  if (typeof groupId !== 'string' || groupId === '') return undefined;
  return {
    groupId,
    blockId: block.type === 'Jump' && typeof blockId === 'string' ? blockId : undefined,
    isDynamic: isSingleReference(groupId),
  };
}

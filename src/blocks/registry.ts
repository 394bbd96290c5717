import type { BlockKind } from '../engine/block.ts';

/** Every kind of block, by its type in documents. A new kind is a new folder and one line here. */
export const blockKinds: ReadonlyMap<string, BlockKind> = new Map(
  ([] as BlockKind[]).map((kind) => [kind.type, kind]),
);

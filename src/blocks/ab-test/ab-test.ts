import { z } from 'zod';
import { defineBlock, goOn } from '../../engine/block.ts';
import { text, withItems } from '../shared/fields.ts';

/** Sends a share of the conversations down path A, the others down path B (logic §8). Every run draws anew. */
export const abTest = defineBlock({
  type: 'AB test',
  sort: 'logic',
  schema: withItems(z.object({ path: z.enum(['a', 'b']).optional(), outgoingEdgeId: text }), {
    aPercent: z.number().optional(),
  }),
  summary: 'Splits conversations at random between two paths.',
  async run({ items, options }, context) {
    const edgeOf = (path: 'a' | 'b') => items.find((item) => item.path === path)?.outgoingEdgeId;
    const isA = context.effects.random() * 100 < (options?.aPercent ?? 50);
    const edgeId = (isA ? edgeOf('a') : undefined) ?? edgeOf('b');
    if (edgeId !== undefined) return { to: 'edge', edgeId };
    const { group, index, outgoingEdgeId } = context.block;
    const next = group.blocks[index + 1];
    // The block's own edge counts only where no block follows.
    if (outgoingEdgeId === undefined || !next) return goOn;
    return { to: 'goto', target: { groupId: group.id, blockId: next.id } };
  },
});

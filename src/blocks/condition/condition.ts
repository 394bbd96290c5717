import { z } from 'zod';
import { defineBlock, endBranch, goOn } from '../../engine/block.ts';
import { conditionSchema } from '../../engine/language/conditions.ts';
import { blockBaseSchema } from '../../flow/document.ts';
import { text } from '../shared/fields.ts';

/** Branches on variables (logic §3): the first item that holds wins; without one the flow goes on after the block. */
export const condition = defineBlock({
  type: 'Condition',
  sort: 'logic',
  schema: blockBaseSchema.extend({
    items: z.array(z.object({ outgoingEdgeId: text, content: conditionSchema.nullish() })).default([]),
  }),
  summary: 'Takes the branch of the first condition that holds.',
  async run(block, context) {
    for (const { content, outgoingEdgeId } of block.items) {
      if (!content || !(await context.holds(content))) continue;
      return outgoingEdgeId === undefined ? endBranch : { to: 'edge', edgeId: outgoingEdgeId };
    }
    return goOn;
  },
});

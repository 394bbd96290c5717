import { defineBlock, endBranch, goOn } from '../../engine/block.ts';
import { blockBaseSchema } from '../../flow/document.ts';

/** Goes back to where a Jump or an event left the flow (logic §9). */
export const returnBlock = defineBlock({
  type: 'Return',
  sort: 'logic',
  schema: blockBaseSchema,
  summary: 'Goes back to the block that a jump or an event came from.',
  async run(_block, context) {
    const mark = context.takeReturnMark();
    if (!mark) return goOn;
    const target = context.program.blockById.get(mark.blockId);
    if (!target) {
      context.diagnose({
        status: 'error',
        context: 'Error while executing Return block',
        description: 'Could not find block to return to',
      });
      return endBranch;
    }
    return { to: 'goto', target: { groupId: target.group.id, blockId: target.id } };
  },
});

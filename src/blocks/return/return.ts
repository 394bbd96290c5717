import { defineBlock, endBranch, goOn } from '../../engine/block.ts';
import { keepsReply } from '../../engine/state.ts';
import { blockBaseSchema } from '../../flow/document.ts';

/** Goes back to where a Jump or an event left the flow (logic §9). */
export const returnBlock = defineBlock({
  type: 'Return',
  sort: 'logic',
  schema: blockBaseSchema,
  summary: 'Goes back to the block that a jump or an event came from.',
  async run(_block, context) {
    const mark = context.returnMark;
    if (!mark) return goOn;
    const target = context.program.blockById.get(mark.blockId);
    // A mark that keeps a reply stays until that reply was processed again at the marked input.
    const isKept = target?.kind?.sort === 'input' && keepsReply(mark);
    context.returnMark = isKept ? { ...mark, status: 'called' } : undefined;
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

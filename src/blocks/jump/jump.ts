import { type BlockContext, defineBlock, endBranch, goOn, type Step } from '../../engine/block.ts';
import { isSingleReference } from '../../flow/template.ts';
import { titledGroup } from '../../flow/titled-group.ts';
import { text, withOptions } from '../shared/fields.ts';

/** Goes to another group of the same bot; a Return block there comes back behind the jump (logic §7). */
export const jump = defineBlock({
  type: 'Jump',
  sort: 'logic',
  schema: withOptions({ groupId: text, blockId: text }),
  summary: 'Goes to another group.',
  async run({ id, options }, context) {
    const { groupId, blockId } = options ?? {};
    if (!groupId) return goOn;
    const isTitle = isSingleReference(groupId);
    const groupIdOrTitle = isTitle ? await context.text(groupId) : groupId;
    // A variable without a value names no group, not even one without a title.
    const group =
      isTitle && groupIdOrTitle !== ''
        ? titledGroup(context.program, groupIdOrTitle)
        : context.program.groupById.get(groupIdOrTitle);
    if (!group) {
      return fail(context, 'Group to jump to is not found', { groupIdOrTitle, jumpBlockId: id });
    }
    if (blockId && !group.isStart && !group.places.has(blockId)) {
      return fail(context, 'Block to jump to is not found', { groupIdOrTitle, blockId, jumpBlockId: id });
    }
    const behind = blockBehind(context);
    if (behind !== undefined) context.returnMark = { status: 'pending', blockId: behind };
    return { to: 'goto', target: { groupId: group.id, ...(blockId && { blockId }) } };
  },
});

function fail(context: BlockContext, description: string, details: object): Step {
  context.log({ context: 'Error while executing Jump block', description, details: JSON.stringify(details) });
  return endBranch;
}

/** Id of the block that a Return goes to: the next one in the group, else the one behind the jump's own edge. */
function blockBehind({ block, program }: BlockContext): string | undefined {
  const next = block.group.blocks[block.index + 1];
  if (next || block.outgoingEdgeId === undefined) return next?.id;
  const to = program.edges.get(block.outgoingEdgeId)?.to;
  const blocks = (to && program.groupById.get(to.groupId)?.blocks) ?? [];
  return (blocks.find(({ id }) => id === to?.blockId) ?? blocks[0])?.id;
}

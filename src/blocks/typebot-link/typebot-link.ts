import { type BlockContext, defineBlock, goOn, type Program, type Step } from '../../engine/block.ts';
import type { Target } from '../../engine/state.ts';
import { isSingleReference } from '../../flow/template.ts';
import { titledGroup } from '../../flow/titled-group.ts';
import { flag, text, withOptions } from '../shared/fields.ts';

/** Runs another bot, or the same one again, and comes back when its flow ends (logic §12, engine §10). */
export const typebotLink = defineBlock({
  type: 'Typebot link',
  sort: 'logic',
  schema: withOptions({ typebotId: text, groupId: text, mergeResults: flag }),
  summary: 'Runs another bot and then goes on.',
  async run({ options }, context) {
    const { typebotId, groupId, mergeResults } = options ?? {};
    if (!typebotId) return fail(context, 'Typebot ID is not specified');
    const isSameBot = typebotId === 'current' || typebotId === context.program.botId;
    const program = isSameBot
      ? context.program
      : await context.effects.linkedProgram(typebotId, context.program, !context.isLive);
    if (!program) return fail(context, `Typebot with ID ${typebotId} not found`);

    const target = await findStart(program, groupId, context);
    if (!target) return fail(context, `Group with ID "${groupId}" not found`);

    const isMerging = isSameBot || (mergeResults ?? !context.program.isModern);
    const isEntered = context.enterBot(program, { isMerging, returnTo: returnPoint(context) });
    return isEntered ? { to: 'goto', target } : goOn;
  },
});

function fail(context: BlockContext, details: string): Step {
  context.log({ status: 'error', description: 'Failed to link typebot', details });
  return goOn;
}

/** Where the linked bot starts; titles come from variables of the bot that holds the link. */
async function findStart(
  program: Program,
  groupId: string | undefined,
  context: BlockContext,
): Promise<Target | undefined> {
  const group = await findGroup(program, groupId, context);
  // Where the start was a block of a group, entering that group followed its edge to the very block.
  if (group && !groupId && !program.isModern) return { edgeId: program.startEdgeId ?? '' };
  return group && { groupId: group.id };
}

async function findGroup(program: Program, groupId: string | undefined, context: BlockContext) {
  if (!groupId) return program.groupById.get(program.edges.get(program.startEdgeId ?? '')?.to.groupId ?? '');
  if (!isSingleReference(groupId)) return program.groupById.get(groupId);
  const wanted = await context.text(groupId);
  return wanted === '' ? undefined : titledGroup(program, wanted);
}

function returnPoint({ block }: BlockContext): Target | undefined {
  if (block.outgoingEdgeId !== undefined) return { edgeId: block.outgoingEdgeId };
  const next = block.group.blocks[block.index + 1];
  return next && { groupId: block.group.id, blockId: next.id };
}

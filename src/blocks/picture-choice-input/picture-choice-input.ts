import { z } from 'zod';
import { type BlockContext, defineBlock } from '../../engine/block.ts';
import { listOf, visibleItems } from '../shared/displayed-items.ts';
import { displayCondition, flag, text, withItems } from '../shared/fields.ts';
import { judgeChoice } from '../shared/judge-choice.ts';

const schema = withItems(
  z.object({
    id: z.string(),
    outgoingEdgeId: text,
    pictureSrc: text,
    title: text,
    description: text,
    value: text,
    displayCondition,
  }),
  {
    variableId: text,
    isMultipleChoice: flag,
    isSearchable: flag,
    buttonLabel: text,
    searchInputPlaceholder: text,
    dynamicItems: z
      .object({ isEnabled: flag, titlesVariableId: text, descriptionsVariableId: text, pictureSrcsVariableId: text })
      .optional(),
  },
);
type PictureChoiceBlock = z.infer<typeof schema>;

/** Pictures to choose from: the author's, or those that variables list (inputs §3.9). */
export const pictureChoiceInput = defineBlock({
  type: 'picture choice input',
  sort: 'input',
  eventName: 'picture choice',
  summary: 'Asks to choose one or several pictures, chosen by the author or taken from variables.',
  showsContent: true,
  schema,
  dynamicItemIds: ({ options }) => (options?.dynamicItems?.isEnabled ? /^\d+$/ : undefined),
  present: displayed,
  async judge(block, reply, context) {
    const { items } = await displayed(block, context);
    return judgeChoice(
      reply,
      {
        choices: items.map(({ id, title, pictureSrc = '', value, outgoingEdgeId }) => ({
          id,
          label: title || pictureSrc,
          value,
          edgeId: outgoingEdgeId,
        })),
        isMultiple: block.options?.isMultipleChoice,
        routes: block.items.map(({ title, outgoingEdgeId }) => ({ label: title, edgeId: outgoingEdgeId })),
      },
      context,
    );
  },
});

/** The block with the items that are displayed now. */
async function displayed(block: PictureChoiceBlock, context: BlockContext): Promise<PictureChoiceBlock> {
  const { isEnabled, pictureSrcsVariableId, titlesVariableId, descriptionsVariableId } =
    block.options?.dynamicItems ?? {};
  if (!isEnabled || !pictureSrcsVariableId) {
    const items = await visibleItems(block.items, (item) => item.displayCondition, context);
    return context.deep({ ...block, items });
  }
  const pictures = listOf(context.variables.get(pictureSrcsVariableId));
  // Without pictures the stored items are shown, hidden ones too.
  if (!pictures) return context.deep(block);
  const titles = listOf(context.variables.get(titlesVariableId));
  const descriptions = listOf(context.variables.get(descriptionsVariableId));
  const filled = await context.deep({ ...block, items: [] });
  return {
    ...filled,
    items: pictures
      .filter((picture) => picture !== null)
      .map((pictureSrc, index) => ({
        id: String(index),
        pictureSrc,
        title: titles?.[index] ?? '',
        description: descriptions?.[index] ?? '',
      })),
  };
}

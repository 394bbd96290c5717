import { z } from 'zod';
import { type BlockContext, defineBlock } from '../../engine/block.ts';
import { listOrJsonList, visibleItems } from '../shared/displayed-items.ts';
import { displayCondition, flag, text, withItems } from '../shared/fields.ts';
import { judgeChoice } from '../shared/judge-choice.ts';

const schema = withItems(
  z.object({ id: z.string(), outgoingEdgeId: text, content: text, value: text, displayCondition }),
  {
    variableId: text,
    isMultipleChoice: flag,
    buttonLabel: text,
    dynamicVariableId: text,
    isSearchable: flag,
    searchInputPlaceholder: text,
    areInitialSearchButtonsVisible: flag,
  },
);
type ChoiceBlock = z.infer<typeof schema>;

/** Buttons: one or several of the author's items, or of the entries of a variable (inputs §3.8). */
export const choiceInput = defineBlock({
  type: 'choice input',
  sort: 'input',
  eventName: 'buttons',
  summary: 'Asks to choose one or several buttons, written by the author or taken from a variable.',
  showsContent: true,
  schema,
  dynamicItemIds: ({ options }) => (options?.dynamicVariableId ? /^choice\d+$/ : undefined),
  present: displayed,
  async judge(block, reply, context) {
    const { items } = await displayed(block, context);
    return judgeChoice(
      reply,
      {
        choices: items.map(({ id, content = '', value, outgoingEdgeId }) => ({
          id,
          label: content,
          value,
          edgeId: outgoingEdgeId,
        })),
        isMultiple: block.options?.isMultipleChoice,
        routes: block.items.map(({ content, outgoingEdgeId }) => ({ label: content, edgeId: outgoingEdgeId })),
      },
      context,
    );
  },
});

/** The block with the items that are displayed now. */
async function displayed(block: ChoiceBlock, context: BlockContext): Promise<ChoiceBlock> {
  const { dynamicVariableId } = block.options ?? {};
  if (!dynamicVariableId) {
    const items = await visibleItems(block.items, (item) => item.displayCondition, context);
    return context.deep({ ...block, items });
  }
  const entries = listOrJsonList(context.variables.get(dynamicVariableId));
  // Clients know the stored block as it is from servers of this protocol when the variable has no value.
  if (!entries) return block;
  const labels = new Set(entries.filter((entry) => entry !== null && entry !== ''));
  const filled = await context.deep({ ...block, items: [] });
  return { ...filled, items: Array.from(labels, (content, index) => ({ id: `choice${index}`, content: content! })) };
}

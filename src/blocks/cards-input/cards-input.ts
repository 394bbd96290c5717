import { z } from 'zod';
import { defineBlock, type Write } from '../../engine/block.ts';
import type { WorkGuard } from '../../engine/guards.ts';
import { firstNamed, inMatchingOrder, type Named } from '../shared/choice-matching.ts';
import { text, withItems } from '../shared/fields.ts';
import { type Card, cardSchema, displayedCards } from './displayed-cards.ts';

const mappingSchema = z.object({
  field: z.enum(['Image URL', 'Title', 'Description', 'Button', 'Internal Value']).optional(),
  variableId: text,
});
type Mapping = z.infer<typeof mappingSchema>;

const schema = withItems(cardSchema, {
  variableId: text,
  saveResponseMapping: z.array(mappingSchema).optional(),
});

/** Cards with buttons; what is on the chosen card can be saved in variables (inputs §3.13). */
export const cardsInput = defineBlock({
  type: 'cards',
  sort: 'input',
  eventName: 'cards',
  summary: 'Asks to press a button of one of several cards with picture, title and description.',
  showsContent: true,
  schema,
  dynamicItemIds: () => /^dynamic-card-\d+-path-\d+$/,
  async present(block, context) {
    return { ...(await context.deep({ ...block, items: [] })), items: await displayedCards(block.items, context) };
  },
  async judge(block, reply, context) {
    if (reply?.type !== 'text') return { verdict: 'invalid' };
    const cards = await displayedCards(block.items, context);
    const chosen = await chooseButton(context.guard, cards, reply.text, reply.metadata?.replyId);
    const content = chosen?.card.title || chosen?.card.imageUrl;
    if (!chosen || !content) return { verdict: 'invalid' };
    const edgeId = chosen.button?.outgoingEdgeId;
    return {
      verdict: 'valid',
      content,
      edgeId,
      writes: (block.options?.saveResponseMapping ?? []).flatMap((mapping) => mappedWrite(mapping, chosen)),
    };
  },
});

interface Chosen {
  readonly card: Card;
  /** Absent when a card without buttons was named by its title. */
  readonly button: NonNullable<Card['paths']>[number] | undefined;
}

/** The button that a reply means: by its id, or the first button of the card with the title that was typed. */
async function chooseButton(
  guard: WorkGuard,
  cards: readonly Card[],
  text: string,
  replyId: string | undefined,
): Promise<Chosen | undefined> {
  const ordered = inMatchingOrder(cards, ({ title }) => title ?? '');
  for (const card of ordered) {
    const button = card.paths?.find(({ id }) => id === replyId);
    if (button) return { card, button };
  }
  const things = ordered.flatMap((card): Named<Chosen>[] => [
    ...(card.paths ?? []).map((button) => ({ names: [button.id], of: { card, button } })),
    { names: [card.title ?? ''], of: { card, button: card.paths?.[0] } },
  ]);
  return firstNamed(guard, things, text);
}

function mappedWrite({ field, variableId }: Mapping, { card, button }: Chosen): Write[] {
  if (!field || !variableId) return [];
  const value = {
    'Image URL': card.imageUrl,
    Title: card.title,
    Description: card.description,
    Button: button?.text,
    'Internal Value': card.options?.internalValue || undefined,
  }[field];
  return value === undefined ? [] : [{ variableId, value }];
}

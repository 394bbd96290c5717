import { z } from 'zod';
import type { BlockContext } from '../../engine/block.ts';
import { uniqueReference } from '../../flow/template.ts';
import type { Value } from '../../flow/values.ts';
import { mostDynamicItems, visibleItems } from '../shared/displayed-items.ts';
import { displayCondition, text } from '../shared/fields.ts';

const textOrNull = z.string().nullable().optional();

/** A card as it is stored and sent; `paths` are its buttons. */
export const cardSchema = z.object({
  id: z.string(),
  outgoingEdgeId: text,
  imageUrl: textOrNull,
  title: textOrNull,
  description: textOrNull,
  paths: z.array(z.object({ id: z.string(), text, outgoingEdgeId: text })).optional(),
  options: z.object({ displayCondition, internalValue: text }).optional(),
});
export type Card = z.infer<typeof cardSchema>;

/** The cards that are displayed now: the stored ones, or one per entry of the lists that a lone card refers to. */
export async function displayedCards(cards: readonly Card[], context: BlockContext): Promise<Card[]> {
  const [card, ...others] = cards;
  const dynamic = card && others.length === 0 ? await dynamicCards(card, context) : undefined;
  return dynamic ?? context.deep(await visibleItems(cards, ({ options }) => options?.displayCondition, context));
}

/** Undefined when no field of the card is exactly a variable that holds a list. */
async function dynamicCards(card: Card, context: BlockContext): Promise<Card[] | undefined> {
  const lists = [card.title, card.imageUrl, card.description].map((field) => referredValue(field, context));
  const leading = lists.find((value) => Array.isArray(value));
  if (!leading) return undefined;
  const filled = await context.deep(card);
  const entryOf = (stored: string | null | undefined, filledIn: string | null | undefined, index: number) => {
    const value = referredValue(stored, context);
    return value === undefined ? (filledIn ?? undefined) : Array.isArray(value) ? value[index] : (value ?? undefined);
  };
  const mostCards = Math.ceil(mostDynamicItems / Math.max(filled.paths?.length ?? 0, 1));
  return leading.slice(0, mostCards).map((_entry, index) => {
    const internalValue = entryOf(card.options?.internalValue, filled.options?.internalValue, index) ?? undefined;
    return {
      id: card.id,
      outgoingEdgeId: card.outgoingEdgeId,
      imageUrl: entryOf(card.imageUrl, filled.imageUrl, index),
      title: entryOf(card.title, filled.title, index),
      description: entryOf(card.description, filled.description, index),
      paths: filled.paths?.map((path, button) => ({ ...path, id: `dynamic-card-${index}-path-${button}` })),
      options: filled.options && { ...filled.options, internalValue },
    };
  });
}

/** Value of the variable that a field is exactly a reference to; undefined for other fields. */
function referredValue(field: string | null | undefined, context: BlockContext): Value | undefined {
  const name = field ? uniqueReference(field) : undefined;
  const variable = name === undefined ? undefined : context.variables.named(name);
  return variable && (context.variables.get(variable.id) ?? null);
}

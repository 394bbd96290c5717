import type { BlockContext, Write } from '../../engine/block.ts';
import { isFilled, type Value } from '../../flow/values.ts';
import type { Options } from './options.ts';

/** The list of the variable with one more element: always one text, whatever the item refers to. */
export async function appended(context: BlockContext, { variableId, item }: Options): Promise<unknown> {
  const element = await context.text(item);
  const list = asList(context.variables.get(variableId));
  list.push(element);
  return list;
}

/** Takes the last (`Pop`) or first (`Shift`) element off the list of the variable and saves it in another one. */
export function removalWrites(
  end: 'Pop' | 'Shift',
  { variableId, saveItemInVariableId }: Options,
  context: BlockContext,
): readonly Write[] {
  const value = context.variables.get(variableId);
  if (!isFilled(value)) return [{ variableId, value: null }];
  const list = asList(value);
  const item = end === 'Pop' ? list.pop() : list.shift();
  const writes: Write[] = [{ variableId, value: list }];
  // In front: of two writes to one variable the first counts, and the item wins over the rest of the list.
  if (saveItemInVariableId !== undefined) writes.unshift({ variableId: saveItemInVariableId, value: item ?? null });
  return writes;
}

/** The element of the target list at the place where the base item stands in the base list; null when there is none. */
export function mappedItem({ variables }: BlockContext, { mapListItemParams: params }: Options): Value {
  const item = variables.get(params?.baseItemVariableId);
  const base = variables.get(params?.baseListVariableId);
  const target = variables.get(params?.targetListVariableId);
  if (typeof item !== 'string' || item === '' || !Array.isArray(base) || !Array.isArray(target)) return null;
  return target[base.indexOf(item)] ?? null;
}

function asList(value: Value | undefined): (string | null)[] {
  if (Array.isArray(value)) return [...value];
  return isFilled(value) ? [value] : [];
}

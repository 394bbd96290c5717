import type { z } from 'zod';
import type { BlockContext } from '../../engine/block.ts';
import { parseBoundedJson } from '../../flow/depth.ts';
import { longestJson, toValue, type Value } from '../../flow/values.ts';
import type { displayCondition } from './fields.ts';

/** Items, or buttons of cards, that are made from the values of variables at most; further values are left out. */
export const mostDynamicItems = 10_000;

/** Units of work that looking at one item counts for. */
const itemWork = 20;

type DisplayCondition = z.infer<typeof displayCondition>;

/** The items whose display condition allows it now; an item without a condition is always displayed. */
export async function visibleItems<I>(
  items: readonly I[],
  conditionOf: (item: I) => DisplayCondition,
  context: BlockContext,
): Promise<I[]> {
  const visible: I[] = [];
  for (const item of items) {
    const pause = context.guard.spend(itemWork);
    if (pause) await pause;
    const { isEnabled, condition } = conditionOf(item) ?? {};
    if (!isEnabled || !condition || (await context.holds(condition))) visible.push(item);
  }
  return visible;
}

/** A value as a list: a text is a list of one. Nothing gives undefined. */
export function listOf(value: Value | undefined): readonly (string | null)[] | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  return (typeof value === 'string' ? [value] : value).slice(0, mostDynamicItems);
}

/** A value as a list, where a text may also be the JSON of a list, of whatever entries (variables §9). */
export function listOrJsonList(value: Value | undefined): readonly (string | null)[] | undefined {
  return listOf((typeof value === 'string' && readJsonList(value)) || value);
}

function readJsonList(text: string): (string | null)[] | undefined {
  if (text.length > longestJson || !text.trimStart().startsWith('[')) return undefined;
  try {
    const parsed: unknown = parseBoundedJson(text);
    const value = Array.isArray(parsed) ? toValue(parsed) : undefined;
    return Array.isArray(value) ? value : undefined;
  } catch {
    // No JSON, or entries nested too deeply to be written again: then it is a text like any other.
    return undefined;
  }
}

import { z } from 'zod';
import { conditionSchema } from '../../engine/language/conditions.ts';
import { blockBaseSchema } from '../../flow/document.ts';
import { isSingleReference } from '../../flow/template.ts';
import { lenientNumber } from '../../flow/values.ts';

/** An optional text of a block's options. */
export const text = z.string().optional();
/** An optional switch of a block's options. */
export const flag = z.boolean().optional();

/**
 * A number, or a text that is exactly one `{{variable}}`. Other texts are read as a decimal number; what is none is
 * dropped (flow-format §8).
 */
export const numberOrVariable = z
  .unknown()
  .transform((value) => (typeof value === 'string' && isSingleReference(value) ? value : lenientNumber(value)))
  .optional();

/** Labels of an input: the named ones, all optional. */
export function labels<K extends string>(...names: readonly K[]) {
  const shape = Object.fromEntries(names.map((name) => [name, text])) as Record<K, typeof text>;
  return z.object(shape).optional();
}

/** A condition that decides whether an item is shown. */
export const displayCondition = z.object({ isEnabled: flag, condition: conditionSchema.optional() }).optional();

/** Schema of a block that has options. */
export function withOptions<S extends z.ZodRawShape>(shape: S) {
  return blockBaseSchema.extend({ options: z.object(shape).optional() });
}

/** Schema of a block that has items and options. */
export function withItems<I extends z.ZodType, S extends z.ZodRawShape>(item: I, shape: S) {
  return blockBaseSchema.extend({ items: z.array(item).default([]), options: z.object(shape).optional() });
}

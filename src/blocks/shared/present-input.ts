import type { BlockContext } from '../../engine/block.ts';
import type { WireInput } from '../../engine/output.ts';
import type { BlockBase } from '../../flow/document.ts';
import { lenientNumber } from '../../flow/values.ts';

/** A block whose options may name the variable that its reply is saved in. */
export interface SavingBlock extends BlockBase {
  readonly options?: { readonly variableId?: string | undefined } | undefined;
}

/**
 * The input as clients get it: variables filled in, nothing defaulted, and the present value of its variable for
 * clients that prefill. The value is added after filling in: what a person typed is never parsed.
 *
 * @param numbers names of options that are numbers on the wire, whatever they were filled in from
 */
export async function presentInput<B extends SavingBlock>(
  block: B,
  context: BlockContext,
  numbers: readonly string[] = [],
): Promise<WireInput> {
  const filled = await context.deep(block);
  const options = filled.options && withNumbers(filled.options, numbers);
  const prefilledValue = prefilledValueOf(block, context);
  return {
    ...filled,
    options,
    prefilledValue,
  };
}

/** Present text of the variable of an input; undefined for lists and for nothing. */
export function prefilledValueOf(block: SavingBlock, context: BlockContext): string | undefined {
  const value = context.variables.get(block.options?.variableId);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Options with the named ones as JSON numbers; those that are none are left out. */
function withNumbers(options: object, names: readonly string[]): Record<string, unknown> {
  const result: Record<string, unknown> = { ...options };
  for (const name of names) {
    const number = lenientNumber(result[name]);
    // JSON has no infinite numbers.
    if (number !== undefined && Number.isFinite(number)) result[name] = number;
    else delete result[name];
  }
  return result;
}

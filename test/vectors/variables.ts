import type { Value } from '../../src/flow/values.ts';
import vectors from './variables-logic.vectors.json' with { type: 'json' };

/** A recorded case: what the reference gives, and what is required of us when that differs. */
interface Case {
  readonly ref: unknown;
  readonly ours?: unknown;
}

/** The result that a case requires. */
export function expected(entry: Case): unknown {
  const result = 'ours' in entry ? entry.ours : entry.ref;
  const isUndefined = typeof result === 'object' && result !== null && '$undefined' in result;
  return isUndefined ? undefined : result;
}

/** A set of variables with the values that every case starts with. */
export const variables: readonly { readonly id: string; readonly name: string; readonly value?: Value }[] =
  vectors.variables;

import { isObject } from '../../flow/json.ts';

/**
 * A value with defaults for the keys that it lacks, also inside objects that both have.
 *
 * @example withDefaults({ a: { b: 1 } }, { a: { b: 2, c: 3 } }) // { a: { b: 1, c: 3 } }
 */
export function withDefaults(
  value: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...value };
  for (const [key, fallback] of Object.entries(defaults)) {
    const own = filled[key];
    if (own === undefined) filled[key] = fallback;
    else if (isObject(own) && isObject(fallback)) filled[key] = withDefaults(own, fallback);
  }
  return filled;
}

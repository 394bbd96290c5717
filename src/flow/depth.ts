/** Deepest nesting of lists and objects in anything that is taken in; the value itself is level 1. */
export const maxDepth = 100;

/** True when lists and objects are nested deeper than the limit, so that walking the value could exhaust the stack. */
export function isDeeperThan(root: unknown, limit: number): boolean {
  let level = containers([root]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((container) => containers(Array.isArray(container) ? container : Object.values(container)));
  }
  return false;
}

/** The lists and objects among values; everything else nests nothing. */
function containers(values: readonly unknown[]): object[] {
  return values.filter((value) => typeof value === 'object' && value !== null);
}

/**
 * Parses JSON that came from outside. Throws SyntaxError for text that is no JSON or that is nested deeper than
 * `maxDepth`.
 *
 * @param parse replaces `JSON.parse` where numbers need care
 */
export function parseBoundedJson(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  const value = parse(text);
  if (isDeeperThan(value, maxDepth)) throw new SyntaxError(`Nested deeper than ${maxDepth} levels`);
  return value;
}

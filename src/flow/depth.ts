/** Deepest nesting of lists and objects in anything that is taken in; the value itself is level 1. */
export const maxDepth = 100;

/** True when lists and objects are nested deeper than the limit, so that walking the value could exhaust the stack. */
export function isDeeperThan(root: unknown, limit: number): boolean {
  const pending: [value: unknown, depth: number][] = [[root, 1]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > limit) return true;
    for (const child of Object.values(value)) pending.push([child, depth + 1]);
  }
  return false;
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

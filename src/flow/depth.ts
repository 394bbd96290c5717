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

/** What a part of a value weighs beside its texts: about its punctuation in JSON. */
const partWeight = 4;

/**
 * About the length of a JSON value as text, without writing it: the characters of its texts and names, and a little for
 * every part.
 *
 * @example weightOf({ a: 'bc' }) // 15
 */
export function weightOf(root: unknown): number {
  let weight = 0;
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    weight += partWeight;
    if (typeof value === 'string') {
      weight += value.length;
    } else if (Array.isArray(value)) {
      for (const entry of value) {
        // Most lists are lists of texts: these need no place in the queue.
        if (typeof entry === 'string') weight += entry.length + partWeight;
        else pending.push(entry);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value)) {
        weight += name.length + partWeight;
        pending.push(part);
      }
    }
  }
  return weight;
}

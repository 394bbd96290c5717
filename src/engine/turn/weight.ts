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
  const pending: unknown[] = [];
  const add = (part: unknown) => {
    weight += partWeight;
    // Most parts are texts: these need no place in the queue.
    if (typeof part === 'string') weight += part.length;
    else if (typeof part === 'object' && part !== null) pending.push(part);
  };
  add(root);
  while (pending.length > 0) {
    const value = pending.pop() as object;
    if (Array.isArray(value)) {
      for (const part of value) add(part);
      continue;
    }
    for (const [name, part] of Object.entries(value)) {
      weight += name.length + partWeight;
      add(part);
    }
  }
  return weight;
}

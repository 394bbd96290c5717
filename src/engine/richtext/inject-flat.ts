/**
 * The older way to fill variables into a text bubble, for clients of the first version of the API: every text and
 * address of the tree takes its values as they are, nothing is read as Markdown and nothing is removed (bubbles §2.2).
 */
import { isObject } from '../../flow/json.ts';
import type { RichTextNode } from './nodes.ts';
import { settle } from './settle.ts';

/**
 * The tree with the placeholders of every string property replaced by `flat`, one after the other.
 *
 * @example await injectFlat([paragraph('Hi {{Name}}')], flat) // [paragraph('Hi **Bo**')]
 */
export async function injectFlat(
  nodes: readonly RichTextNode[],
  flat: (text: string) => Promise<string>,
): Promise<RichTextNode[]> {
  return settle((await fill(nodes, flat)) as RichTextNode[]);
}

async function fill(value: unknown, flat: (text: string) => Promise<string>): Promise<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await fill(item, flat));
    return items;
  }
  if (!isObject(value)) return value;
  const entries: [string, unknown][] = [];
  for (const [key, property] of Object.entries(value)) {
    const hasPlaceholder = typeof property === 'string' && property.includes('{{');
    entries.push([key, hasPlaceholder ? await flat(property) : await fill(property, flat)]);
  }
  return Object.fromEntries(entries);
}

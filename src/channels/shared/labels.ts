import { cutIndex } from './cut-text.ts';

/**
 * Labels as an app shows them: on one line, at most so many UTF-16 units, none empty and none twice (channels rule 2.11).
 * A place number stands for an empty one.
 *
 * @example labelsOf(['Yes', 'Yes', ''], 20) // ['Yes', 'Yes (2)', '3']
 */
export function labelsOf(labels: readonly string[], most: number): readonly string[] {
  const taken = new Set<string>();
  return labels.map((label, index) => {
    const line = label.replace(/\s+/g, ' ').trim() || String(index + 1);
    let shown = cutLabel(line, most);
    for (let count = 2; taken.has(shown); count += 1) shown = cutLabel(line, most, ` (${count})`);
    taken.add(shown);
    return shown;
  });
}

/** A line of at most so many UTF-16 units that ends with `ending`; what is cut off leaves an ellipsis. */
export function cutLabel(line: string, most: number, ending = ''): string {
  if (line.length + ending.length <= most) return line + ending;
  return `${line.slice(0, cutIndex(line, most - ending.length - 1)).trimEnd()}…${ending}`;
}

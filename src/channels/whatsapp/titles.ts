import { cutIndex } from '../shared/cut-text.ts';

const dots = '..';

/**
 * Labels as titles of one message: on one line, short enough, none empty and none twice (whatsapp §7.3). A place number
 * stands for an empty one.
 *
 * @example titlesOf(['Option', 'Option', 'A very long option label'], 20) // ['Option', 'Option (1)', 'A very long option..']
 */
export function titlesOf(labels: readonly string[], most: number): readonly string[] {
  const taken = new Set<string>();
  return labels.map((label, index) => {
    const line = label.replace(/\s+/g, ' ').trim() || String(index + 1);
    let title = cut(line, most, '');
    for (let count = 1; taken.has(title); count += 1) title = cut(line, most, ` (${count})`);
    taken.add(title);
    return title;
  });
}

function cut(line: string, most: number, suffix: string): string {
  if (line.length + suffix.length <= most) return line + suffix;
  return line.slice(0, cutIndex(line, most - suffix.length - dots.length)) + suffix + dots;
}

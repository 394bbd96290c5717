/**
 * What can be chosen as a text that is answered with numbers (channels rule 2.12).
 *
 * @example numberedText(['Red', 'Green']) // '1. Red\n2. Green'
 */
export function numberedText(labels: readonly string[]): string {
  return labels.map((label, index) => `${index + 1}. ${label.trim()}`).join('\n');
}

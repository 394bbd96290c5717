/** A Markdown table. Cells may not hold line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Texts as code, separated by commas. */
export function list(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(', ');
}

/** A fenced block of JSON or another language. */
export function fence(language: string, content: string): string {
  return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\``;
}

const voidElements = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
const rawTextElements = /^(script|style|title|textarea|noscript|template)$/i;
const openTag = /<([a-z][a-z0-9-]*)\b(?:"[^"]*"|'[^']*'|[^'">])*>/giy;

/**
 * The elements at the top level of a piece of HTML, as written. Text between them is left out, because in the head of
 * a page it would be shown, and so are comments (engine §2.3).
 */
export function topLevelElements(html: string): string[] {
  const nodes: string[] = [];
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    if (next === -1) break;
    const end = nodeEnd(html, next);
    if (end === undefined) {
      at = next + 1;
      continue;
    }
    if (!html.startsWith('<!--', next)) nodes.push(html.slice(next, end));
    at = end;
  }
  return nodes;
}

function nodeEnd(html: string, start: number): number | undefined {
  if (html.startsWith('<!--', start)) {
    const close = html.indexOf('-->', start + 4);
    return close === -1 ? html.length : close + 3;
  }
  openTag.lastIndex = start;
  const tag = openTag.exec(html);
  if (!tag?.[1]) return undefined;
  const name = tag[1];
  const contentStart = start + tag[0].length;
  if (voidElements.test(name) || tag[0].endsWith('/>')) return contentStart;
  return elementEnd(html, name, contentStart);
}

function elementEnd(html: string, name: string, contentStart: number): number {
  const tags = new RegExp(`<(/?)${name}\\b[^>]*>`, 'gi');
  tags.lastIndex = contentStart;
  const isRaw = rawTextElements.test(name);
  let depth = 1;
  for (let tag = tags.exec(html); tag; tag = tags.exec(html)) {
    if (tag[1] === '/') depth--;
    else if (!isRaw) depth++;
    if (depth === 0) return tags.lastIndex;
  }
  return html.length;
}

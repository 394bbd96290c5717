const voidElements = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
const rawTextElements = /^(script|style|title|textarea|noscript|template)$/i;
/**
 * What stands behind the name of a tag. A tag never reaches past the next one, and each part can begin in one place
 * only, so that hostile code is read in linear time, too.
 */
const attributes = `(?![a-z0-9-])[^'"<>]*(?:(?:"[^"]*"|'[^']*')[^'"<>]*)*`;
const openTag = new RegExp(`<([a-z][a-z0-9-]{0,99})${attributes}>`, 'giy');

/**
 * The elements at the top level of a piece of HTML, as written. Text between them is left out, because in the head of
 * a page it would be shown, and so are comments (engine §2.3). A tag that closes itself becomes what HTML knows: one
 * without the slash, and an end tag where the element needs one.
 */
export function topLevelElements(html: string): string[] {
  const elements: string[] = [];
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const close = html.indexOf('-->', at + 4);
      if (close === -1) break;
      at = close + 3;
      continue;
    }
    openTag.lastIndex = at;
    const [tag, name] = openTag.exec(html) ?? [];
    if (!tag || !name) {
      at++;
      continue;
    }
    const contentStart = at + tag.length;
    const isVoid = voidElements.test(name);
    if (tag.endsWith('/>')) {
      elements.push(`${tag.slice(0, -2).trimEnd()}>${isVoid ? '' : `</${name}>`}`);
      at = contentStart;
      continue;
    }
    const end = isVoid ? contentStart : elementEnd(html, name, contentStart);
    elements.push(html.slice(at, end));
    at = end;
  }
  return elements;
}

function elementEnd(html: string, name: string, contentStart: number): number {
  const tags = new RegExp(`<(/?)${name}${attributes}>`, 'gi');
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

import { paragraph, type RichTextElement, type RichTextLeaf, type RichTextNode } from '../../engine/richtext/nodes.ts';
import { parseBlocks } from '../../engine/richtext/parse-value.ts';
import { decodeEntities, withoutHidden } from './stored-html.ts';

/** What bubbles held before there was rich text, and Markdown, as people and language models write it. */
export interface OlderContent {
  readonly markdown?: string | undefined;
  readonly html?: string | undefined;
  readonly plainText?: string | undefined;
}

/** The rich text of a bubble that has none, only Markdown, HTML or a plain text; undefined when it has none of them. */
export function olderRichText({ markdown, html, plainText }: OlderContent): RichTextNode[] | undefined {
  if (markdown) return parseBlocks(markdown);
  if (html) return htmlParagraphs(html);
  return plainText ? plainText.split('\n').map(paragraph) : undefined;
}

/** Elements that begin and end a paragraph. */
const blocks = /^(?:div|p|ul|ol|li|h[1-6]|blockquote)$/;
const marks: ReadonlyMap<string, string> = new Map([
  ...['b', 'strong'].map((tag) => [tag, 'bold'] as const),
  ...['i', 'em'].map((tag) => [tag, 'italic'] as const),
  ...['s', 'del'].map((tag) => [tag, 'strikethrough'] as const),
  ['u', 'underline'],
]);

/** Simple HTML as paragraphs: marks and links are kept, other elements are only their text. */
function htmlParagraphs(html: string): RichTextElement[] {
  const paragraphs: RichTextElement[] = [];
  const open = new Map<string, number>();
  let address: string | undefined;
  let children: RichTextElement['children'] = [];
  const end = () => {
    if (children.length > 0) paragraphs.push({ type: 'p', children });
    children = [];
  };
  for (const [, text = '', slash, tag = '', attributes = ''] of withoutHidden(html).matchAll(
    /([^<]+)|<(\/?)([a-z][a-z0-9]*)(?![a-z0-9])([^<>]*)>|</gi,
  )) {
    const name = tag.toLowerCase();
    const mark = marks.get(name);
    if (text !== '') {
      const leaf: RichTextLeaf = { text: decodeEntities(text) };
      for (const [key, count] of open) if (count > 0) leaf[key] = true;
      children.push(address === undefined ? leaf : { type: 'a', url: address, children: [leaf] });
    } else if (name === 'br') {
      if (children.length === 0) children.push({ text: '' });
      end();
    } else if (blocks.test(name)) end();
    else if (mark) open.set(mark, Math.max(0, (open.get(mark) ?? 0) + (slash ? -1 : 1)));
    else if (name === 'a') address = slash ? undefined : addressOf(attributes);
  }
  end();
  return paragraphs;
}

function addressOf(attributes: string): string | undefined {
  const [, quoted, single] = /\bhref=(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? [];
  const address = quoted ?? single;
  return address === undefined ? undefined : decodeEntities(address);
}

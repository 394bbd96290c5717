import type { BlockContext } from '../../engine/block.ts';
import { resultText } from '../../engine/language/interpolate.ts';
import type { TextContent } from '../../engine/output.ts';
import { escapeHtml } from '../../engine/richtext/to-html.ts';

/** Fills in the HTML of a bubble that is older than rich text; values are escaped (chat-api §17). */
export async function fillStoredHtml(stored: string, context: BlockContext): Promise<TextContent> {
  let html = '';
  let from = 0;
  for (const { token, value } of await context.tokens(stored)) {
    const text = resultText(value);
    context.guard.checkSize(html.length + text.length);
    html += stored.slice(from, token.start) + escapeHtml(text);
    from = token.end;
  }
  html += stored.slice(from);
  return { type: 'richText', richText: [], html, plainText: plainTextOf(html) };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };

/** The text of simple HTML, one line per block element. */
function plainTextOf(html: string): string {
  return decodeEntities(
    html
      .replace(/<br\s*\/?>(?=<\/)/gi, '')
      .replace(/<br\s*\/?>|<\/(?:div|p|li|h[1-6])>(?!$)/gi, '\n')
      .replace(/<[^<>]*>/g, ''),
  );
}

/** A text of simple HTML with the signs that its entities stand for. */
export function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => entities[name] ?? '');
}

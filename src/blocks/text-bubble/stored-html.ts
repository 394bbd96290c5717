import { decodeNamedCharacterReference } from 'decode-named-character-reference';
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

/** The text of simple HTML, one line per block element. */
function plainTextOf(html: string): string {
  return decodeEntities(
    withoutHidden(html)
      .replace(/<br\s*\/?>(?=<\/)/gi, '')
      .replace(/<br\s*\/?>|<\/(?:div|p|li|h[1-6])>(?!$)/gi, '\n')
      .replace(/<[^<>]*>/g, ''),
  );
}

/** HTML without what is never shown: comments, styles and scripts; one that is not closed goes on to the end. */
export function withoutHidden(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)|<(script|style)(?=[\s/>])[\s\S]*?(?:<\/\1\s*>|$)/gi, '');
}

/** A text of simple HTML with the signs that its character references stand for; a space for one that does not break. */
export function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,31}));/gi,
    (reference: string, decimal?: string, hex?: string, name?: string) => {
      if (name === undefined) return signOf(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
      return name === 'nbsp' ? ' ' : decodeNamedCharacterReference(name) || reference;
    },
  );
}

/** The character with a number; the replacement character where there is none. */
function signOf(code: number): string {
  if (code === 0xa0) return ' ';
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
}

import { z } from 'zod';
import { type BlockContext, defineBlock, type TextFormat } from '../../engine/block.ts';
import { resultText } from '../../engine/language/interpolate.ts';
import type { TextContent } from '../../engine/output.ts';
import { injectRichText, type RichTextSource } from '../../engine/richtext/inject.ts';
import { injectFlat } from '../../engine/richtext/inject-flat.ts';
import { isLeaf, type RichTextNode, readRichText } from '../../engine/richtext/nodes.ts';
import { withHtml } from '../../engine/richtext/to-html.ts';
import { toMarkdown } from '../../engine/richtext/to-markdown.ts';
import { rememberPlainText } from '../../engine/transcript.ts';
import { textSize } from '../../flow/values.ts';
import { withContent } from '../shared/bubble-content.ts';
import { type OlderContent, olderRichText } from './older-content.ts';
import { fillStoredHtml } from './stored-html.ts';

/** A text (bubbles §2): rich text, Markdown, or rich text with flat values for the oldest clients. */
export const textBubble = defineBlock({
  type: 'text',
  sort: 'bubble',
  schema: withContent({
    richText: z.array(z.unknown()).optional(),
    /** What people write by hand, and what bubbles held before there was rich text. */
    markdown: z.string().optional(),
    html: z.string().optional(),
    plainText: z.string().optional(),
  }),
  summary: 'Says a formatted text.',
  complaints({ content }) {
    if (!content || content.richText?.length || !olderRichText(content)) return [];
    const field = content.markdown ? 'markdown' : content.html ? 'html' : 'plainText';
    return [{ field: `content.${field}`, message: 'The bubble has no rich text: this is said instead.' }];
  },
  async say({ id, content }, context) {
    if (!content) return undefined;
    return { bubble: { id, type: 'text', content: await textContent(content, context) } };
  },
});

interface Stored extends OlderContent {
  readonly richText?: readonly unknown[] | undefined;
}

async function textContent(content: Stored, context: BlockContext): Promise<TextContent> {
  const { textFormat } = context;
  const isOlder = !content.richText?.length;
  if (isOlder && !content.markdown && content.html && textFormat === 'html')
    return fillStoredHtml(content.html, context);
  const stored = (isOlder ? olderRichText(content) : undefined) ?? content.richText;
  // Clients that asked for Markdown get this shape too: they have always had to expect it.
  if (!stored) return { type: 'richText', richText: [] };
  const known = staticContent.get(stored)?.get(textFormat);
  if (known) return known;
  const nodes = readRichText(stored);
  const filled = await filledContent(nodes, context);
  if (!hasPlaceholder(nodes)) remember(stored, textFormat, filled);
  return filled;
}

async function filledContent(nodes: RichTextNode[], context: BlockContext): Promise<TextContent> {
  const { textFormat } = context;
  if (textFormat === 'flat' || textFormat === 'html') {
    const flat = await injectFlat(nodes, (text) => flatText(text, context));
    return textFormat === 'html' ? withHtml(flat) : { type: 'richText', richText: flat };
  }
  const richText: RichTextNode[] = await injectRichText(nodes, sourceOf(context));
  return textFormat === 'markdown'
    ? { type: 'markdown', markdown: toMarkdown(richText, 'commonmark') }
    : { type: 'richText', richText };
}

/** Texts without placeholders are the same in every conversation, so each is made once per format. */
const staticContent = new WeakMap<readonly unknown[], Map<TextFormat, TextContent>>();

function remember(stored: readonly unknown[], format: TextFormat, content: TextContent): void {
  const formats = staticContent.get(stored) ?? new Map<TextFormat, TextContent>();
  staticContent.set(stored, formats.set(format, content));
  rememberPlainText(content);
}

function hasPlaceholder(nodes: readonly RichTextNode[]): boolean {
  return nodes.some((node) =>
    isLeaf(node) ? node.text.includes('{{') : Boolean(node.url?.includes('{{')) || hasPlaceholder(node.children),
  );
}

/** Units of work that a character of a value counts for when it is read as Markdown: some 2 µs. */
const markdownWork = 100;

/** Bytes that a part of a value counts for beside its text. */
const partBytes = 32;

function sourceOf(context: BlockContext): RichTextSource {
  const { guard } = context;
  return {
    async tokens(text) {
      const tokens = await context.tokens(text);
      return tokens.map(({ token, value }) => ({
        start: token.start,
        end: token.end,
        value: resultText(Array.isArray(value) && !context.program.isModern ? value.at(-1) : value),
      }));
    },
    flat: (text) => flatText(text, context),
    reading(value) {
      guard.fill(textSize(value));
      return guard.spend(value.length * markdownWork);
    },
    read: (parts) => guard.fill(parts * partBytes),
  };
}

/** A text with its placeholders replaced; the author's own words are no values. */
async function flatText(text: string, context: BlockContext): Promise<string> {
  const filled = await context.text(text);
  context.guard.fill(Math.max(0, textSize(filled) - text.length));
  return filled;
}

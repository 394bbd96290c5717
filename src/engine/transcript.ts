import type { Bubble, TextContent, TimelineEntry } from './output.ts';
import { toMarkdown } from './richtext/to-markdown.ts';

/** What a bubble leaves in the timeline; embeds leave nothing (logic §2.4). */
export function bubbleEntry(bubble: Bubble): Extract<TimelineEntry, { kind: 'bubble' }> | undefined {
  const { id: blockId, type } = bubble;
  switch (bubble.type) {
    case 'text': {
      return { kind: 'bubble', blockId, type, text: plainText(bubble.content) };
    }
    case 'image':
    case 'video':
    case 'audio': {
      const { url } = bubble.content;
      return typeof url === 'string' && url !== '' ? { kind: 'bubble', blockId, type, text: url } : undefined;
    }
    default:
      return undefined;
  }
}

const plainTexts = new WeakMap<TextContent, string>();

/** To be told of a content that is the same object in every conversation: its plain text is made once. */
export function rememberPlainText(content: TextContent): void {
  plainTexts.set(content, plainText(content));
}

function plainText(content: TextContent): string {
  if (content.type === 'markdown') return content.markdown;
  return plainTexts.get(content) ?? toMarkdown(content.richText, 'commonmark');
}

/**
 * The conversation since its last restart as text, as the Set variable type "Transcript" stores it.
 *
 * @example 'Assistant: "Hi there"\n\nUser: "hello"'
 */
export function formatTranscript(timeline: readonly TimelineEntry[]): string {
  const restart = timeline.findLastIndex(({ kind }) => kind === 'restart');
  return timeline
    .slice(restart + 1)
    .filter((entry) => entry.kind !== 'restart')
    .map((entry) =>
      entry.kind === 'bubble'
        ? `Assistant: "${entry.text}"`
        : `User: "${answerText(entry.content, entry.attachedFileUrls)}"`,
    )
    .join('\n\n');
}

/** An answer with its attachments in front (inputs §2.2). */
export function answerText(content: string, attachedFileUrls: readonly string[] | undefined): string {
  return attachedFileUrls && attachedFileUrls.length > 0 ? `${attachedFileUrls.join(', ')}\n\n${content}` : content;
}

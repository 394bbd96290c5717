import type { Bubble } from '../../engine/output.ts';
import type { ChannelTexts } from '../shared/channel-texts.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { documentName } from '../shared/document-url.ts';
import { plainText, styledText } from '../shared/styled-text.ts';
import { watchUrl } from '../shared/watch-url.ts';
import { unknownDurationMs } from './limits.ts';
import { type Fields, isFileUrl, isLinkUrl, isPicture, linkMessage, textMessages } from './message.ts';

/** What bubbles are shown with. */
export interface Way {
  readonly texts: ChannelTexts;
  /** Shown before a video plays, without which LINE takes none. */
  readonly videoPreviewUrl: string | undefined;
}

/** A bubble as messages (channels §14.1). */
export function shownOf(bubble: Bubble, way: Way): readonly Fields[] {
  if (bubble.type === 'text') return textMessages(plainText(styledText(bubble.content)));
  const { content } = bubble;
  const url = textIn(content, 'url');
  if (url === undefined) return [];
  switch (bubble.type) {
    case 'image':
      return image(url, fieldsIn(content, 'clickLink'), way);
    case 'video': {
      if ((textIn(content, 'type') ?? 'url') !== 'url') return textMessages(watchUrl(content));
      const { videoPreviewUrl: preview } = way;
      if (!isFileUrl(url) || preview === undefined || !isPicture(preview)) return textMessages(url);
      return [{ type: 'video', originalContentUrl: url, previewImageUrl: preview }];
    }
    case 'audio':
      if (!isFileUrl(url) || !/\.(mp3|m4a)$/i.test(url.replace(/[?#].*$/, ''))) return textMessages(url);
      return [{ type: 'audio', originalContentUrl: url, duration: unknownDurationMs }];
    default:
      return link(url, documentName(url) ?? url, way);
  }
}

function image(url: string, click: Readonly<Record<string, unknown>>, { texts }: Way): readonly Fields[] {
  if (!isPicture(url)) return textMessages(url);
  const target = textIn(click, 'url');
  if (target === undefined || !isLinkUrl(target)) {
    return [{ type: 'image', originalContentUrl: url, previewImageUrl: url }];
  }
  return [linkMessage(textIn(click, 'alt') ?? target, target, texts.open ?? 'Open', url)];
}

/** An address as a button, or as a text where no button takes it. */
export function link(url: string, text: string, { texts }: Way): readonly Fields[] {
  return isLinkUrl(url) ? [linkMessage(text, url, texts.open ?? 'Open')] : textMessages(url);
}

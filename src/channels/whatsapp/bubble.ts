import type { Bubble } from '../../engine/output.ts';
import { toMarkdown } from '../../engine/richtext/to-markdown.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { documentName } from '../shared/document-url.ts';
import { splitText } from '../shared/split-text.ts';
import { watchUrl } from '../shared/watch-url.ts';
import { mostButtonTitle, mostText } from './limits.ts';
import type { Draft, Fields } from './media.ts';

/** What a bubble becomes: a text, which may be joined with buttons, or messages of other kinds. */
export type Shown =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'drafts'; readonly drafts: readonly Draft[]; readonly isMedia: boolean }
  | { readonly kind: 'nothing'; readonly loss?: string };

/** Addresses that WhatsApp can fetch. */
const isWeb = (url: string) => /^https?:\/\//i.test(url);

/** Whether a picture can be sent as one: JPEG and PNG are taken, these are not (whatsapp §7.1). */
export function isPicture(url: string): boolean {
  return isWeb(url) && !/\.(gif|svg|webp)$/i.test(url.replace(/[?#].*$/, ''));
}

/** A bubble as messages (whatsapp §7.1). With `linkButtons` addresses are buttons, else texts with a preview. */
export function shownOf(bubble: Bubble, linkButtons: boolean): Shown {
  if (bubble.type === 'text') {
    const { content } = bubble;
    const text = content.type === 'richText' ? toMarkdown(content.richText, 'messaging') : content.markdown;
    return text.trim() === '' ? { kind: 'nothing' } : { kind: 'text', text };
  }
  const { content } = bubble;
  const url = textIn(content, 'url');
  if (url === undefined) return { kind: 'nothing' };
  switch (bubble.type) {
    case 'image':
      return image(url, fieldsIn(content, 'clickLink'), linkButtons);
    case 'audio':
      return isWeb(url) ? media('audio', url) : unreachable(url);
    case 'video':
      return video(url, content, linkButtons);
    default: {
      if (!isWeb(url)) return unreachable(url);
      const filename = documentName(url);
      return filename === undefined ? link(url, linkButtons) : media('document', url, { filename });
    }
  }
}

function unreachable(url: string): Shown {
  return { kind: 'nothing', loss: `an address that WhatsApp cannot fetch: ${url.slice(0, 40)}` };
}

function image(url: string, clickLink: Readonly<Record<string, unknown>>, linkButtons: boolean): Shown {
  if (!isWeb(url)) return unreachable(url);
  // WebP is no picture there, but worth a look.
  if (/\.webp$/i.test(url.replace(/[?#].*$/, ''))) return link(url, linkButtons);
  if (!isPicture(url)) return { kind: 'nothing', loss: 'a GIF or SVG, which WhatsApp does not show' };
  const shown = media('image', url);
  const target = textIn(clickLink, 'url');
  if (!linkButtons || target === undefined || !isWeb(target)) return shown;
  const button = linkButton(target, textIn(clickLink, 'alt') ?? noBody);
  return { ...shown, drafts: [...shown.drafts, { fields: button }] };
}

function video(url: string, content: Readonly<Record<string, unknown>>, linkButtons: boolean): Shown {
  const type = textIn(content, 'type') ?? 'url';
  if (type === 'url') return isWeb(url) ? media('video', url) : unreachable(url);
  return link(watchUrl(content), linkButtons);
}

function media(type: string, url: string, more: Fields = {}) {
  const draft: Draft = { fields: { type, [type]: more }, file: { url, place: 'media' }, otherwise: previewed(url) };
  return { kind: 'drafts', drafts: [draft], isMedia: true } as const;
}

/** An address, as a text with a preview or as a button. */
function link(url: string, isButton: boolean): Shown {
  return { kind: 'drafts', drafts: [{ fields: linkFields(url, isButton) }], isMedia: false };
}

/** The same as a message. */
export function linkFields(url: string, isButton: boolean): Fields {
  return isButton && isWeb(url) ? linkButton(url, url.slice(0, mostButtonTitle * 10)) : previewed(url);
}

/** Shown where a message with buttons has no text of its own. */
export const noBody = '―';

function previewed(url: string): Fields {
  return { type: 'text', text: { body: splitText(url, mostText)[0] ?? '', preview_url: true } };
}

function linkButton(url: string, body: string): Fields {
  const action = { name: 'cta_url', parameters: { display_text: 'Open', url } };
  return { type: 'interactive', interactive: { type: 'cta_url', body: { text: body }, action } };
}

/** A text as messages, each as long as WhatsApp takes. */
export function textFields(text: string): readonly Fields[] {
  return splitText(text, mostText).map((body) => ({ type: 'text', text: { body } }));
}

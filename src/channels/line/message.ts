import type { Json } from '../channel.ts';
import { cutIndex } from '../shared/cut-text.ts';
import { cutLabel } from '../shared/labels.ts';
import { splitText } from '../shared/split-text.ts';
import {
  mostAltText,
  mostButtonsText,
  mostDisplayText,
  mostFileUrl,
  mostLabel,
  mostLinkUrl,
  mostPicturedText,
  mostText,
} from './limits.ts';

/** A message of LINE, or a part of one. */
export type Fields = { readonly [key: string]: Json | undefined };

/** A text as messages, each as long as LINE takes. */
export function textMessages(text: string): readonly Fields[] {
  return text.trim() === '' ? [] : splitText(text, mostText).map((part) => ({ type: 'text', text: part }));
}

/** Whether LINE fetches a file from an address. */
export function isFileUrl(url: string): boolean {
  return /^https:\/\//i.test(url) && url.length <= mostFileUrl && URL.canParse(url);
}

/** Whether an address is a picture that LINE shows: JPEG and PNG are taken, these are not. */
export function isPicture(url: string): boolean {
  return isFileUrl(url) && !/\.(gif|svg|webp)$/i.test(url.replace(/[?#].*$/, ''));
}

/** Whether a button may open an address. */
export function isLinkUrl(url: string): boolean {
  return /^(?:https?:\/\/|line:\/\/|tel:)/i.test(url) && url.length <= mostLinkUrl && URL.canParse(url);
}

/** A button that sends a token; what was chosen is shown as if it were said. */
export function postback(label: string, data: string, said: string): Fields {
  const displayText = oneLine(said).slice(0, cutIndex(oneLine(said), mostDisplayText));
  return { type: 'postback', label, data, ...(displayText !== '' && { displayText }) };
}

/** A message with a button that opens an address, perhaps below a picture. */
export function linkMessage(text: string, url: string, open: string, picture?: string): Fields {
  const most = picture === undefined ? mostButtonsText : mostPicturedText;
  return template(text, {
    type: 'buttons',
    ...(picture !== undefined && { thumbnailImageUrl: picture }),
    text: shortened(text, most),
    actions: [{ type: 'uri', label: cutLabel(open, mostLabel), uri: url }],
  });
}

/** A template with the text of its notification. */
export function template(altText: string, content: Fields): Fields {
  return { type: 'template', altText: shortened(altText, mostAltText), template: content };
}

/** A message of free form with the text of its notification. */
export function flex(altText: string, bubbles: readonly Fields[]): Fields {
  return { type: 'flex', altText: shortened(altText, mostAltText), contents: { type: 'carousel', contents: bubbles } };
}

/** A text of at most so many characters on one line, never empty. */
export function shortened(text: string, most: number): string {
  return cutLabel(oneLine(text) || '―', most);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

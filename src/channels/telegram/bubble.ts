import type { Bubble } from '../../engine/output.ts';
import type { ChannelTexts } from '../shared/channel-texts.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { documentName } from '../shared/document-url.ts';
import { plainRun, styledText } from '../shared/styled-text.ts';
import { watchUrl } from '../shared/watch-url.ts';
import type { Draft, FileDraft } from './draft.ts';
import { linkKeyboard } from './keyboard.ts';

/** What a bubble becomes, and what of it is lost. */
export interface Shown {
  readonly messages: readonly Draft[];
  readonly loss?: string;
}

/** What a bubble is shown with. */
export interface Place {
  /** Pages open inside the app in private chats alone. */
  readonly isPrivate: boolean;
  readonly texts: ChannelTexts;
}

/** Addresses that Telegram can fetch. */
const isWeb = (url: string) => /^https?:\/\//i.test(url);
const endsIn = (url: string, pattern: RegExp) => pattern.test(url.replace(/[?#].*$/, ''));

/** A bubble as messages (channels §14.1). */
export function shownOf(bubble: Bubble, place: Place): Shown {
  if (bubble.type === 'text') {
    const text = styledText(bubble.content);
    return { messages: text.length === 0 ? [] : [{ kind: 'text', text }] };
  }
  const { content } = bubble;
  const url = textIn(content, 'url');
  if (url === undefined) return { messages: [] };
  if (bubble.type === 'video' && (textIn(content, 'type') ?? 'url') !== 'url') {
    return { messages: [{ kind: 'text', text: plainRun(watchUrl(content)) }] };
  }
  if (!isWeb(url)) return { messages: [], loss: `an address that Telegram cannot fetch: ${url.slice(0, 40)}` };
  switch (bubble.type) {
    case 'image':
      return { messages: [image(url, textIn(fieldsIn(content, 'clickLink'), 'url'), place)] };
    case 'video':
      return { messages: [{ kind: 'file', call: 'Video', url }] };
    case 'audio':
      return { messages: [{ kind: 'file', call: endsIn(url, /\.(ogg|oga|opus)$/i) ? 'Voice' : 'Audio', url }] };
    default:
      return { messages: [documentName(url) === undefined ? page(url, place) : document(url)] };
  }
}

/** A picture as a file; undefined for those that are none there, such as SVG. */
export function pictureFile(url: string): FileDraft | undefined {
  if (!isWeb(url) || endsIn(url, /\.svg$/i)) return undefined;
  return { kind: 'file', call: endsIn(url, /\.gif$/i) ? 'Animation' : 'Photo', url };
}

function image(url: string, target: string | undefined, { texts }: Place): Draft {
  const draft: Draft = pictureFile(url) ?? { kind: 'text', text: plainRun(url) };
  if (target === undefined || !isButtonUrl(target)) return draft;
  return { ...draft, markup: linkKeyboard({ text: texts.open ?? 'Open', url: target }) };
}

/** By address only these are taken reliably (channels §4.3). */
function document(url: string): Draft {
  return { kind: 'file', call: 'Document', url, ...(!endsIn(url, /\.(pdf|zip)$/i) && { isUploaded: true }) };
}

/** Whether a button may lead to an address; one that is not valid has the whole message refused. */
export function isButtonUrl(url: string): boolean {
  const { protocol, hostname } = URL.parse(url) ?? {};
  return protocol === 'tg:' || ((protocol === 'https:' || protocol === 'http:') && /[^.]\.[^.]/.test(hostname ?? ''));
}

/** A page: inside the app where it may be, by a button, else by its address. */
export function page(url: string, { isPrivate, texts }: Place): Draft {
  const bare: Draft = { kind: 'text', text: plainRun(url) };
  if (!isButtonUrl(url)) return bare;
  const text = texts.open ?? 'Open';
  const button: Draft = { ...bare, otherwise: [bare], markup: linkKeyboard({ text, url }) };
  if (!isPrivate || !/^https:/i.test(url)) return button;
  return { ...bare, otherwise: [button], markup: linkKeyboard({ text, web_app: { url } }) };
}

/** An address that people are led to: a button below it (channels §14.3). */
export function redirect(url: string, place: Place): Draft {
  return page(url, { ...place, isPrivate: false });
}

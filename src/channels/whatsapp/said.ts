import type { MediaRef, PersonEvent } from '../channel.ts';
import type { ContactCard } from '../shared/contact-card.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';
import { isButtonToken } from '../shared/token.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What a message says, without who and when. */
type Said = Pick<PersonEvent, 'kind' | 'text' | 'token' | 'replyId' | 'media' | 'location' | 'contacts'>;

/** Kinds of media, and what they are elsewhere. */
const mediaKinds: ReadonlyMap<string, MediaRef['kind']> = new Map([
  ['image', 'image'],
  ['sticker', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['document', 'file'],
]);

/** What a message says (whatsapp §3); undefined for kinds that say nothing or are not known. */
export function saidIn(message: Fields): Said | undefined {
  const type = textIn(message, 'type') ?? '';
  const content = fieldsIn(message, type);
  const kind = mediaKinds.get(type);
  if (kind) return mediaSaid(type, kind, content);
  switch (type) {
    case 'text':
      return { kind: 'message', text: textIn(content, 'body') ?? '' };
    case 'button':
      return { kind: 'message', text: textIn(content, 'text') ?? '' };
    case 'interactive':
      return pressed(content);
    case 'location':
      return place(content);
    case 'contacts':
      return { kind: 'message', contacts: listIn(message, 'contacts').map(contactCard) };
    default:
      return undefined;
  }
}

function pressed(content: Fields): Said | undefined {
  const type = textIn(content, 'type');
  if (type !== 'button_reply' && type !== 'list_reply') return undefined;
  const { id, title } = fieldsIn(content, type);
  if (typeof id !== 'string' || typeof title !== 'string') return undefined;
  return { kind: 'choice', text: title, ...(isButtonToken(id) ? { token: id } : { replyId: id }) };
}

function mediaSaid(type: string, kind: MediaRef['kind'], content: Fields): Said | undefined {
  const id = textIn(content, 'id');
  if (id === undefined) return undefined;
  const name = textIn(content, 'filename');
  const mimeType = textIn(content, 'mime_type');
  const caption = textIn(content, 'caption');
  // Apps put the name of a document into its caption by themselves.
  const isName = type === 'document' && caption !== undefined && /^\S[^\n]*\.[A-Za-z0-9]{1,5}$/.test(caption);
  return {
    kind: 'message',
    media: [{ kind, ref: { id }, ...(name && { name }), ...(mimeType && { mimeType }) }],
    ...(caption && !isName && { text: caption }),
  };
}

function place(content: Fields): Said | undefined {
  const latitude = numberIn(content, 'latitude');
  const longitude = numberIn(content, 'longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  const title = textIn(content, 'name') ?? textIn(content, 'address');
  return { kind: 'message', location: { latitude, longitude, ...(title && { title }) } };
}

function contactCard(contact: Fields): ContactCard {
  const name = textIn(fieldsIn(contact, 'name'), 'formatted_name');
  const phone = textIn(listIn(contact, 'phones')[0], 'phone');
  const email = textIn(listIn(contact, 'emails')[0], 'email');
  return { ...(name && { name }), ...(phone && { phone }), ...(email && { email }) };
}

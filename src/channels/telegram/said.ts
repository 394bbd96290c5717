import type { MediaRef, PersonEvent } from '../channel.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What a message says, without who and when. */
type Said = Pick<PersonEvent, 'kind' | 'text' | 'media' | 'location' | 'contacts' | 'ref'>;

/** Fields that hold a file, and what it is elsewhere. `animation` comes with `document`, which is the same file. */
const mediaKinds = [
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['audio', 'audio'],
  ['voice', 'audio'],
  ['document', 'file'],
  ['sticker', 'image'],
] as const;

/** Kinds of message that people send and that cannot be taken in. Other fields are notices, which nobody wrote. */
const unknownKinds: readonly string[] = [
  'checklist',
  'dice',
  'game',
  'giveaway',
  'live_photo',
  'paid_media',
  'poll',
  'rich_message',
  'story',
];

/** What a message says (channels §4.2); undefined where nobody said anything. */
export function saidIn(message: Fields): Said | undefined {
  const text = textIn(message, 'text');
  if (text !== undefined) return commandIn(text) ?? { kind: 'message', text };
  const media = mediaIn(message);
  if (media) {
    const caption = textIn(message, 'caption') ?? textIn(fieldsIn(message, 'sticker'), 'emoji');
    return { kind: 'message', media: [media], ...(caption !== undefined && { text: caption }) };
  }
  const data = textIn(fieldsIn(message, 'web_app_data'), 'data');
  if (data !== undefined) return { kind: 'message', text: data };
  return place(message) ?? contact(message) ?? unknown(message);
}

/** A start by button or deep link; the command may name the bot. */
function commandIn(text: string): Said | undefined {
  const [, name, rest = ''] = /^\/(\w{1,64})(?:@\w{1,64})?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const ref = rest.trim();
  if (name === 'start') return { kind: 'start', text: `/${name}`, ...(ref !== '' && { ref }) };
  return { kind: 'message', text: ref === '' ? `/${name}` : `/${name} ${ref}` };
}

function mediaIn(message: Fields): MediaRef | undefined {
  const photo = listIn(message, 'photo').at(-1);
  if (photo) return file('image', photo);
  for (const [name, kind] of mediaKinds) {
    const content = fieldsIn(message, name);
    if (textIn(content, 'file_id') === undefined) continue;
    const isMoving = content.is_animated === true || content.is_video === true;
    return file(name === 'sticker' && isMoving ? 'video' : kind, content);
  }
  return undefined;
}

function file(kind: MediaRef['kind'], content: Fields): MediaRef | undefined {
  const id = textIn(content, 'file_id');
  if (id === undefined) return undefined;
  const name = textIn(content, 'file_name');
  const mimeType = textIn(content, 'mime_type');
  const size = numberIn(content, 'file_size');
  return {
    kind,
    ref: { id },
    ...(name !== undefined && { name }),
    ...(mimeType !== undefined && { mimeType }),
    ...(size !== undefined && { size }),
  };
}

function place(message: Fields): Said | undefined {
  const venue = fieldsIn(message, 'venue');
  const point = fieldsIn('location' in venue ? venue : message, 'location');
  const latitude = numberIn(point, 'latitude');
  const longitude = numberIn(point, 'longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  const title = textIn(venue, 'title') ?? textIn(venue, 'address');
  return { kind: 'message', location: { latitude, longitude, ...(title !== undefined && { title }) } };
}

function contact(message: Fields): Said | undefined {
  const content = fieldsIn(message, 'contact');
  const phone = phoneOf(content);
  if (phone === undefined) return undefined;
  const name = [textIn(content, 'first_name'), textIn(content, 'last_name')].filter(Boolean).join(' ');
  return { kind: 'message', contacts: [{ ...(name !== '' && { name }), phone }] };
}

/** The number of a contact with its `+`. */
export function phoneOf(contact: Fields): string | undefined {
  const digits = textIn(contact, 'phone_number')?.replace(/[^\d]/g, '');
  return digits ? `+${digits}` : undefined;
}

function unknown(message: Fields): Said | undefined {
  return unknownKinds.some((name) => name in message) ? { kind: 'unknown' } : undefined;
}

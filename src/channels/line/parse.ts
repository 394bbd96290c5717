import type { MediaRef, PersonEvent, RawRequest } from '../channel.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';
import { tokenFor } from './addressee.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What an event says, without who and when. */
type Said = Omit<PersonEvent, 'dedupeKey' | 'conversation' | 'person' | 'at'>;

/** The events of a delivery, one by one; what is not understood spoils no other one (channels §5.2). */
export function parse(request: RawRequest): readonly PersonEvent[] {
  return listIn(bodyOf(request), 'events').flatMap((event) => eventOf(event) ?? []);
}

function bodyOf({ body }: RawRequest): Fields | undefined {
  try {
    return fieldsIn({ body: JSON.parse(new TextDecoder().decode(body)) }, 'body');
  } catch {
    return undefined;
  }
}

function eventOf(event: Fields): PersonEvent | undefined {
  const source = fieldsIn(event, 'source');
  const userId = textIn(source, 'userId');
  const dedupeKey = textIn(event, 'webhookEventId');
  // Another module of the account answers in standby; without a person there is nobody to talk to.
  if (userId === undefined || dedupeKey === undefined || event.mode === 'standby') return undefined;
  const said = saidIn(event);
  if (!said) return undefined;
  const group = textIn(source, 'groupId') ?? textIn(source, 'roomId');
  const at = numberIn(event, 'timestamp') ?? 0;
  const replyToken = textIn(event, 'replyToken');
  return {
    dedupeKey,
    conversation: group === undefined ? userId : `${group}:${userId}`,
    person: { id: userId },
    at,
    ...(group !== undefined && { isGroup: true, isMention: said.kind === 'choice' }),
    ...said,
    ...(replyToken !== undefined && { reply: { replyToken, at } }),
  };
}

function saidIn(event: Fields): Said | undefined {
  switch (textIn(event, 'type')) {
    case 'message':
      return messageSaid(fieldsIn(event, 'message'), textIn(fieldsIn(event, 'source'), 'type') !== 'user');
    case 'messageEdited': {
      const text = textIn(fieldsIn(event, 'message'), 'text');
      return { kind: 'edited', ...(text !== undefined && { text }) };
    }
    case 'postback':
      return postback(fieldsIn(event, 'postback'), textIn(fieldsIn(event, 'source'), 'userId') ?? '');
    // Adding the account is how a conversation with it begins.
    case 'follow':
      return { kind: 'start' };
    case 'unfollow':
      return { kind: 'unfollow' };
    default:
      return undefined;
  }
}

function postback(content: Fields, userId: string): Said | undefined {
  const data = textIn(content, 'data');
  if (data === undefined) return undefined;
  const token = tokenFor(userId, data);
  const params = fieldsIn(content, 'params');
  const picked = textIn(params, 'date') ?? textIn(params, 'time') ?? textIn(params, 'datetime');
  return { kind: 'choice', token, ...(picked !== undefined && { picked }) };
}

/** Kinds of media, and what they are elsewhere. */
const mediaKinds: ReadonlyMap<string, MediaRef['kind']> = new Map([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
]);

function messageSaid(message: Fields, isGroup: boolean): Said | undefined {
  const type = textIn(message, 'type') ?? '';
  const kind = mediaKinds.get(type);
  if (kind) return media(kind, message);
  switch (type) {
    case 'text':
      return isGroup ? called(message) : { kind: 'message', text: textIn(message, 'text') ?? '' };
    case 'sticker': {
      const [keyword] = Array.isArray(message.keywords) ? message.keywords : [];
      return { kind: 'message', text: typeof keyword === 'string' ? keyword : '' };
    }
    case 'location': {
      const latitude = numberIn(message, 'latitude');
      const longitude = numberIn(message, 'longitude');
      if (latitude === undefined || longitude === undefined) return undefined;
      const title = textIn(message, 'title') ?? textIn(message, 'address');
      return { kind: 'message', location: { latitude, longitude, ...(title !== undefined && { title }) } };
    }
    default:
      return type === '' ? undefined : { kind: 'unknown' };
  }
}

/** A text in a group, without the name that called the bot. */
function called(message: Fields): Said {
  const text = textIn(message, 'text') ?? '';
  const own = listIn(fieldsIn(message, 'mention'), 'mentionees').filter(({ isSelf }) => isSelf === true);
  const rest = own
    .toSorted((a, b) => (numberIn(b, 'index') ?? 0) - (numberIn(a, 'index') ?? 0))
    .reduce((left, mention) => {
      const index = numberIn(mention, 'index') ?? 0;
      return left.slice(0, index) + left.slice(index + (numberIn(mention, 'length') ?? 0));
    }, text);
  return { kind: 'message', text: rest.trim(), isMention: own.length > 0 || text.startsWith('/') };
}

function media(kind: MediaRef['kind'], message: Fields): Said | undefined {
  const id = textIn(message, 'id');
  if (id === undefined) return undefined;
  const provider = fieldsIn(message, 'contentProvider');
  const url = provider.type === 'external' ? textIn(provider, 'originalContentUrl') : undefined;
  const name = textIn(message, 'fileName');
  const size = numberIn(message, 'fileSize');
  const album = textIn(fieldsIn(message, 'imageSet'), 'id');
  return {
    kind: 'message',
    media: [
      {
        kind,
        ref: url === undefined ? { id } : { url },
        ...(name !== undefined && { name }),
        ...(size !== undefined && { size }),
      },
    ],
    ...(album !== undefined && { album }),
  };
}

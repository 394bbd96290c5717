import type { Person, PersonEvent, RawRequest } from '../channel.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { conversationOf } from './chat.ts';
import type { TelegramCredentials } from './credentials.ts';
import { inert, marksIn } from './keyboard.ts';
import { phoneOf, saidIn } from './said.ts';

type Fields = Readonly<Record<string, unknown>>;
/** What every event of an update has. */
type Common = Pick<PersonEvent, 'dedupeKey' | 'conversation' | 'person' | 'at' | 'isGroup'>;

/** The event of an update; none where nobody did anything that concerns the bot (channels §4.2). */
export function parse(request: RawRequest, credentials: TelegramCredentials): readonly PersonEvent[] {
  const update = bodyOf(request);
  const id = idIn(update, 'update_id');
  if (id === undefined) return [];
  const event =
    messageEvent(fieldsIn(update, 'message'), id, credentials) ??
    edited(fieldsIn(update, 'edited_message'), id) ??
    press(fieldsIn(update, 'callback_query'), id, request.at) ??
    membership(fieldsIn(update, 'my_chat_member'), id);
  return event ? [event] : [];
}

function bodyOf({ body }: RawRequest): Fields | undefined {
  try {
    return fieldsIn({ body: JSON.parse(new TextDecoder().decode(body)) }, 'body');
  } catch {
    return undefined;
  }
}

/** A whole number that is none other when it is written down again. */
function idIn(fields: Fields | undefined, name: string): number | undefined {
  const value = fields?.[name];
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** Who wrote where; undefined for bots, channels and what is no message. */
function commonOf(message: Fields, from: Fields, updateId: number, at: number): Common | undefined {
  const chat = fieldsIn(message, 'chat');
  const chatId = idIn(chat, 'id');
  const userId = idIn(from, 'id');
  const type = textIn(chat, 'type');
  if (chatId === undefined || userId === undefined || type === 'channel' || from.is_bot === true) return undefined;
  // Threads of replies have a number as well; only topics are places of their own.
  const threadId = message.is_topic_message === true ? idIn(message, 'message_thread_id') : undefined;
  const isGroup = chatId < 0;
  return {
    dedupeKey: String(updateId),
    conversation: conversationOf({ chatId, threadId, userId: isGroup ? userId : undefined }),
    person: personOf(from, userId),
    at,
    ...(isGroup && { isGroup }),
  };
}

function personOf(from: Fields, id: number): Person {
  const name = [textIn(from, 'first_name'), textIn(from, 'last_name')].filter(Boolean).join(' ');
  const locale = textIn(from, 'language_code');
  return { id: String(id), ...(name !== '' && { name }), ...(locale !== undefined && { locale }) };
}

function timeOf(message: Fields, name: 'date' | 'edit_date'): number {
  return (idIn(message, name) ?? 0) * 1_000;
}

function messageEvent(message: Fields, id: number, credentials: TelegramCredentials): PersonEvent | undefined {
  const from = fieldsIn(message, 'from');
  const common = commonOf(message, from, id, timeOf(message, 'date'));
  const said = common && saidIn(message);
  if (!common || !said) return undefined;
  const album = textIn(message, 'media_group_id');
  const messageId = idIn(message, 'message_id');
  const call = common.isGroup ? callIn(message, said.text ?? '', credentials) : undefined;
  return {
    ...common,
    ...said,
    ...(call && { isMention: call.isMention }),
    ...(call && said.text !== undefined && { text: call.text }),
    person: { ...common.person, ...vouchedPhone(fieldsIn(message, 'contact'), from) },
    ...(album !== undefined && { album }),
    ...(messageId !== undefined && { reply: { messageId } }),
  };
}

/** A number is somebody's own only where Telegram says so (channels §17). */
function vouchedPhone(contact: Fields, from: Fields): { readonly phone?: string } {
  const phone = phoneOf(contact);
  const isOwn = idIn(contact, 'user_id') !== undefined && contact.user_id === from.id;
  return phone !== undefined && isOwn ? { phone } : {};
}

/** Whether a message in a group is meant for the bot, and its text without the name that called it. */
function callIn(
  message: Fields,
  text: string,
  { botToken, botUsername }: TelegramCredentials,
): { readonly isMention: boolean; readonly text: string } {
  const botId = Number(botToken.split(':', 1)[0]);
  const isReply = idIn(fieldsIn(fieldsIn(message, 'reply_to_message'), 'from'), 'id') === botId;
  // Names that end so belong to bots alone.
  const own = botUsername === undefined ? '\\w*bot' : botUsername.replace(/^@/, '');
  const name = new RegExp(`(?<!\\w)@${own}(?!\\w)`, 'i');
  const called = text.replace(name, '');
  return {
    isMention: isReply || text.startsWith('/') || called !== text,
    text: called === text ? text : called.trim(),
  };
}

function edited(message: Fields, id: number): PersonEvent | undefined {
  const common = commonOf(message, fieldsIn(message, 'from'), id, timeOf(message, 'edit_date'));
  const text = textIn(message, 'text') ?? textIn(message, 'caption');
  return common && { ...common, kind: 'edited', ...(text !== undefined && { text }) };
}

/** A press of a button of ours. Telegram does not say when; the time of the message is that of the question. */
function press(query: Fields, id: number, now: number): PersonEvent | undefined {
  const message = fieldsIn(query, 'message');
  const from = fieldsIn(query, 'from');
  const common = commonOf(message, from, id, now);
  const callbackId = textIn(query, 'id');
  const token = textIn(query, 'data');
  if (!common || callbackId === undefined || token === undefined) return undefined;
  // In groups a question is a reply to the one who is asked; others may press its buttons, which does nothing.
  const asked = fieldsIn(message, 'reply_to_message');
  const askedId = idIn(fieldsIn(asked, 'from'), 'id');
  if (common.isGroup && askedId !== undefined && askedId !== from.id) {
    return { ...common, kind: 'choice', token: inert, isMention: true, reply: { callbackId } };
  }
  const pressedId = idIn(message, 'message_id');
  const messageId = common.isGroup ? idIn(asked, 'message_id') : undefined;
  const marks = marksIn(fieldsIn(message, 'reply_markup'), token);
  return {
    ...common,
    kind: 'choice',
    token,
    ...(common.isGroup && { isMention: true }),
    reply: {
      callbackId,
      ...(pressedId !== undefined && { pressedId, marks: [...marks] }),
      ...(messageId !== undefined && { messageId }),
    },
  };
}

function membership(change: Fields, id: number): PersonEvent | undefined {
  if (textIn(fieldsIn(change, 'chat'), 'type') !== 'private') return undefined;
  const common = commonOf(change, fieldsIn(change, 'from'), id, timeOf(change, 'date'));
  const status = textIn(fieldsIn(change, 'new_chat_member'), 'status');
  if (!common || (status !== 'kicked' && status !== 'member')) return undefined;
  return { ...common, kind: status === 'kicked' ? 'unfollow' : 'follow' };
}

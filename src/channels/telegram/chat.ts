/** A chat, a topic in it, and in groups the person who is talked with there. */
export interface Chat {
  readonly chatId: number;
  readonly threadId?: number | undefined;
  /** In groups alone, whose ids are below zero. */
  readonly userId?: number | undefined;
}

/**
 * The key of a conversation: chat, topic and, in groups, person (channels §1.3).
 *
 * @example conversationOf({ chatId: -100, threadId: 77, userId: 7 }) // '-100:77:7'
 */
export function conversationOf({ chatId, threadId, userId }: Chat): string {
  return [chatId, threadId, userId].filter((id) => id !== undefined).join(':');
}

/** Where messages of a conversation go. An address that is no number is a name, such as `@channel`. */
export function addressOf(conversation: string): {
  readonly chat_id: number | string;
  readonly message_thread_id?: number;
} {
  const [chat = '', ...others] = conversation.split(':');
  const chatId = /^-?\d{1,16}$/.test(chat) ? Number(chat) : chat;
  const thread = isGroup(conversation) ? others.at(-2) : others[0];
  return { chat_id: chatId, ...(thread !== undefined && { message_thread_id: Number(thread) }) };
}

/** Whether a conversation is in a group. */
export function isGroup(conversation: string): boolean {
  return conversation.startsWith('-');
}

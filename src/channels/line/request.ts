import { createHash } from 'node:crypto';
import type { AppRequest } from '../channel.ts';
import type { Fields } from './message.ts';

/** Host of the Messaging API, and that of files. */
export const apiHost = 'line';
export const dataHost = 'lineData';

/** A call with a JSON body, or with none. */
export function call(method: AppRequest['method'], path: string, value?: Fields): AppRequest {
  return { method, host: apiHost, path, ...(value && { body: { kind: 'json', value } }) };
}

/** Whom messages of a conversation go to: a person, or the group that they are in. */
export function targetOf(conversation: string): string {
  return conversation.split(':', 1)[0] ?? conversation;
}

/** Messages to somebody, taken once however often they are sent with the same name (channels §5.3). */
export function pushRequest(conversation: string, messages: readonly Fields[], name: string): AppRequest {
  const request = call('POST', '/v2/bot/message/push', { to: targetOf(conversation), messages });
  return { ...request, headers: { 'x-line-retry-key': uuidOf(name) } };
}

/** Messages as the answer to an event, which its token is good for once. */
export function replyRequest(replyToken: string, messages: readonly Fields[]): AppRequest {
  return call('POST', '/v2/bot/message/reply', { replyToken, messages });
}

/** A UUID that is the same for the same name. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

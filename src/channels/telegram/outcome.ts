import type { AppRequest, AppResponse, Command, GaveUpReason, Json, Outcome } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { fieldsIn, numberIn, textIn } from '../shared/content.ts';

/** Somebody who cannot be written to: blocked, deleted, gone from the group, never there (channels §4.4). */
const unreachable = /chat not found|PEER_ID_INVALID|user not found|user is deactivated|bot was (?:blocked|kicked)/i;

/** What follows from an answer of the Bot API (channels §4.4). */
export function outcome(command: Command, response: AppResponse): Outcome {
  if ('failure' in response) return { kind: 'again', scope: 'conversation' };
  const { status } = response;
  const body = answerFields(response);
  if (status >= 200 && status < 300 && body.ok !== false) return sent(body);
  const detail = `${status}: ${textIn(body, 'description') ?? ''}`.slice(0, 500);
  const parameters = fieldsIn(body, 'parameters');
  const seconds = numberIn(parameters, 'retry_after') ?? numberIn(headersOf(response), 'retry-after');
  if (status === 429) {
    const hint = seconds === undefined ? {} : { afterMs: Math.max(seconds, 0) * 1_000, isHint: true };
    return { kind: 'again', scope: 'channel', ...hint };
  }
  if (status >= 500) return { kind: 'again', scope: 'conversation' };
  const instead = moved(command.request, numberIn(parameters, 'migrate_to_chat_id'));
  if (instead) return { kind: 'again', scope: 'conversation', afterMs: 0, instead };
  const reason = reasonOf(status, detail);
  // A token that is refused is no matter of one message.
  return { kind: 'gaveUp', reason, detail, ...(reason === 'auth' && { endsChannel: true }) };
}

function headersOf(response: AppResponse): Readonly<Record<string, unknown>> {
  return 'failure' in response ? {} : response.headers;
}

function sent(body: Readonly<Record<string, unknown>>): Outcome {
  const { result } = body;
  const message = fieldsIn({ message: Array.isArray(result) ? result[0] : result }, 'message');
  const id = numberIn(message, 'message_id');
  return { kind: 'sent', ...(id !== undefined && { messageId: String(id) }) };
}

function reasonOf(status: number, detail: string): GaveUpReason {
  // Servers of one's own may be older than what is called.
  if (status === 404 && /method/i.test(detail)) return 'unsupported';
  if (status === 401 || status === 404) return 'auth';
  if (status === 403 || unreachable.test(detail)) return 'user_unreachable';
  return status === 413 || /too (?:big|large|long)/i.test(detail) ? 'too_large' : 'rejected';
}

/** The same to the group that a group has become. */
function moved(request: AppRequest, chatId: number | undefined): AppRequest | undefined {
  const { body } = request;
  if (chatId === undefined || !body || body.kind === 'text') return undefined;
  if (body.kind === 'form') {
    const fields = { ...body.fields, chat_id: String(chatId) };
    return body.fields.chat_id === fields.chat_id ? undefined : { ...request, body: { ...body, fields } };
  }
  const value = fieldsIn({ value: body.value }, 'value') as Readonly<Record<string, Json>>;
  if (value.chat_id === chatId) return undefined;
  return { ...request, body: { kind: 'json', value: { ...value, chat_id: chatId } } };
}

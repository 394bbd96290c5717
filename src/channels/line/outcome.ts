import type { AppResponse, Command, Outcome } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { listIn, textIn } from '../shared/content.ts';
import { rateDelaysMs } from './limits.ts';

/** Says that an answer by token is sent for the second time; its name is ours, LINE passes over it. */
const secondAttempt = 'x-attempt';

/** What follows from an answer of LINE (channels §5.4). */
export function outcome(command: Command, response: AppResponse): Outcome {
  const isReply = command.request.path.endsWith('/message/reply');
  const isSecond = command.request.headers?.[secondAttempt] !== undefined;
  if ('failure' in response) return response.isSent ? unheard(command) : { kind: 'again', scope: 'conversation' };
  const { status } = response;
  const body = answerFields(response);
  const message = textIn(body, 'message') ?? '';
  if (status >= 200 && status < 300) {
    const messageId = textIn(listIn(body, 'sentMessages').at(-1), 'id');
    return { kind: 'sent', ...(messageId !== undefined && { messageId }) };
  }
  // Taken before, under the same key.
  if (status === 409 && response.headers['x-line-accepted-request-id'] !== undefined) return { kind: 'sent' };
  if (status >= 500) return unheard(command);
  if (status === 429 && !/monthly limit/i.test(message)) {
    return { kind: 'again', scope: 'channel', delaysMs: rateDelaysMs };
  }
  // The token is spent: the first attempt, of which nothing was heard, has arrived.
  if (isReply && isSecond && /invalid reply token/i.test(message)) return { kind: 'sent' };
  const [first] = listIn(body, 'details');
  const place = [textIn(first, 'property'), textIn(first, 'message')].filter(Boolean).join(': ');
  const detail = [String(status), message, place].filter(Boolean).join(': ').slice(0, 500);
  if (status === 401) return { kind: 'gaveUp', reason: 'auth', detail, endsChannel: true };
  if (status === 429) return { kind: 'gaveUp', reason: 'quota', detail };
  const isUnknown = !isReply && status === 400 && (/property, 'to'|not found/i.test(message) || /^to\b/.test(place));
  return { kind: 'gaveUp', reason: isUnknown ? 'user_unreachable' : status === 413 ? 'too_large' : 'rejected', detail };
}

/**
 * An attempt of which nothing was heard, or that failed on the other side. A push is taken once; an answer by token may
 * have arrived, so it is sent once more, and marked, and never pushed after that.
 */
function unheard({ request }: Command): Outcome {
  if (!request.path.endsWith('/message/reply')) return { kind: 'again', scope: 'conversation' };
  const instead = { ...request, headers: { ...request.headers, [secondAttempt]: '2' } };
  return { kind: 'again', scope: 'conversation', delaysMs: [1_000], instead };
}

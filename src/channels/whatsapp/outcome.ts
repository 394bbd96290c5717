import type { AppResponse, Command, GaveUpReason, Outcome } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';
import { pairDelaysMs } from './limits.ts';

/** Errors of the Graph API that say why a message will not be taken (channels §9.2, §9.5; whatsapp §8, §9). */
const reasons: Readonly<Record<number, GaveUpReason>> = {
  0: 'auth',
  3: 'auth',
  10: 'auth',
  190: 'auth',
  200: 'auth',
  368: 'auth',
  470: 'window_closed',
  130472: 'quota',
  131005: 'auth',
  131026: 'user_unreachable',
  131030: 'user_unreachable',
  131031: 'auth',
  131042: 'auth',
  131047: 'window_closed',
  131048: 'quota',
  131049: 'quota',
  131050: 'user_unreachable',
  131051: 'unsupported',
  131052: 'rejected',
  131053: 'rejected',
};

/** The account is locked or banned: nothing is taken any more. */
const locks: ReadonlySet<number> = new Set([368, 131031]);
/** The number sends too much, and the whole of it waits. */
const channelLimits: ReadonlySet<number> = new Set([4, 80007, 130429]);
/** One person gets too much. */
const pairLimit = 131056;
/** Trouble on the other side that passes. */
const passing: ReadonlySet<number> = new Set([1, 2, 131000, 131016, 133004]);

/** What follows from an answer of the Graph API. */
export function outcome(_command: Command, response: AppResponse): Outcome {
  if ('failure' in response) return { kind: 'again', scope: 'conversation' };
  const { status, headers } = response;
  const body = answerFields(response);
  if (status >= 200 && status < 300) {
    const messageId = textIn(listIn(body, 'messages')[0], 'id');
    return { kind: 'sent', ...(messageId !== undefined && { messageId }) };
  }
  const error = fieldsIn(body, 'error');
  const code = numberIn(error, 'code') ?? -1;
  if (code === pairLimit) return { kind: 'again', scope: 'conversation', delaysMs: pairDelaysMs };
  if (channelLimits.has(code) || status === 429) {
    const seconds = Number(headers['retry-after'] ?? Number.NaN);
    const hint = seconds > 0 ? { afterMs: seconds * 1_000, isHint: true } : {};
    return { kind: 'again', scope: 'channel', ...hint };
  }
  if (passing.has(code) || (status >= 500 && reasons[code] === undefined)) {
    return { kind: 'again', scope: 'conversation' };
  }
  return {
    kind: 'gaveUp',
    reason: reasonOf(code, status),
    detail: code === -1 ? `HTTP ${status}` : `${code}: ${textIn(error, 'message') ?? ''}`,
    ...(locks.has(code) && { endsChannel: true }),
  };
}

/** Why an error of the Graph API, in an answer or in a delivery state, is final. */
export function reasonOf(code: number, status = 400): GaveUpReason {
  const known = reasons[code];
  if (known) return known;
  if (status === 401 || status === 403) return 'auth';
  return status === 413 ? 'too_large' : 'rejected';
}

import type { AppResponse, Command, Outcome } from '../channel.ts';
import { longestRetryAfterMs, refusedAttempts, retryDelaysMs } from './limits.ts';

/** Refusals that a later attempt seldom changes. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 422]);

/** What follows from the answer of an endpoint (channels §13.3). */
export function outcome(_command: Command, response: AppResponse): Outcome {
  const again = { kind: 'again', scope: 'conversation' } as const;
  if ('failure' in response) return { ...again, delaysMs: retryDelaysMs };
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 410) {
    return { kind: 'gaveUp', reason: 'rejected', detail: 'The endpoint is gone (410)', endsChannel: true };
  }
  if (status === 429 || status === 503) {
    const afterMs = retryAfter(response.headers);
    if (afterMs !== undefined) return { kind: 'again', scope: 'channel', afterMs, isHint: true };
  }
  return { ...again, delaysMs: refusals.has(status) ? retryDelaysMs.slice(0, refusedAttempts - 1) : retryDelaysMs };
}

/** The pause that an endpoint asks for, in ms; as a date it is counted from the date of the answer. */
function retryAfter(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const { 'retry-after': asked = '', date = '' } = headers;
  const ms = /^\s*\d{1,9}\s*$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.parse(date);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}

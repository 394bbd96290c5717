import { setTimeout } from 'node:timers/promises';
import type { OutgoingRequest, RequestOutcome } from '../../blocks/shared/request-service.ts';
import type { HttpClient } from './client.ts';
import { NetworkError, RefusedError, TimeoutError } from './errors.ts';

/** Requests with these methods may be sent again; others may do something twice. */
const repeatable = new Set(['GET', 'PUT', 'HEAD', 'DELETE', 'OPTIONS']);
const passingStatuses = new Set([408, 413, 429, 500, 502, 503, 504]);
const statusesWithTime = new Set([413, 429, 503]);

/** Settings of the effect; every member has a default. */
export interface RequestEffectOptions {
  /** Longest body of a response. Default 10 MiB. */
  readonly maxBytes?: number;
  /** Pause in ms before each further attempt when the response names none. Default 300, then 600. */
  readonly pausesMs?: readonly number[];
}

/** One try: what it gave, and how long to wait before another one makes sense; undefined = it makes none. */
interface Attempt {
  readonly outcome: RequestOutcome;
  readonly pauseMs?: number | undefined;
}

/**
 * Makes the effect that sends the requests of blocks. It never rejects; passing failures are tried again within the
 * time of the request (integrations §4.7).
 *
 * @example const request = requestEffect(createHttpClient({ allow: parseAllowList('') }))
 */
export function requestEffect(
  client: HttpClient,
  { maxBytes = 10 * 1024 * 1024, pausesMs = [300, 600] }: RequestEffectOptions = {},
): (request: OutgoingRequest) => Promise<RequestOutcome> {
  return async (request) => {
    const deadline = performance.now() + request.timeoutMs;
    const leftMs = () => deadline - performance.now();
    for (const pauseMs of repeatable.has(request.method) ? pausesMs : []) {
      const attempt = await send(client, request, leftMs(), maxBytes, pauseMs);
      if (attempt.pauseMs === undefined || attempt.pauseMs >= leftMs()) return attempt.outcome;
      await setTimeout(attempt.pauseMs);
    }
    return (await send(client, request, leftMs(), maxBytes)).outcome;
  };
}

async function send(
  client: HttpClient,
  { url, method, headers, body }: OutgoingRequest,
  timeoutMs: number,
  maxBytes: number,
  pauseMs = 0,
): Promise<Attempt> {
  try {
    const response = await client.request({ url, method, headers, body, timeoutMs, maxBytes });
    const { status, text } = response;
    const outcome: RequestOutcome = { kind: 'response', status, text };
    if (!passingStatuses.has(status)) return { outcome };
    const header = response.headers.find(([name]) => name === 'retry-after')?.[1];
    return { outcome, pauseMs: (statusesWithTime.has(status) ? retryAfterMs(header) : undefined) ?? pauseMs };
  } catch (error) {
    if (error instanceof TimeoutError) return { outcome: { kind: 'timeout' } };
    if (error instanceof RefusedError && error.stage === 'request') {
      return { outcome: { kind: 'refused', reason: error.message } };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: { kind: 'failed', message }, pauseMs: error instanceof NetworkError ? pauseMs : undefined };
  }
}

/** Milliseconds that a `Retry-After` header asks for: seconds or a date. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

import type { Effects } from '../../engine/block.ts';
import type { ClientAction } from '../../engine/output.ts';
import { isObject } from '../../flow/json.ts';
import { parseJsonOr } from '../../flow/values.ts';
import { requestService } from './request-service.ts';

/** Time for a request that the server sends in place of the client, in ms. */
const requestTimeoutMs = 7_000;

/**
 * Sends the request that a client was asked to send, and gives what the client would reply; undefined when it was asked
 * for something else, or no response came.
 */
export async function replyInPlaceOfClient(action: ClientAction, effects: Effects): Promise<string | undefined> {
  const request = action.httpRequestToExecute;
  if (!isObject(request) || typeof request.url !== 'string') return undefined;
  const { url, method, headers, body } = request;
  const isJson = body !== undefined && typeof body !== 'string';
  const outcome = await effects.call(requestService, {
    url,
    method: typeof method === 'string' ? method : 'POST',
    headers: { ...(isJson && { 'content-type': 'application/json' }), ...(isObject(headers) && textsOf(headers)) },
    body: isJson ? JSON.stringify(body) : body,
    timeoutMs: requestTimeoutMs,
  });
  if (outcome.kind !== 'response') return undefined;
  return JSON.stringify({ statusCode: outcome.status, data: parseJsonOr(outcome.text) });
}

function textsOf(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

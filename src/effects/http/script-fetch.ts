import type { Headers, HttpClient } from './client.ts';

/** Limits of one `fetch` of a script. */
export interface ScriptFetchLimits {
  /** Longest body. Default 5 MB. */
  readonly maxBytes?: number;
  /** Time of one request, if the caller's signal does not end it before. Default 120 s. */
  readonly timeoutMs?: number;
}

/** `init` of `fetch`, as a script may give it: anything. */
type Init = { readonly method?: unknown; readonly headers?: unknown; readonly body?: unknown };

/**
 * Makes the `fetch` of scripts: resolves with the body as text and the status, whatever it is; rejects with a plain message
 * (variables §10.7).
 */
export function sandboxFetch(
  client: HttpClient,
  { maxBytes = 5_000_000, timeoutMs = 120_000 }: ScriptFetchLimits = {},
): (url: string, init: unknown, signal: AbortSignal) => Promise<{ readonly text: string; readonly status: number }> {
  return async (url, init, signal) => {
    const { method, headers, body } = readInit(init);
    const { text, status } = await client.request({
      url,
      ...(method === undefined ? {} : { method: String(method) }),
      headers: readHeaders(headers),
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      timeoutMs,
      maxBytes,
      signal,
    });
    return { text, status };
  };
}

function readInit(init: unknown): Init {
  if (init === undefined || init === null) return {};
  if (typeof init !== 'object') throw new TypeError('The second argument of fetch must be an object');
  return init;
}

function readHeaders(headers: unknown): Headers {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== 'object') throw new TypeError('The headers of fetch must be an object');
  if (!Array.isArray(headers)) return Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return headers.map((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw new TypeError('A header of fetch must be a name and a value');
    return [String(pair[0]), String(pair[1])];
  });
}

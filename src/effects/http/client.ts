import type { Response } from 'undici';
import type { AllowList } from './allow-list.ts';
import { NetworkError, RefusedError, TimeoutError, TooLargeError } from './errors.ts';
import { checkHeaders, checkUrl } from './guard.ts';
import { maxRedirects, type Outgoing, redirected } from './redirect.ts';
import { type Lookup, resolveChecked, resolveName } from './resolve.ts';
import type { Transport } from './transport.ts';

/** A list of header names and values; names may repeat. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** One outgoing request. */
export interface HttpRequest {
  readonly url: string;
  /** Default `GET`. */
  readonly method?: string;
  /** Headers without a name are skipped, those of the connection itself are left to the client. */
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Time for everything: redirects and the body, too. */
  readonly timeoutMs: number;
  /** Longest body accepted. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  /** Default `follow`; `manual` hands a redirect back as it is. */
  readonly redirect?: 'follow' | 'manual';
}

/** What came back, whatever its status. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: [name: string, value: string][];
  readonly body: Uint8Array;
  /** The body read as UTF-8. */
  readonly text: string;
}

/** The only way out of the process: every address is checked, time and size are bounded. */
export interface HttpClient {
  /** Rejects with RefusedError, TimeoutError, TooLargeError or NetworkError. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** What a client is made with. */
export interface HttpClientOptions {
  readonly allow: AllowList;
  /** Default: the resolver of the system. */
  readonly lookup?: Lookup;
  /** Sent unless the request has one. */
  readonly userAgent?: string;
}

/** Headers that describe the connection or the framing, which are the client's business. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** Longest delay that a timer can take. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * Makes a client.
 *
 * @example
 * const client = createHttpClient({ allow: parseAllowList('') });
 * const { status, text } = await client.request({ url: 'https://example.com', timeoutMs: 7000, maxBytes: 1_000_000 });
 */
export function createHttpClient({ allow, lookup = resolveName, userAgent }: HttpClientOptions): HttpClient {
  let transport: Promise<Transport> | undefined;
  // Loaded with the first request: many servers never send one.
  const open = () => {
    transport ??= import('./transport.ts').then(({ openTransport }) => openTransport(allow, lookup));
    return transport;
  };

  const check = async (url: string): Promise<void> => {
    const { host, port, literal } = checkUrl(url, allow);
    if (!literal) await resolveChecked(host, port, allow, lookup);
  };

  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    let outgoing = prepare(request, userAgent);
    checkHeaders(outgoing.headers);
    await check(outgoing.url);
    const { fetch, agent } = await open();
    for (let hops = 0; ; hops += 1) {
      const response = await fetch(outgoing.url, {
        method: outgoing.method,
        headers: outgoing.headers.map(([name, value]) => [name, value]),
        body: outgoing.body,
        redirect: 'manual',
        dispatcher: agent,
        signal,
      });
      const location = response.headers.get('location');
      const follow = request.redirect !== 'manual' && response.status >= 300 && response.status < 400;
      if (!follow || location === null) return read(response, request.maxBytes);
      await response.body?.cancel();
      if (hops === maxRedirects) throw new NetworkError(`Too many redirects (more than ${maxRedirects})`);
      const next = redirected(outgoing, response.status, location);
      if (!next) throw new RefusedError('Invalid URL format', 'redirect');
      outgoing = next;
      await check(outgoing.url).catch((error: Error) => {
        throw error instanceof RefusedError ? new RefusedError(error.message, 'redirect') : error;
      });
    }
  };

  return {
    async request(request) {
      const time = AbortSignal.timeout(Math.min(Math.max(Math.floor(request.timeoutMs), 0), maxTimeoutMs));
      const signal = request.signal ? AbortSignal.any([time, request.signal]) : time;
      try {
        // Resolving a name cannot be stopped, so the signal is also raced against.
        return await Promise.race([send(request, signal), aborted(signal)]);
      } catch (error) {
        if (time.aborted) throw new TimeoutError(request.timeoutMs);
        throw understood(error);
      }
    },
    close: async () => (await transport)?.agent.destroy(),
  };
}

function prepare(request: HttpRequest, userAgent: string | undefined): Outgoing {
  const { headers = [] } = request;
  const pairs = (Array.isArray(headers) ? headers : Object.entries(headers)) as Headers;
  const kept = pairs.filter(([name]) => name.trim() !== '' && !ownHeaders.has(name.trim().toLowerCase()));
  const named = kept.some(([name]) => name.trim().toLowerCase() === 'user-agent');
  return {
    url: request.url,
    method: request.method ?? 'GET',
    headers: userAgent === undefined || named ? kept : [...kept, ['user-agent', userAgent]],
    body: request.body,
  };
}

async function read(response: Response, maxBytes: number): Promise<HttpResponse> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) throw new TooLargeError(maxBytes);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return { status: response.status, headers: [...response.headers], body, text: new TextDecoder().decode(body) };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new NetworkError('The request was aborted')), { once: true });
  });
}

/** The error behind an error: the library wraps what happened, and tries of several addresses come as a bundle. */
function understood(error: unknown): Error {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof RefusedError || inner instanceof TooLargeError || inner instanceof NetworkError) return inner;
    if (inner.cause instanceof Error) continue;
    const first: unknown = inner instanceof AggregateError ? inner.errors[0] : inner;
    return new NetworkError(first instanceof Error ? first.message : inner.message, { cause: error });
  }
  return new NetworkError('The request failed', { cause: error });
}

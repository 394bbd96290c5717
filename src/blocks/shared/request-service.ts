import type { CallFacts, Service } from '../../engine/service.ts';

/** A request that a block sends to the outside. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time for everything: further attempts, redirects and the body of the response, too. */
  readonly timeoutMs: number;
}

/**
 * How a request ended. `refused`: it may not be sent, because of its address or a header; `failed`: no response came,
 * or none that could be read.
 */
export type RequestOutcome =
  | { readonly kind: 'response'; readonly status: number; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly message: string };

/** Methods that change nothing (RFC 9110 §9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Sends requests to any web address. */
export const requestService: Service<OutgoingRequest, RequestOutcome> = {
  name: 'request',
  changes: ({ method }) => !safeMethods.has(method),
  // Bodies, headers and parameters often hold the time or a random id.
  identity: ({ method, url }) => [method, url.split(/[?#]/, 1)[0]],
  // Whether somebody outside heeds such a header only the author knows, who writes it then.
  withKey(request) {
    const key = headerNamed(request.headers, 'idempotency-key');
    return key === undefined ? undefined : { key, request };
  },
  isAnswered: ({ kind }) => kind === 'response' || kind === 'refused',
  failed: ({ message }) => ({ kind: 'failed', message }),
  ending: ({ kind }) => kind,
  requestFacts: ({ method, url }) => ({
    'http.request.method': method,
    'server.address': URL.parse(url)?.host ?? '',
  }),
  outcomeFacts: (outcome): CallFacts =>
    outcome.kind === 'response' ? { 'http.response.status_code': outcome.status } : { 'error.type': outcome.kind },
};

/** The value of a header, whatever the case of its name. */
export function headerNamed(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.trim().toLowerCase() === name)?.[1];
}

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

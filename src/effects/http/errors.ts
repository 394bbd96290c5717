/** The guard refused the request: its address, a header of it, or the address of a redirect. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** What was refused: the request as asked for, a redirect, or the address a name led to when connecting. */
  readonly stage: 'request' | 'redirect' | 'connect';

  constructor(message: string, stage: 'request' | 'redirect' | 'connect' = 'request') {
    super(message);
    this.stage = stage;
  }
}

/** The time of the request ran out, waiting for the body included. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`Request timed out after ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** The body is larger than the caller accepts. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The response is larger than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

/** The request failed on its way: no connection, a broken one, too many redirects, or a request that cannot be sent. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

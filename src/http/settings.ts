/** Requests per window. */
export interface RateLimit {
  readonly max: number;
  readonly windowMs: number;
}

/** What an operator sets of the web server. */
export interface HttpSettings {
  /** Address that people and apps use, without a slash at the end. */
  readonly publicUrl: string;
  /** Per address and, with `bot`, per bot. Undefined turns a limit off. */
  readonly rateLimits: {
    readonly start?: RateLimit;
    readonly continue?: RateLimit;
    readonly stream?: RateLimit;
    /** Links to send a file, and sending. */
    readonly upload?: RateLimit;
    readonly logs?: RateLimit;
    readonly botStart?: RateLimit;
    readonly botContinue?: RateLimit;
    /** Wrong tokens. */
    readonly auth?: RateLimit;
  };
  /** Addresses or ranges of proxies whose forwarding headers count. */
  readonly trustProxy: readonly string[];
  /** Largest body of callers without a token, in bytes. Default 256 KB. */
  readonly bodyLimit?: number | undefined;
  /** How long a request may take to arrive, in ms. Default 2 min. */
  readonly requestTimeoutMs?: number | undefined;
  /** Connections that may be open at once. Default 10,000. */
  readonly maxConnections?: number | undefined;
}

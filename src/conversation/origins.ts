import { ReparteeError } from '../errors/errors.ts';

/** Where a request comes from, as a browser tells. */
export interface Caller {
  /** Origin of the page that asks; absent for requests from servers. */
  readonly origin?: string | undefined;
  /** Origin of the page that shows our own hosted page in a frame. */
  readonly frameOrigin?: string | undefined;
}

/**
 * Checks the caller against the origins that a bot lists (chat-api §1.4): exact text comparison, an empty list allows
 * everybody, requests without an origin always pass. Throws `originRefused`.
 *
 * @param ownOrigins origins of this server's hosted pages
 */
export function checkOrigin(
  allowed: readonly string[] | undefined,
  { origin, frameOrigin }: Caller,
  ownOrigins: readonly string[],
): void {
  if (!origin || !allowed || allowed.length === 0 || allowed.includes(origin)) return;
  if (ownOrigins.includes(origin) && frameOrigin !== undefined && allowed.includes(frameOrigin)) return;
  throw new ReparteeError('originRefused');
}

/** Most redirects that are followed. */
export const maxRedirects = 10;

/** What is sent, or sent again after a redirect. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array | undefined;
}

const ofBody = new Set(['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']);
const ofOrigin = new Set(['authorization', 'proxy-authorization', 'cookie', 'host']);

/**
 * The request that a redirect asks for.
 *
 * @param location value of the header, relative to the address of the request
 * @returns nothing if the location is no URL
 */
export function redirected(request: Outgoing, status: number, location: string): Outgoing | undefined {
  const url = URL.parse(location, request.url);
  if (!url) return undefined;
  const becomesGet =
    ((status === 301 || status === 302) && request.method === 'POST') ||
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD');
  const sameOrigin = url.origin === new URL(request.url).origin;
  const dropped = (name: string): boolean =>
    (becomesGet && ofBody.has(name.toLowerCase())) || (!sameOrigin && ofOrigin.has(name.toLowerCase()));
  return {
    url: url.href,
    method: becomesGet ? 'GET' : request.method,
    headers: request.headers.filter(([name]) => !dropped(name)),
    body: becomesGet ? undefined : request.body,
  };
}

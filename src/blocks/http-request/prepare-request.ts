import type { BlockContext } from '../../engine/block.ts';
import { fillBody, type RequestBody } from './request-body.ts';
import type { StoredRequest } from './request-options.ts';

/** A request with its variables filled in. */
export interface PreparedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody | undefined;
}

/** Fills in the variables of a request (integrations §4.2). Values go into the address as they are. */
export async function prepareRequest(
  context: BlockContext,
  request: StoredRequest & { readonly url: string },
  isCustomBody: boolean | undefined,
): Promise<PreparedRequest> {
  const url = await context.text(request.url);
  const query = queryText(await fillPairs(context, request.queryParams));
  return {
    url: query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
    method: request.method ?? 'POST',
    headers: headersOf(await fillPairs(context, request.headers)),
    body: await fillBody(context, request, isCustomBody),
  };
}

type Pair = readonly [key: string, value: string];

/** Pairs whose key or value is empty are left out. */
async function fillPairs(context: BlockContext, pairs: StoredRequest['headers']): Promise<Pair[]> {
  const filled: Pair[] = [];
  for (const { key, value } of pairs ?? []) {
    const pair: Pair = [await context.text(key), await context.text(value)];
    if (pair.every((text) => text !== '')) filled.push(pair);
  }
  return filled;
}

/** Of headers with one name the last counts. */
function headersOf(pairs: readonly Pair[]): Record<string, string> {
  const byName = new Map(pairs.map(([name, value]) => [name.trim().toLowerCase(), [name, value] as const]));
  return Object.fromEntries(
    Array.from(byName, ([plainName, [name, value]]) => [
      name,
      plainName === 'authorization' ? withEncodedUser(value) : value,
    ]),
  );
}

/**
 * Encodes a user and password that the author wrote plainly.
 *
 * @example withEncodedUser('Basic alice:s:ecret') // 'Basic YWxpY2U6czplY3JldA=='
 */
function withEncodedUser(authorization: string): string {
  const [, user] = /^basic (.*:.*)$/is.exec(authorization) ?? [];
  return user === undefined ? authorization : `Basic ${base64(user)}`;
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** Values of one name stay together: `a=1&a=2&b=3`. */
function queryText(pairs: readonly Pair[]): string {
  return [...Map.groupBy(pairs, ([key]) => key).values()]
    .flat()
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .join('&');
}

function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

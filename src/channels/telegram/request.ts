import type { AppRequest, Json } from '../channel.ts';

/** Host of the Bot API and of its files. */
export const botHost = 'telegram';

/** A call of a method; `authorize` puts the token into its path. */
export function method(name: string, fields: { readonly [key: string]: Json | undefined } = {}): AppRequest {
  return { method: 'POST', host: botHost, path: `/${name}`, body: { kind: 'json', value: fields } };
}

/** The same with a file that is uploaded from its address; fields that are no texts go as JSON. */
export function upload(
  name: string,
  fields: { readonly [key: string]: Json | undefined },
  file: { readonly field: string; readonly url: string; readonly name: string },
): AppRequest {
  const texts = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, typeof value === 'string' ? value : JSON.stringify(value)] as const],
  );
  return {
    method: 'POST',
    host: botHost,
    path: `/${name}`,
    body: { kind: 'form', fields: Object.fromEntries(texts), file },
  };
}

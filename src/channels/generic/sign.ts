import type { AppRequest } from '../channel.ts';
import { webhookId } from './body.ts';
import type { GenericCredentials } from './credentials.ts';
import { signatureOf } from './signature.ts';

/** The request as it is sent in this attempt: the very characters that are signed, with every active secret. */
export function sign(request: AppRequest, { outboundSecrets = [] }: GenericCredentials, now: number): AppRequest {
  // Files are fetched from where people's app keeps them, not from the endpoint.
  if (request.method === 'GET') return request;
  const { headers, text } = signedHeaders(request, outboundSecrets, now);
  return { ...request, headers, body: { kind: 'text', text, mimeType: 'application/json' } };
}

/** Headers and body of a request, or of an answer, of this moment. */
export function signedHeaders(
  { headers, body }: AppRequest,
  secrets: readonly string[],
  now: number,
): { readonly headers: Readonly<Record<string, string>>; readonly text: string } {
  const text = body?.kind === 'text' ? body.text : JSON.stringify(body?.kind === 'json' ? body.value : {});
  const id = headers?.['webhook-id'] ?? webhookId(`${now}:${text}`);
  const timestamp = String(Math.floor(now / 1_000));
  return {
    headers: {
      ...headers,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map((secret) => signatureOf(secret, { id, timestamp, body: text })).join(' '),
    },
    text,
  };
}

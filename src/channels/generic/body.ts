import { createHash } from 'node:crypto';
import type { AppRequest, Command, Json, RenderContext } from '../channel.ts';

/** Host of requests until `authorize` puts the address of the channel in its place. */
export const outboundHost = 'outbound';

/**
 * Id of a message to the app: the same for the same seed, and of no other one.
 *
 * @example webhookId('seed') // 'msg_' and 26 letters and figures
 */
export function webhookId(seed: string): string {
  return `msg_${createHash('sha256').update(seed).digest('hex').slice(0, 26)}`;
}

/** Whom a message is about, in the fields that all of them have. */
export function about({ person, conversation }: Pick<RenderContext, 'person' | 'conversation'>) {
  return { user: { id: person.id }, conversationId: conversation };
}

/** A delivery to the app. `id` is made of `seed`. */
export function delivery(
  kind: Command['kind'],
  type: string,
  data: { readonly [key: string]: Json | undefined },
  { seed, at }: { readonly seed: string; readonly at: number },
): { readonly kind: Command['kind']; readonly request: AppRequest } {
  const value = { type, timestamp: new Date(at).toISOString(), data };
  const headers = { 'webhook-id': webhookId(seed) };
  return { kind, request: { method: 'POST', host: outboundHost, path: '', headers, body: { kind: 'json', value } } };
}

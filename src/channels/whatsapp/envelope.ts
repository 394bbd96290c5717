import type { AppRequest, Json } from '../channel.ts';

/** Host of requests about messages and media; `authorize` knows which provider it is. */
export const graphHost = 'graph';
export const dialog360Host = 'dialog360';

/** Ids that are not phone numbers: the country and letters and figures. */
const scopedId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+$/;

/** Whom a message goes to: a phone number, or an id of the business. */
export function recipientOf(conversation: string): { readonly to: string } | { readonly recipient: string } {
  return scopedId.test(conversation) ? { recipient: conversation } : { to: conversation };
}

/** A request with a message (whatsapp §7.5). */
export function messageRequest(fields: { readonly [key: string]: Json | undefined }): AppRequest {
  const value = { messaging_product: 'whatsapp', ...fields };
  return { method: 'POST', host: graphHost, path: '/messages', body: { kind: 'json', value } };
}

/** A request that hands over the file at an address; its answer has an `id`. */
export function uploadRequest(url: string): AppRequest {
  return {
    method: 'POST',
    host: graphHost,
    path: '/media',
    body: {
      kind: 'form',
      fields: { messaging_product: 'whatsapp' },
      file: { field: 'file', url, name: 'blob', typeField: 'type' },
    },
  };
}

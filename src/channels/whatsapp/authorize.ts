import type { AppRequest } from '../channel.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { dialog360Host, graphHost } from './envelope.ts';
import { usualGraphVersion } from './limits.ts';

/** Meta's file servers refuse programs that do not look like a browser. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36';

/**
 * The request with its address and key, by provider: Meta has version and number in the path, 360dialog the key of the
 * number in a header and passes files on under its own address.
 */
export function authorize(request: AppRequest, credentials: WhatsAppCredentials): AppRequest {
  if (credentials.provider === '360dialog') {
    return { ...request, host: dialog360Host, headers: { ...request.headers, 'd360-api-key': credentials.apiKey } };
  }
  const { systemUserAccessToken, phoneNumberId, graphVersion = usualGraphVersion } = credentials;
  const isOwn = request.host === graphHost;
  const number = isOwn && /^\/(messages|media)$/.test(request.path) ? `/${phoneNumberId}` : '';
  return {
    ...request,
    path: isOwn ? `/${graphVersion}${number}${request.path}` : request.path,
    headers: {
      ...request.headers,
      authorization: `Bearer ${systemUserAccessToken}`,
      ...(!isOwn && { 'user-agent': browser }),
    },
  };
}

import type { Json, RawRequest, Verdict } from '../channel.ts';
import { isSame } from '../shared/is-same.ts';
import type { GenericCredentials } from './credentials.ts';
import { readInbound } from './inbound.ts';
import { mostInboundBytes, usualToleranceSeconds } from './limits.ts';
import { isSigned } from './signature.ts';

/** Whether a request is signed, of now, and one of those that channels §13.2 describes. */
export function verify(request: RawRequest, credentials: GenericCredentials): Verdict {
  const { headers, body } = request;
  const { inboundSecrets = [], inboundToken, toleranceSeconds = usualToleranceSeconds } = credentials;
  if (body.length > mostInboundBytes) return rejected(413, 'PAYLOAD_TOO_LARGE');
  if (inboundToken !== undefined && !isSame(headers.authorization ?? '', `Bearer ${inboundToken}`)) {
    return rejected(401, 'INVALID_TOKEN');
  }
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers;
  const isComplete = /^[A-Za-z0-9_-]{1,128}$/.test(id) && /^\d{1,12}$/.test(timestamp);
  if (!isComplete || !isSigned(signature, inboundSecrets, { id, timestamp, body })) {
    return rejected(401, 'INVALID_SIGNATURE');
  }
  if (Math.abs(request.at / 1_000 - Number(timestamp)) > toleranceSeconds) {
    return rejected(401, 'TIMESTAMP_OUT_OF_RANGE');
  }
  const reading = readInbound(body);
  if (reading.kind === 'no JSON') return rejected(400, 'INVALID_JSON');
  if (reading.kind === 'invalid') return rejected(422, 'INVALID_PAYLOAD', { issues: [...reading.issues] });
  return { kind: 'genuine' };
}

function rejected(status: number, code: string, more: { readonly [key: string]: Json } = {}): Verdict {
  return { kind: 'rejected', status, reason: code, body: { code, ...more } };
}

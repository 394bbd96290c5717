import { parseBoundedJson } from '../../flow/depth.ts';
import type { Complaint } from '../../flow/program.ts';
import { parseTemplate } from '../../flow/template.ts';
import { rawTemplate } from './request-body.ts';
import type { StoredRequest } from './request-options.ts';

/** What looks wrong in a request before it is ever sent; values of variables are not known then. */
export function requestComplaints(request: StoredRequest | undefined, isCustomBody: boolean | undefined): Complaint[] {
  if (!request) return [];
  return [
    ...addressComplaints(request),
    ...namelessPairs('headers', request.headers),
    ...namelessPairs('queryParams', request.queryParams),
    ...(isCustomBody ? bodyComplaints(request) : []),
  ];
}

function addressComplaints({ url }: StoredRequest): Complaint[] {
  const address = url?.trim();
  if (!address || address.startsWith('{{') || /^https?:/i.test(address)) return [];
  const message = `The address "${address}" does not begin with https:// or http://: the request is refused.`;
  return [{ field: 'options.webhook.url', message }];
}

function namelessPairs(field: 'headers' | 'queryParams', pairs: StoredRequest['headers']): Complaint[] {
  return (pairs ?? []).flatMap(({ key, value }, index) =>
    value && !key?.trim()
      ? [{ field: `options.webhook.${field}[${index}].key`, message: 'A value without a name is not sent.' }]
      : [],
  );
}

/** What may stand for a variable, so that a text that is JSON with any of them is JSON with the right values. */
const standIns = ['1', '"a"', '', '"a":1', ',"a":1', '1,1'];

/** A body that is meant to be JSON, and cannot become it whatever its variables hold. */
function bodyComplaints({ method, body, headers }: StoredRequest): Complaint[] {
  if (!body || method === 'GET' || method === 'HEAD' || rawTemplate.test(body)) return [];
  const [plain = '', ...others] = standIns.map((standIn) => filled(body, standIn));
  const type = headers?.find(({ key }) => key?.trim().toLowerCase() === 'content-type')?.value;
  if (!(type === undefined ? /^\s*[{[]/.test(plain) : /json/i.test(type))) return [];
  const reason = jsonError(plain);
  if (reason === undefined || others.some((text) => jsonError(text) === undefined)) return [];
  const message = `The body is no JSON, so it is sent as plain text: ${reason}.`;
  return [{ field: 'options.webhook.body', message }];
}

function filled(body: string, standIn: string): string {
  let text = '';
  let from = 0;
  for (const { start, end } of parseTemplate(body).tokens) {
    text += body.slice(from, start) + standIn;
    from = end;
  }
  return text + body.slice(from);
}

function jsonError(text: string): string | undefined {
  try {
    parseBoundedJson(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

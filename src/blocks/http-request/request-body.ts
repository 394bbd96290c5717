import type { BlockContext } from '../../engine/block.ts';
import { isObject } from '../../flow/json.ts';
import { parseExactJson } from '../shared/exact-json.ts';
import { autoBody } from './auto-body.ts';
import type { StoredRequest } from './request-options.ts';

/** A body with its variables filled in: JSON, with the text as it was written, or any other text. */
export type RequestBody =
  | { readonly kind: 'json'; readonly text: string; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string };

/** Stands for the body that is made up from the conversation. */
const autoBodyReference = '{{state}}';
/** A text in one line that begins and ends with a placeholder: values are not escaped there. */
export const rawTemplate = /^\{\{.+\}\}$/;
const bodyless: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/** The body of a request, or undefined when its method has none (integrations §4.3). */
export async function fillBody(
  context: BlockContext,
  { method, body }: Pick<StoredRequest, 'method' | 'body'>,
  isCustomBody: boolean | undefined,
): Promise<RequestBody | undefined> {
  if (bodyless.has(method)) return undefined;
  if (!isCustomBody || !body || body === autoBodyReference) {
    const value = autoBody(context);
    return { kind: 'json', text: JSON.stringify(value), value };
  }
  const text = await context.text(body, rawTemplate.test(body) ? 'text' : 'json');
  try {
    return { kind: 'json', text, value: parseExactJson(text) };
  } catch {
    return { kind: 'text', text };
  }
}

/** What a body looks like on the wire, and the content type to add when the author named none. */
export interface SentBody {
  readonly text: string;
  readonly contentType?: string;
}

/**
 * The body as it is sent. JSON goes out as it was written, or as a form when the author's content type says so; a
 * value that counts as nothing in JavaScript is not sent.
 *
 * @param contentType header of the author
 */
export function encodeBody(body: RequestBody | undefined, contentType: string | undefined): SentBody | undefined {
  if (!body || (body.kind === 'json' ? !body.value : body.text === '')) return undefined;
  const { text } = body;
  if (body.kind === 'text') return { text };
  const isForm = contentType?.toLowerCase().includes('x-www-form-urlencoded');
  if (isForm && (isObject(body.value) || Array.isArray(body.value))) {
    return { text: formText(body.value) };
  }
  return contentType === undefined ? { text, contentType: 'application/json' } : { text };
}

/** One pair per key; what a form cannot say stays JSON. */
function formText(value: object): string {
  const form = new URLSearchParams();
  for (const [key, part] of Object.entries(value))
    form.append(key, isObject(part) ? JSON.stringify(part) : String(part));
  return form.toString();
}

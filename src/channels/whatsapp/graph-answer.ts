import type { AppResponse } from '../channel.ts';
import { fieldsIn } from '../shared/content.ts';

/** The fields of an answer of the Graph API; empty where there are none. */
export function graphAnswer(response: AppResponse): Readonly<Record<string, unknown>> {
  if ('failure' in response) return {};
  try {
    return fieldsIn({ body: JSON.parse(response.body) }, 'body');
  } catch {
    return {};
  }
}

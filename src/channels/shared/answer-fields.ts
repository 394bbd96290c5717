import type { AppResponse } from '../channel.ts';
import { fieldsIn } from './content.ts';

/** The fields of an answer in JSON; empty where there are none. */
export function answerFields(response: AppResponse): Readonly<Record<string, unknown>> {
  if ('failure' in response) return {};
  try {
    return fieldsIn({ body: JSON.parse(response.body) }, 'body');
  } catch {
    return {};
  }
}

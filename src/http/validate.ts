import type { z } from 'zod';
import { ReparteeError } from '../errors.ts';

/**
 * Reads a request body through a schema. An absent body and an empty list count as an empty object (C5); unknown keys
 * are ignored (C3). Throws `invalidInput` with one issue per wrong field.
 */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const isEmpty = body === undefined || (Array.isArray(body) && body.length === 0);
  return readInput(schema, isEmpty ? {} : body);
}

/** Reads any input of a request through a schema. Throws `invalidInput`. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ReparteeError('invalidInput', { data: { issues: result.error.issues.map(wireIssue) } });
}

/** An issue in the form that clients know: an unknown `type` of a message is told in fewer words there. */
function wireIssue(issue: z.core.$ZodIssue): object {
  if (issue.code !== 'invalid_union' || !('discriminator' in issue)) return issue;
  const { code, path, discriminator } = issue;
  return { code, errors: [], note: 'No matching discriminator', discriminator, path, message: 'Invalid input' };
}

import { z } from 'zod';
import { ReparteeError } from '../errors/errors.ts';
import { mostNames } from './body-limits.ts';

/** Most issues that one answer tells: who has more reads the first ones anyway. */
const mostIssues = 20;

/**
 * Reads a request body through a schema. An absent body and an empty list count as an empty object (C5); unknown keys
 * are ignored (C3). Throws `invalidInput` with an issue per wrong field, at most 20.
 */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const isEmpty = body === undefined || (Array.isArray(body) && body.length === 0);
  return readInput(schema, isEmpty ? {} : body);
}

/** Reads any input of a request through a schema. Throws `invalidInput`. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ReparteeError('invalidInput', {
    data: { issues: result.error.issues.slice(0, mostIssues).map(wireIssue) },
  });
}

/** A list whose items are looked at only when there are not too many of them: each could be an issue of its own. */
export function listOf<T extends z.ZodType>(item: T, most: number) {
  return z.preprocess((value, context) => {
    if (!Array.isArray(value) || value.length <= most) return value;
    context.addIssue({ code: 'too_big', origin: 'array', maximum: most, inclusive: true, input: value });
    return z.NEVER;
  }, z.array(item));
}

/** An object of any values under names that the caller chose, at most 1000. */
export const namedValues = z.preprocess(
  (value, context) => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length <= mostNames) return value;
    context.addIssue({ code: 'too_big', origin: 'record', maximum: mostNames, inclusive: true, input: value });
    return z.NEVER;
  },
  z.record(z.string(), z.unknown()),
);

/** An issue in the form that clients know: an unknown `type` of a message is told in fewer words there. */
function wireIssue(issue: z.core.$ZodIssue): object {
  if (issue.code !== 'invalid_union' || !('discriminator' in issue)) return issue;
  const { code, path, discriminator } = issue;
  return { code, errors: [], note: 'No matching discriminator', discriminator, path, message: 'Invalid input' };
}

import type { z } from 'zod';

/** A part of a document that could not be read and was left out. */
export interface Problem {
  /** Keys and indexes from the value that was read down to the part. */
  readonly path: readonly (string | number)[];
  /** One sentence: what was expected, what was found and what happened to it. */
  readonly message: string;
}

/** A value read through a schema, without the parts that did not fit. */
export interface Reading<T> {
  /** Undefined when nothing usable is left. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

// A document with more broken parts than this is given up; each round removes at least one part.
const maxRounds = 1000;

/**
 * Reads a value through a schema and drops only what does not fit: a wrong field is removed, a list entry without its
 * required fields is removed as a whole, and everything else stays (flow-format §9). The input is not changed.
 *
 * @example readTolerantly(z.object({ a: z.string().optional() }), { a: 5, b: 1 }) // { value: {}, problems: [a] }
 */
export function readTolerantly<T>(schema: z.ZodType<T>, input: unknown): Reading<T> {
  const first = schema.safeParse(input);
  if (first.success) return { value: first.data, problems: [] };
  const problems: Problem[] = [];
  const copy: unknown = structuredClone(input);
  let result: z.ZodSafeParseResult<T> = first;
  for (let round = 0; round < maxRounds && !result.success; round++) {
    const removed: Part[] = [];
    for (const issue of result.error.issues) {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      const part = partAt(copy, path);
      if (part === gone) continue;
      const found = part?.isWhole ? part.parent[part.key] : path.length === 0 ? copy : undefined;
      const extent = !part ? 'the whole' : part.isWhole ? 'it' : 'the part around it';
      problems.push({ path, message: `${complain(issue, found)}: ${extent} was left out.` });
      if (!part) return { value: undefined, problems };
      part.parent[part.key] = gone;
      removed.push(part);
    }
    closeGaps(removed);
    result = schema.safeParse(copy);
  }
  return { value: result.success ? result.data : undefined, problems };
}

/** Takes the place of removed parts for the rest of a round, so that the paths of its other issues stay right. */
const gone = Symbol('gone');

interface Part {
  readonly parent: Record<string | number, unknown>;
  readonly key: string | number;
  /** True for the very part that was asked for, false for the nearest one around it. */
  readonly isWhole: boolean;
}

/** The part at the path or, when it is missing, the nearest one around it; undefined when that is only the root. */
function partAt(root: unknown, path: Problem['path']): Part | typeof gone | undefined {
  let part: Part | undefined;
  let at = root;
  for (const [depth, key] of path.entries()) {
    if (!hasKey(at, key)) return part;
    part = { parent: at, key, isWhole: depth === path.length - 1 };
    at = at[key];
    if (at === gone) return gone;
  }
  return part;
}

function hasKey(value: unknown, key: string | number): value is Part['parent'] {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

function closeGaps(removed: readonly Part[]): void {
  const lists = new Set<unknown[]>();
  for (const { parent, key } of removed) {
    if (Array.isArray(parent)) lists.add(parent);
    else delete parent[key];
  }
  for (const list of lists) {
    let length = 0;
    for (const entry of list) if (entry !== gone) list[length++] = entry;
    list.length = length;
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
};

function complain(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_type')
    return `Expected ${nouns[issue.expected] ?? issue.expected} but found ${noun(found)}`;
  if (issue.code === 'invalid_value') {
    return `Expected a known value but found ${typeof found === 'string' ? `"${found}"` : noun(found)}`;
  }
  return issue.message;
}

function noun(value: unknown): string {
  if (value === null) return 'null';
  return nouns[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

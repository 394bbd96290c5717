import type { z } from 'zod';
import { isObject } from './json.ts';

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
    // Later parts first: removing a list entry must not move the entries that other issues point at.
    const issues = [...result.error.issues].sort((a, b) => comparePaths(b.path, a.path));
    let removed: Path | undefined;
    for (const issue of issues) {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      // What stood in a removed part is gone; its place may be taken by the next entry of the list.
      if (removed && isInside(path, removed)) continue;
      const complaint = complain(issue, readPath(copy, path));
      removed = removePart(copy, path);
      const part = !removed ? 'the whole' : removed.length === path.length ? 'it' : 'the part around it';
      problems.push({ path, message: `${complaint}: ${part} was left out.` });
      if (!removed) return { value: undefined, problems };
    }
    result = schema.safeParse(copy);
  }
  return { value: result.success ? result.data : undefined, problems };
}

type Path = readonly (string | number)[];

function comparePaths(a: readonly PropertyKey[], b: readonly PropertyKey[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}

function isInside(path: Path, part: Path): boolean {
  return part.every((key, i) => path[i] === key);
}

/** Removes the part at the path, or, when it is missing, the nearest enclosing part. Undefined when only the root is left. */
function removePart(root: unknown, path: Path): Path | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = readPath(root, path.slice(0, length - 1));
    const key = path[length - 1] as string | number;
    if (Array.isArray(parent) && typeof key === 'number' && key < parent.length) {
      parent.splice(key, 1);
      return path.slice(0, length);
    }
    if (isObject(parent) && Object.hasOwn(parent, key)) {
      delete parent[key];
      return path.slice(0, length);
    }
  }
  return undefined;
}

function readPath(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at) && typeof key === 'number') return at[key];
    return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, root);
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

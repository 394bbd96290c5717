import type { z } from 'zod';
import { isObject } from './json.ts';

/** A part of a document that could not be read and was left out. */
export interface Problem {
  /** Keys and indexes from the value that was read down to the part. */
  readonly path: readonly (string | number)[];
  /** What was expected there, as a sentence part. */
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
    for (const issue of issues) {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      problems.push({ path, message: issue.message });
      if (path.length === 0 || !removePart(copy, path)) return { value: undefined, problems };
    }
    result = schema.safeParse(copy);
  }
  return { value: result.success ? result.data : undefined, problems };
}

function comparePaths(a: readonly PropertyKey[], b: readonly PropertyKey[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === y) continue;
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : 1;
  }
  return a.length - b.length;
}

/** Removes the part at the path, or, when it is missing, the nearest enclosing part. False when only the root is left. */
function removePart(root: unknown, path: readonly (string | number)[]): boolean {
  for (let length = path.length; length > 0; length--) {
    const parent = path.slice(0, length - 1).reduce<unknown>((at, key) => readKey(at, key), root);
    const key = path[length - 1] as string | number;
    if (Array.isArray(parent) && typeof key === 'number' && key < parent.length) {
      parent.splice(key, 1);
      return true;
    }
    if (isObject(parent) && Object.hasOwn(parent, key)) {
      delete parent[key];
      return true;
    }
  }
  return false;
}

function readKey(at: unknown, key: string | number): unknown {
  if (Array.isArray(at) && typeof key === 'number') return at[key];
  return isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
}

import type { Difference, RecordedCase } from './cases.ts';

/** Where an answer differs from the recording. */
export interface Mismatch {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** What a replay gave for one turn. */
export interface ReplayedTurn {
  readonly response: unknown;
  readonly mockRequests?: unknown;
}

/**
 * Compares a replay with its recording. Paths that are meant to differ must differ; that they do is no mismatch, that
 * they do not is one.
 */
export function compare(
  recorded: RecordedCase,
  replayed: readonly ReplayedTurn[],
  difference: Difference | undefined,
): Mismatch[] {
  const expected = recorded.turns.map(({ response, mockRequests }) => ({
    response,
    ...(mockRequests !== undefined && { mockRequests }),
  }));
  let found = diff(expected, replayed, 'turns').filter(({ path }) => !isInside(path, recorded.volatile));
  for (const [path, pattern] of Object.entries(recorded.volatilePatterns)) {
    const actual = valueAt({ turns: replayed }, path);
    if (!new RegExp(pattern, 's').test(String(actual))) found.push({ path, expected: pattern, actual });
  }
  for (const path of difference?.paths ?? []) {
    const rest = found.filter((mismatch) => !isInside(mismatch.path, [path]));
    if (rest.length === found.length) {
      found.push({ path, expected: `to differ: ${difference?.reason}`, actual: 'same as the recording' });
    } else found = rest;
  }
  return found;
}

function diff(expected: unknown, actual: unknown, at: string): Mismatch[] {
  if (expected === actual) return [];
  // Any equivalent script will do.
  if (expected === '<server-script>' && typeof actual === 'string') return [];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.min(expected.length, actual.length);
    const found = Array.from({ length }, (_, i) => diff(expected[i], actual[i], `${at}[${i}]`)).flat();
    if (expected.length === actual.length) return found;
    return [{ path: `${at}.length`, expected: expected.length, actual: actual.length }, ...found];
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => diff(own(expected, key), own(actual, key), `${at}.${key}`));
  }
  return [{ path: at, expected, actual }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isInside(path: string, places: readonly string[]): boolean {
  const clean = path.replace(/\.length$/, '');
  return places.some((place) => clean === place || clean.startsWith(`${place}.`) || clean.startsWith(`${place}[`));
}

function valueAt(root: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((at, key) => (at === null || at === undefined ? undefined : (at as never)[key]), root);
}

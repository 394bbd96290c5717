import { isObject } from '../flow/json.ts';
import { parseJsonOr } from '../flow/values.ts';
import { interpolate, type Mode, type Scope } from './interpolate.ts';

/** How `fillDeep` treats what it finds. */
export interface DeepOptions {
  readonly mode?: Mode;
  /** Drops object entries whose text became empty. */
  readonly removeEmpty?: boolean;
  /** Reads every filled-in text as JSON when it parses; the text `undefined` drops its entry. */
  readonly guessTypes?: boolean;
  /** Fills in texts that stand directly in a list too; inputs and bubbles leave those as they are (variables §6). */
  readonly fillListTexts?: boolean;
}

/**
 * Fills in every text inside an option object. Keys are never touched, lists stay lists, and a bare text is returned
 * as it is. Parts without placeholders are given back themselves, so the result is not to be changed.
 */
export async function fillDeep<T>(scope: Scope, value: T, options: DeepOptions = {}): Promise<T> {
  return (await fill(scope, value, options)) as T;
}

/** Whether what was looked at holds no placeholder anywhere. Stored options never change, so they are looked at once. */
const knownStatic = new WeakMap<object, boolean>();

/** Looks at what is given anew, because callers often put it together for this turn, and at its parts once. */
function isStatic(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('{{');
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isStaticPart);
}

function isStaticPart(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isStatic(value);
  let known = knownStatic.get(value);
  if (known === undefined) {
    known = isStatic(value);
    knownStatic.set(value, known);
  }
  return known;
}

async function fill(scope: Scope, value: unknown, options: DeepOptions): Promise<unknown> {
  if (!options.removeEmpty && !options.guessTypes && isStatic(value)) return value;
  if (Array.isArray(value)) {
    const entries: unknown[] = [];
    for (const entry of value) {
      const isFilledText = typeof entry === 'string' && options.fillListTexts;
      entries.push(isFilledText ? await fillText(scope, entry, options) : await fill(scope, entry, options));
    }
    return entries;
  }
  if (!isObject(value)) return value;
  const filled: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (typeof part !== 'string') {
      filled.push([key, await fill(scope, part, options)]);
      continue;
    }
    const text = await interpolate(scope, part, options.mode);
    if (options.removeEmpty && text === '') continue;
    const guessed = options.guessTypes ? guess(text) : text;
    if (guessed !== undefined) filled.push([key, guessed]);
  }
  return Object.fromEntries(filled);
}

async function fillText(scope: Scope, text: string, options: DeepOptions): Promise<unknown> {
  const filled = await interpolate(scope, text, options.mode);
  return options.guessTypes ? guess(filled) : filled;
}

function guess(text: string): unknown {
  return text === 'undefined' ? undefined : parseJsonOr(text);
}

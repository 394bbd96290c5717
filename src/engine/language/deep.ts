import { isObject } from '../../flow/json.ts';
import { parseJsonOr } from '../../flow/values.ts';
import { interpolate, type Mode, type Scope } from './interpolate.ts';

/** Units of work that one part of an option object counts for. */
const partWork = 20;

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
 * as it is. Parts without placeholders are given back themselves, so the result is not to be changed. Throws
 * `stateTooLarge` when all that was filled in together gets larger than a state may be.
 */
export async function fillDeep<T>(scope: Scope, value: T, options: DeepOptions = {}): Promise<T> {
  return (await fill({ scope, options, size: 0 }, value)) as T;
}

/** One object being filled in. */
interface Filling {
  readonly scope: Scope;
  readonly options: DeepOptions;
  /** Characters of the texts so far. */
  size: number;
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

async function fill(filling: Filling, value: unknown): Promise<unknown> {
  const { scope, options } = filling;
  if (!options.removeEmpty && !options.guessTypes && isStatic(value)) return value;
  const pause = scope.guard.spend(partWork);
  if (pause) await pause;
  if (Array.isArray(value)) {
    const entries: unknown[] = [];
    for (const entry of value) {
      const isFilledText = typeof entry === 'string' && options.fillListTexts;
      if (!isFilledText) entries.push(await fill(filling, entry));
      else entries.push(options.guessTypes ? guess(await fillText(filling, entry)) : await fillText(filling, entry));
    }
    return entries;
  }
  if (!isObject(value)) return value;
  const filled: [string, unknown][] = [];
  for (const key of Object.keys(value)) {
    const part = value[key];
    if (typeof part !== 'string') {
      filled.push([key, await fill(filling, part)]);
      continue;
    }
    const text = await fillText(filling, part);
    if (options.removeEmpty && text === '') continue;
    const guessed = options.guessTypes ? guess(text) : text;
    if (guessed !== undefined) filled.push([key, guessed]);
  }
  return Object.fromEntries(filled);
}

async function fillText(filling: Filling, text: string): Promise<string> {
  const { scope, options } = filling;
  const filled = await interpolate(scope, text, options.mode);
  filling.size += filled.length;
  scope.guard.checkSize(filling.size);
  return filled;
}

function guess(text: string): unknown {
  return text === 'undefined' ? undefined : parseJsonOr(text);
}

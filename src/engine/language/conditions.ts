import { z } from 'zod';
import { readPattern } from '../../flow/pattern.ts';
import { uniqueReference } from '../../flow/template.ts';
import type { Value } from '../../flow/values.ts';
import type { World } from '../effects.ts';
import type { Log } from '../output.ts';
import { holdsText } from './find-text.ts';
import { interpolate, type Scope } from './interpolate.ts';
import { mapInSlices } from './slices.ts';

/** Operators as they are written in documents. */
export const operators = [
  'Equal to',
  'Not equal',
  'Contains',
  'Does not contain',
  'Greater than',
  'Greater or equal to',
  'Less than',
  'Less or equal to',
  'Is set',
  'Is empty',
  'Starts with',
  'Ends with',
  'Matches regex',
  'Does not match regex',
] as const;
export type Operator = (typeof operators)[number];

/** A condition of a Condition block, a display condition, … */
export const conditionSchema = z.object({
  logicalOperator: z.enum(['AND', 'OR']).optional(),
  comparisons: z
    .array(
      z.object({
        id: z.string().optional(),
        variableId: z.string().optional(),
        comparisonOperator: z.enum(operators).optional(),
        value: z.string().optional(),
      }),
    )
    .optional(),
});
export type Condition = z.infer<typeof conditionSchema>;
type Comparison = NonNullable<Condition['comparisons']>[number];

/** Units of work that one comparison of short texts counts for. */
const comparisonWork = 100;

/** Units of work that one search with a pattern counts for: there may be thousands, and each may wait. */
const patternWork = 10_000;

/** What judging a condition needs besides a scope. */
export interface ConditionScope extends Scope {
  readonly effects: Pick<World, 'runScripts' | 'testPattern'>;
  diagnose(log: Log): void;
}

/** Whether a condition is true now. Without comparisons it is false (logic §3.2). */
export async function holds(scope: ConditionScope, condition: Condition): Promise<boolean> {
  const comparisons = condition.comparisons ?? [];
  if (comparisons.length === 0) return false;
  const isOr = condition.logicalOperator === 'OR';
  for (const comparison of comparisons) {
    if ((await compare(scope, comparison)) === isOr) return isOr;
  }
  return !isOr;
}

async function compare(scope: ConditionScope, comparison: Comparison): Promise<boolean> {
  const pause = scope.guard.spend(comparisonWork);
  if (pause) await pause;
  const { variableId, comparisonOperator, value } = comparison;
  if (!variableId || !comparisonOperator) return false;
  const input = scope.variables.get(variableId) ?? null;
  if (comparisonOperator === 'Is set') return isSet(input);
  if (comparisonOperator === 'Is empty') return !isSet(input);
  const against = await comparisonValue(scope, value);
  return apply(scope, comparisonOperator, input, against);
}

function isSet(input: Value): boolean {
  return Array.isArray(input) ? input.length > 0 : input !== null && input !== '';
}

async function comparisonValue(scope: ConditionScope, value: string | undefined): Promise<Value> {
  if (value === 'undefined' || value === 'null') return null;
  const name = value === undefined ? undefined : uniqueReference(value);
  if (name !== undefined) {
    const held = scope.variables.get(scope.variables.named(name)?.id);
    if (held !== null && held !== undefined) return held;
  }
  return interpolate(scope, value);
}

/** Applies an operator to an input and a value, either of which may be a list (logic §3.3 to §3.8). */
export async function apply(
  scope: ConditionScope,
  operator: Exclude<Operator, 'Is set' | 'Is empty'>,
  input: Value,
  against: Value,
): Promise<boolean> {
  switch (operator) {
    case 'Greater than':
      return inOrder(input, against, (a, b) => a > b);
    case 'Greater or equal to':
      return inOrder(input, against, (a, b) => a >= b);
    case 'Less than':
      return inOrder(input, against, (a, b) => a < b);
    case 'Less or equal to':
      return inOrder(input, against, (a, b) => a <= b);
    case 'Equal to':
      return areAllEqual(await distinct(scope, input, composed), await distinct(scope, against, composed));
    case 'Not equal':
      return !haveCommon(await distinct(scope, input, composed), await distinct(scope, against, composed));
    case 'Contains':
      return contains(scope, input, against);
    case 'Does not contain':
      return !(await contains(scope, input, against));
    case 'Starts with':
      return everyPair(scope, input, against, (a, b) => a.startsWith(b));
    case 'Ends with':
      return everyPair(scope, input, against, (a, b) => a.endsWith(b));
    case 'Matches regex':
      return someMatch(scope, input, against);
    case 'Does not match regex':
      return noneMatches(scope, input, against);
  }
}

type Form = (part: string) => string;
const asTheyAre: Form = (part) => part;
const composed: Form = (part) => part.normalize();
const folded: Form = (part) => part.toLowerCase().normalize();

/**
 * The different elements of a value, or the value itself as the only one, each in a form for comparing. Operators are
 * true of all pairs or of one, so equal elements need to be looked at only once.
 */
async function distinct(scope: ConditionScope, value: Value, form: Form): Promise<ReadonlySet<string | null>> {
  const elements = new Set<string | null>();
  for (const element of Array.isArray(value) ? value : [value]) {
    const pause = scope.guard.spend(1 + (element?.length ?? 0));
    if (pause) await pause;
    elements.add(element && (await mapInSlices(scope.guard, element, form)));
  }
  return elements;
}

/** True of all pairs: also when a side is an empty list, which makes none. */
function areAllEqual(left: ReadonlySet<string | null>, right: ReadonlySet<string | null>): boolean {
  if (left.size === 0 || right.size === 0) return true;
  return left.size === 1 && right.size === 1 && haveCommon(left, right);
}

function haveCommon(left: ReadonlySet<string | null>, right: ReadonlySet<string | null>): boolean {
  for (const element of left) if (right.has(element)) return true;
  return false;
}

/** A list contains its elements; a text contains its parts, without regard to case. */
async function contains(scope: ConditionScope, input: Value, against: Value): Promise<boolean> {
  if (Array.isArray(input)) {
    return haveCommon(await distinct(scope, input, composed), await distinct(scope, against, composed));
  }
  if (!input) return false;
  const whole = await foldedText(scope, input);
  for (const part of Array.isArray(against) ? against : [against]) {
    if (part && (await holdsText(scope.guard, whole, await foldedText(scope, part)))) return true;
  }
  return false;
}

function foldedText(scope: ConditionScope, text: string): Promise<string> {
  return mapInSlices(scope.guard, text.trim(), folded);
}

/** Whether all pairs pass the test, which is false of pairs with nothing in them. */
async function everyPair(
  scope: ConditionScope,
  input: Value,
  against: Value,
  test: (a: string, b: string) => boolean,
): Promise<boolean> {
  const left = await distinct(scope, input, asTheyAre);
  const right = await distinct(scope, against, asTheyAre);
  if (left.size === 0 || right.size === 0) return true;
  if (!isAllFilled(left) || !isAllFilled(right)) return false;
  const parts: string[] = [];
  for (const b of right) parts.push(await foldedText(scope, b));
  for (const a of left) {
    const whole = await foldedText(scope, a);
    for (const b of parts) {
      const pause = scope.guard.spend(1 + b.length);
      if (pause) await pause;
      if (!test(whole, b)) return false;
    }
  }
  return true;
}

function isAllFilled(elements: ReadonlySet<string | null>): elements is ReadonlySet<string> {
  return !elements.has(null) && !elements.has('');
}

function inOrder(input: Value, against: Value, test: (a: number, b: number) => boolean): boolean {
  if (input === null || against === null) return false;
  if (Array.isArray(input)) return test(input.length, Array.isArray(against) ? against.length : Number(against));
  if (Array.isArray(against)) return test(Number(input), against.length);
  return test(comparable(input), comparable(against));
}

/** Longer texts are neither a number nor a date. */
const longestNumber = 1_000;

/** A text as a number, else as a date in milliseconds, else its length (logic §3.5). */
function comparable(text: string): number {
  if (text.length > longestNumber) return text.length;
  const number = text.startsWith('+') ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  const time = Date.parse(text);
  return Number.isNaN(time) ? text.length : time;
}

/** Without a text or a pattern both the operator and its opposite are false. */
async function someMatch(scope: ConditionScope, input: Value, against: Value): Promise<boolean> {
  return matches(scope, filledOf(input), filledOf(against), true);
}

async function noneMatches(scope: ConditionScope, input: Value, against: Value): Promise<boolean> {
  const [texts, patterns] = [filledOf(input), filledOf(against)];
  const pairs = sizeOf(input) * sizeOf(against);
  if (pairs === 0) return true;
  if (texts.length * patterns.length < pairs) return false;
  return !(await matches(scope, texts, patterns, false));
}

function sizeOf(value: Value): number {
  return Array.isArray(value) ? value.length : 1;
}

function filledOf(value: Value): string[] {
  return (Array.isArray(value) ? value : [value]).filter((text): text is string => text !== null && text !== '');
}

/** Whether one of the texts has one of the patterns. All texts are searched in one request with one bound. */
async function matches(
  scope: ConditionScope,
  texts: readonly string[],
  patterns: readonly string[],
  isWanted: boolean,
): Promise<boolean> {
  if (texts.length === 0) return false;
  for (const pattern of new Set(patterns)) {
    const pause = scope.guard.spend(patternWork);
    if (pause) await pause;
    const outcome = await scope.effects.testPattern({ ...readPattern(pattern), texts });
    if (outcome === 'invalid' && !isWanted) scope.diagnose({ status: 'error', description: 'A pattern is not valid' });
    if (outcome === 'match') return true;
  }
  return false;
}

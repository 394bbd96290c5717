import { z } from 'zod';
import { readPattern } from '../flow/pattern.ts';
import { uniqueReference } from '../flow/template.ts';
import type { Value } from '../flow/values.ts';
import type { Effects } from './effects.ts';
import { interpolate, type Scope } from './interpolate.ts';
import type { Log } from './output.ts';

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

/** What judging a condition needs besides a scope. */
export interface ConditionScope extends Scope {
  readonly effects: Pick<Effects, 'runScripts' | 'testPattern'>;
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
      return pairs(input, against).every(([a, b]) => isEqual(a, b));
    case 'Not equal':
      return pairs(input, against).every(([a, b]) => !isEqual(a, b));
    case 'Contains':
      return pairs(input, against).some(([a, b]) => includes(a, b, Array.isArray(input)));
    case 'Does not contain':
      return pairs(input, against).every(([a, b]) => !includes(a, b, Array.isArray(input)));
    case 'Starts with':
      return pairs(input, against).every(([a, b]) => bothFilled(a, b) && fold(a).startsWith(fold(b)));
    case 'Ends with':
      return pairs(input, against).every(([a, b]) => bothFilled(a, b) && fold(a).endsWith(fold(b)));
    case 'Matches regex':
      for (const [a, b] of pairs(input, against)) if (await matches(scope, a, b, true)) return true;
      return false;
    case 'Does not match regex':
      for (const [a, b] of pairs(input, against)) if (await matches(scope, a, b, false)) return false;
      return true;
  }
}

type Pair = readonly [string | null, string | null];

function pairs(input: Value, against: Value): Pair[] {
  const left = Array.isArray(input) ? input : [input];
  const right = Array.isArray(against) ? against : [against];
  return left.flatMap((a) => right.map((b) => [a, b] as const));
}

function isEqual(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && a.normalize() === b.normalize());
}

function includes(a: string | null, b: string | null, isElement: boolean): boolean {
  if (isElement) return isEqual(a, b);
  return bothFilled(a, b) && fold(a).includes(fold(b));
}

function bothFilled(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== '' && b !== '';
}

function fold(text: string | null): string {
  return (text ?? '').toLowerCase().trim().normalize();
}

function inOrder(input: Value, against: Value, test: (a: number, b: number) => boolean): boolean {
  if (input === null || against === null) return false;
  if (Array.isArray(input)) return test(input.length, Array.isArray(against) ? against.length : Number(against));
  if (Array.isArray(against)) return test(Number(input), against.length);
  return test(comparable(input), comparable(against));
}

/** A text as a number, else as a date in milliseconds, else its length (logic §3.5). */
function comparable(text: string): number {
  const number = text.startsWith('+') ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  const time = Date.parse(text);
  return Number.isNaN(time) ? text.length : time;
}

async function matches(
  scope: ConditionScope,
  text: string | null,
  pattern: string | null,
  isWanted: boolean,
): Promise<boolean> {
  // Without a text or a pattern both the operator and its opposite are false.
  if (!bothFilled(text, pattern)) return !isWanted;
  const outcome = await scope.effects.testPattern({ ...readPattern(pattern ?? ''), texts: [text ?? ''] });
  if (outcome === 'timeout') scope.diagnose({ status: 'error', description: 'A pattern took too long to match' });
  if (outcome === 'invalid' && !isWanted) scope.diagnose({ status: 'error', description: 'A pattern is not valid' });
  return outcome === 'match';
}

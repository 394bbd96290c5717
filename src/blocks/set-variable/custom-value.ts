import type { BlockContext, Write } from '../../engine/block.ts';
import { withReturn } from '../../engine/language/code.ts';
import { isSingleReference } from '../../flow/template.ts';
import { runCode } from '../shared/run-code.ts';
import type { Options } from './options.ts';

/**
 * The value of author-written code (variables §10.3). Code that fails is taken for plain text: that is how a sentence
 * such as `Hello {{Name}}` becomes a value. Code that was stopped gives nothing.
 */
export async function customWrites(options: Options, context: BlockContext): Promise<readonly Write[]> {
  const { variableId, expressionToEvaluate: expression, isCode, saveErrorInVariableId } = options;
  if (!expression) return [{ variableId, value: null }];
  if (isSingleReference(expression)) return [{ variableId, value: await context.text(expression) }];
  if (isKeptNumber(expression)) return [{ variableId, value: expression }];

  const outcome = await runCode(context, withReturn(expression), isCode === true);
  // What the code assigned with setVariable is dropped on purpose: only its result counts.
  if (outcome.ok) return [{ variableId, value: outcome.value, isComputed: true }];
  const value = outcome.reason === 'error' ? await context.text(expression) : null;
  const writes: Write[] = [{ variableId, value }];
  if (!isCode) return writes;
  context.log({ description: outcome.message, context: 'While evaluating set variable expression' });
  if (saveErrorInVariableId !== undefined) writes.push({ variableId: saveErrorInVariableId, value: outcome.message });
  return writes;
}

/**
 * True for a number whose spelling would change if it were calculated: phone numbers, codes with leading zeros. The
 * rule also takes other numbers with a zero inside, and bots rely on it as it is.
 *
 * @example isKeptNumber('0123') // true
 * @example isKeptNumber('0.5') // false
 */
export function isKeptNumber(text: string): boolean {
  return !Number.isNaN(Number(text)) && /0[^.]./.test(text);
}

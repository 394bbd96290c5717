import type { CompiledProgram } from '../../flow/program.ts';
import { parseTemplate, referenceTokens, type Template, type Token } from '../../flow/template.ts';
import { type Value, valueText } from '../../flow/values.ts';
import type { World } from '../effects.ts';
import type { WorkGuard } from '../guards.ts';
import { type BoundCode, bindReferences, scriptGlobals, scriptName, scriptVariables, withReturn } from './code.ts';
import { runScripts } from './run-scripts.ts';
import type { Variables } from './variables.ts';

/** Units of work that one placeholder counts for, whatever its value. */
const placeholderWork = 50;

/** The author-written texts of a flow that were parsed when it was compiled. */
export type Templates = Pick<CompiledProgram<never>, 'templates'>;

/** What filling in a text needs: the flow it belongs to, its variables, a bound and a way to run inline code. */
export interface Scope {
  readonly program: Templates;
  readonly variables: Variables;
  readonly guard: WorkGuard;
  readonly effects: Pick<World, 'runScripts'>;
}

/**
 * How a value is written into a text (variables §5.3): as it is, JSON-escaped, with `<` and `>` escaped, or as the
 * name of its variable.
 */
export type Mode = 'text' | 'json' | 'html' | 'code';

/**
 * Fills in the placeholders of an author-written text. Values are never scanned again, so text that a person typed is
 * never parsed; only the output of inline code is scanned for references. Throws `stateTooLarge` when the text would get
 * larger than a state may be.
 *
 * @example await interpolate(scope, 'Hi {{Name}}') // 'Hi Ann'
 */
export async function interpolate(scope: Scope, text: string | undefined, mode: Mode = 'text'): Promise<string> {
  if (!text) return '';
  const template = templateOf(scope.program, text);
  if (template.tokens.length === 0) return text;
  const filled = template.hasCode ? await fillCode(scope, template, mode) : text;
  const references = template.hasCode ? referenceTokens(filled) : template.tokens;
  return splice(scope.guard, filled, references, ({ content }) => referenceText(scope.variables, content, mode));
}

/** The parsed form of an author-written text, from the program when it is part of it. */
export function templateOf(program: Templates, text: string): Template {
  return program.templates.get(text) ?? parseTemplate(text);
}

/** Code ready to run: inline code replaced by its results, then references by names. */
export async function bindCode(scope: Scope, code: string): Promise<BoundCode> {
  const template = templateOf(scope.program, code);
  const plain = template.hasCode ? await fillCode(scope, template, 'text') : code;
  return bindReferences(plain, scope.variables);
}

/** A placeholder of a text with what it stands for. Inline code may give any value. */
export interface ResolvedToken {
  readonly token: Token;
  readonly value: unknown;
}

/** The placeholders of a text in order, each with its value; used where values become rich text. */
export async function resolveTokens(scope: Scope, text: string): Promise<ResolvedToken[]> {
  const { tokens } = templateOf(scope.program, text);
  const pause = scope.guard.spend(text.length + tokens.length * placeholderWork);
  if (pause) await pause;
  const codes = tokens.filter((token) => token.kind === 'code');
  const results = (codes.length > 0 ? await runInlineCode(scope, codes) : []).values();
  return tokens.map((token) => ({
    token,
    value: token.kind === 'code' ? results.next().value : scope.variables.get(scope.variables.named(token.content)?.id),
  }));
}

/** Any result of inline code as text; nothing is `""`. */
export function resultText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part)) ?? '';
}

async function fillCode(scope: Scope, template: Template, mode: Mode): Promise<string> {
  const codes = template.tokens.filter((token) => token.kind === 'code');
  const results = (await runInlineCode(scope, codes)).values();
  return splice(scope.guard, template.text, codes, () => {
    const text = resultText(results.next().value);
    return mode === 'html' ? escapeHtml(text) : text;
  });
}

/**
 * Evaluates inline code; code that fails stands for its own text with references filled in (variables §5.4), code that
 * was stopped for nothing.
 */
async function runInlineCode(scope: Scope, codes: readonly Token[]): Promise<unknown[]> {
  const bound: string[] = [];
  for (const { content } of codes) {
    const pause = scope.guard.spend(content.length + placeholderWork);
    if (pause) await pause;
    bound.push(bindReferences(withReturn(content), scope.variables).code);
  }
  // One object for all of them: it travels to the script runner once.
  const globals = scriptGlobals(scriptVariables(bound, scope.variables.all()), scope.variables);
  const requests = bound.map((code) => ({ code, kind: 'function' as const, globals }));
  const outcomes = await runScripts(scope.effects, requests, false);
  const results: unknown[] = [];
  for (const [i, { content }] of codes.entries()) {
    const outcome = outcomes[i];
    if (outcome?.ok) results.push(outcome.value);
    else if (outcome && outcome.reason !== 'error') results.push(undefined);
    else results.push(await filledReferences(scope, content));
  }
  return results;
}

function filledReferences({ guard, variables }: Scope, text: string): Promise<string> {
  return splice(guard, text, referenceTokens(text), ({ content }) => referenceText(variables, content, 'text'));
}

function referenceText(variables: Variables, name: string, mode: Mode): string {
  const variable = variables.named(name);
  if (mode === 'code') return variable ? scriptName(variable.id) : '';
  return writeValue(variables.get(variable?.id), mode);
}

/** A stored value in the given mode (not `code`). */
export function writeValue(value: Value | undefined, mode: Exclude<Mode, 'code'>): string {
  const text = valueText(value);
  if (mode === 'html') return escapeHtml(text);
  return mode === 'json' && typeof value === 'string' ? JSON.stringify(text).slice(1, -1) : text;
}

function escapeHtml(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Puts a text in the place of every token; looks at the size before each. */
async function splice(
  guard: WorkGuard,
  text: string,
  tokens: readonly Token[],
  textOf: (token: Token) => string,
): Promise<string> {
  let result = '';
  let from = 0;
  for (const token of tokens) {
    const replacement = textOf(token);
    guard.checkSize(result.length + replacement.length);
    const pause = guard.spend(token.end - from + replacement.length + placeholderWork);
    if (pause) await pause;
    result += text.slice(from, token.start) + replacement;
    from = token.end;
  }
  return result + text.slice(from);
}

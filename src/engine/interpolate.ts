import { parseTemplate, referenceTokens, type Template, type Token } from '../flow/template.ts';
import { type Value, valueText } from '../flow/values.ts';
import { type BoundCode, bindReferences, scriptGlobals, scriptName, withReturn } from './code.ts';
import type { Effects, Program } from './effects.ts';
import { runScripts } from './run-scripts.ts';
import type { Variables } from './variables.ts';

/** What filling in a text needs: the flow it belongs to, its variables and a way to run inline code. */
export interface Scope {
  readonly program: Program;
  readonly variables: Variables;
  readonly effects: Pick<Effects, 'runScripts'>;
}

/**
 * How a value is written into a text (variables §5.3): as it is, JSON-escaped, with `<` and `>` escaped, or as the
 * name of its variable.
 */
export type Mode = 'text' | 'json' | 'html' | 'code';

/**
 * Fills in the placeholders of an author-written text. Values are never scanned again, so text that a person typed is
 * never parsed; only the output of inline code is scanned for references.
 *
 * @example await interpolate(scope, 'Hi {{Name}}') // 'Hi Ann'
 */
export async function interpolate(scope: Scope, text: string | undefined, mode: Mode = 'text'): Promise<string> {
  if (!text) return '';
  const template = templateOf(scope.program, text);
  if (template.tokens.length === 0) return text;
  const filled = template.hasCode ? await fillCode(scope, template, mode) : text;
  const references = template.hasCode ? referenceTokens(filled) : template.tokens;
  return splice(
    filled,
    references.map((token) => [token, referenceText(scope.variables, token.content, mode)]),
  );
}

/** The parsed form of an author-written text, from the program when it is part of it. */
export function templateOf(program: Program, text: string): Template {
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
  const codes = tokens.filter((token) => token.kind === 'code');
  const results = codes.length > 0 ? await runInlineCode(scope, codes) : [];
  return tokens.map((token) => ({
    token,
    value:
      token.kind === 'code'
        ? results[codes.indexOf(token)]
        : scope.variables.get(scope.variables.named(token.content)?.id),
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
  const results = await runInlineCode(scope, codes);
  return splice(
    template.text,
    codes.map((token, i) => {
      const text = resultText(results[i]);
      return [token, mode === 'html' ? escapeHtml(text) : text];
    }),
  );
}

/**
 * Evaluates inline code; code that fails stands for its own text with references filled in (variables §5.4), code that
 * was stopped for nothing.
 */
async function runInlineCode(scope: Scope, codes: readonly Token[]): Promise<unknown[]> {
  const requests = codes.map(({ content }) => {
    const { code } = bindReferences(withReturn(content), scope.variables);
    const used = [...scope.variables.all()].filter((variable) => code.includes(scriptName(variable.id)));
    return { code, kind: 'function' as const, globals: scriptGlobals(used, scope.variables) };
  });
  const outcomes = await runScripts(scope.effects, requests, false);
  return codes.map(({ content }, i) => {
    const outcome = outcomes[i];
    if (outcome?.ok) return outcome.value;
    if (outcome && outcome.reason !== 'error') return undefined;
    return splice(
      content,
      referenceTokens(content).map((token) => [token, referenceText(scope.variables, token.content, 'text')]),
    );
  });
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

function splice(text: string, parts: readonly (readonly [Token, string])[]): string {
  let result = '';
  let from = 0;
  for (const [token, replacement] of parts) {
    result += text.slice(from, token.start) + replacement;
    from = token.end;
  }
  return result + text.slice(from);
}

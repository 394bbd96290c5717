import { referenceTokens, type Token } from '../../flow/template.ts';
import { guessType, type Value } from '../../flow/values.ts';
import type { NamedVariable } from './variables.ts';

const identifier = /^[A-Za-z_$][\w$]*$/;
const reserved = new Set(
  (
    'arguments async await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package private ' +
    'protected public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/**
 * The name by which code knows a variable: its id, or a stand-in when the id is no JavaScript identifier.
 *
 * @example scriptName('vabc1') // 'vabc1'
 * @example scriptName('1-a') // '$v_312d61'
 */
export function scriptName(id: string): string {
  if (identifier.test(id) && !reserved.has(id)) return id;
  return `$v_${Array.from(id, (character) => (character.codePointAt(0) ?? 0).toString(16)).join('')}`;
}

/** Puts `return ` in front of code that has none (variables §10.2). */
export function withReturn(code: string): string {
  return code.includes('return ') ? code : `return ${code}`;
}

/** Variables by name, as templates see them. */
export interface VariableLookup {
  named(name: string): NamedVariable | undefined;
  get(id: string): Value | undefined;
}

/** Code whose references became names, and the variables that it refers to in order of first appearance. */
export interface BoundCode {
  readonly code: string;
  readonly variables: readonly NamedVariable[];
}

const knownTokens = new Map<string, readonly Token[]>();
/** Most code is that of a version and comes again with every turn; code with results of other code in it does not. */
const maxKnownTokens = 2_000;
/** Longer code is not kept: it would take the memory of all the rest. */
const maxKnownLength = 2_000;

function tokensOf(code: string): readonly Token[] {
  let tokens = knownTokens.get(code);
  if (!tokens) {
    tokens = referenceTokens(code);
    if (code.length > maxKnownLength) return tokens;
    if (knownTokens.size === maxKnownTokens) knownTokens.clear();
    knownTokens.set(code, tokens);
  }
  return tokens;
}

/** Replaces references by the names of their variables; unknown ones disappear. Inline code must be gone already. */
export function bindReferences(code: string, variables: VariableLookup): BoundCode {
  const found = new Map<string, NamedVariable>();
  let bound = '';
  let from = 0;
  for (const token of tokensOf(code)) {
    const variable = variables.named(token.content);
    if (variable) found.set(variable.id, variable);
    bound += code.slice(from, token.start) + (variable ? scriptName(variable.id) : '');
    from = token.end;
  }
  return { code: bound + code.slice(from), variables: [...found.values()] };
}

const words = /[\w$]+/g;

/** The variables whose names stand in one of the pieces of code, in declaration order. */
export function scriptVariables(codes: readonly string[], variables: Iterable<NamedVariable>): NamedVariable[] {
  const used = new Set(codes.flatMap((code) => code.match(words) ?? []));
  return Array.from(variables).filter((variable) => used.has(scriptName(variable.id)));
}

/** Names and guessed values of variables for a script. */
export function scriptGlobals(variables: Iterable<NamedVariable>, lookup: VariableLookup): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(variables, (variable) => [scriptName(variable.id), guessType(lookup.get(variable.id))]),
  );
}

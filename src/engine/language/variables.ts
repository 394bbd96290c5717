import type { Variable } from '../../flow/document.ts';
import type { CompiledProgram } from '../../flow/program.ts';
import { type Value, valueSize } from '../../flow/values.ts';
import type { FrameState } from '../state.ts';

/** What a flow declares, by id and by name. */
export type Declarations = Pick<CompiledProgram<never>, 'variables' | 'variableById' | 'variableByName'>;

/** A variable of a running bot. */
export interface NamedVariable {
  readonly id: string;
  readonly name: string;
  readonly isSessionVariable?: boolean | undefined;
}

/**
 * The variables of one running bot: those that its flow declares plus those that merged linked bots brought along.
 * Of two with the same name the first wins, always.
 */
export class Variables {
  readonly #declared: Declarations;
  readonly #values: Map<string, Value>;
  /** In order, by id. */
  readonly #added = new Map<string, NamedVariable>();
  readonly #addedByName = new Map<string, NamedVariable>();
  readonly #sessionOnly: Set<string>;
  #size = 0;
  #changes = 0;

  constructor(declared: Declarations, state: Pick<FrameState, 'values' | 'added' | 'sessionOnly'>) {
    this.#declared = declared;
    this.#values = new Map(Object.entries(state.values));
    for (const value of this.#values.values()) this.#size += valueSize(value);
    for (const variable of state.added ?? []) this.#register(variable);
    this.#sessionOnly = new Set(state.sessionOnly);
  }

  #register(variable: NamedVariable): void {
    if (!this.#added.has(variable.id)) this.#added.set(variable.id, variable);
    if (!this.#addedByName.has(variable.name)) this.#addedByName.set(variable.name, variable);
  }

  /** Characters of all values together. */
  get size(): number {
    return this.#size;
  }

  find(id: string | undefined): NamedVariable | undefined {
    if (id === undefined) return undefined;
    return this.#declared.variableById.get(id) ?? this.#added.get(id);
  }

  named(name: string): NamedVariable | undefined {
    return this.#declared.variableByName.get(name) ?? this.#addedByName.get(name);
  }

  /** Undefined when the variable was never written or does not exist; null when it is declared as null, too. */
  get(id: string | undefined): Value | undefined {
    if (id === undefined) return undefined;
    const value = this.#values.get(id);
    // States do not carry declared nulls, but code can tell them from nothing.
    return value === undefined && this.#declared.variableById.get(id)?.value === null ? null : value;
  }

  /** Sets an existing variable; other ids are ignored. */
  set(id: string, value: Value): void {
    if (this.find(id)) this.#put(id, value);
  }

  #put(id: string, value: Value): void {
    const before = this.#values.get(id);
    this.#size += valueSize(value) - valueSize(before);
    if (!isSameValue(before, value)) this.#changes++;
    this.#values.set(id, value);
  }

  /** How often a value became another one in this turn, or may have: see `noteAnswer`. */
  get changes(): number {
    return this.#changes;
  }

  /** Counts as a change what was asked of the outside: the same answer today may be another one when asked again. */
  noteAnswer(): void {
    this.#changes++;
  }

  /** Adds a variable that the flow does not declare; its id changes when another variable has it already. */
  add(variable: NamedVariable, value: Value): void {
    let { id } = variable;
    while (this.find(id)) id += '_';
    this.#register({ id, name: variable.name });
    this.#changes++;
    this.#put(id, value);
  }

  /** From now on the variable is left out of results. */
  markSessionOnly(id: string): void {
    this.#sessionOnly.add(id);
  }

  isSessionOnly(variable: NamedVariable): boolean {
    return variable.isSessionVariable === true || this.#sessionOnly.has(variable.id);
  }

  /** All variables in declaration order. */
  *all(): IterableIterator<NamedVariable> {
    yield* this.#declared.variables;
    yield* this.#added.values();
  }

  toState(): Pick<FrameState, 'values' | 'added' | 'sessionOnly'> {
    const values = Object.fromEntries(this.#values);
    if (this.#added.size === 0 && this.#sessionOnly.size === 0) return { values };
    return {
      values,
      ...(this.#added.size > 0 && { added: [...this.#added.values()] }),
      ...(this.#sessionOnly.size > 0 && { sessionOnly: [...this.#sessionOnly] }),
    };
  }
}

function isSameValue(one: Value | undefined, other: Value): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return (one ?? null) === other;
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

/** Initial values of variables, by id. */
export function initialValues(variables: readonly Variable[]): Map<string, Value> {
  const values = new Map<string, Value>();
  // Of two declarations with one id the first counts.
  for (const { id, value } of variables) {
    if (value !== null && value !== undefined && !values.has(id)) values.set(id, value);
  }
  return values;
}

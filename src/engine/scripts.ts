/**
 * What the engine asks of a script runner. Scripts are written by authors of flows, so an implementation contains
 * them: bounded in time and memory, without access to the host (`sandbox/`).
 */

/** One piece of author-written JavaScript to evaluate in a fresh global scope. */
export interface ScriptRequest {
  readonly code: string;
  /**
   * `function`: body of a synchronous function; `async`: body of an async function (its promise is awaited);
   * `expression`: one expression.
   */
  readonly kind: 'function' | 'async' | 'expression';
  /** Global names and their values (JSON-like, `undefined` allowed). */
  readonly globals: Readonly<Record<string, unknown>>;
  /**
   * Gives the code `setVariable(name, value)` and `fetch(url, init)`, which resolves to the body as a text that also has
   * `json()`, `text()`, `ok` and `status`.
   */
  readonly extended?: boolean;
}

/**
 * How an evaluation ended. `value` is data only: JSON-like values, `undefined`, non-finite numbers, bigint and Date
 * (Map, Set, RegExp, Error arrive as `{}`). `assigned` holds the calls of `setVariable` in order, last one per name.
 * `message` is the engine's own plain message, without host paths or stack frames.
 */
export type ScriptOutcome =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly assigned: readonly (readonly [name: string, value: unknown])[];
    }
  | ScriptFailure;

/**
 * A script without a result. `error`: the code failed by itself, by throwing or because it does not parse; all others
 * say nothing about the code: `timeout` and `memory`: it used up what it may have; `killed`: it took its thread with
 * it; `refused`: it was not run, or its result is larger than the runner hands over.
 */
export interface ScriptFailure {
  readonly ok: false;
  readonly reason: 'error' | 'timeout' | 'memory' | 'killed' | 'refused';
  readonly name: string;
  readonly message: string;
}

/**
 * A regular expression to look for in texts, one after the other until it is found. The pattern may come from a person,
 * so the search is bounded like a script: one bound for all texts together.
 */
export interface PatternRequest {
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
}

/**
 * Result of a pattern search: `match` = one of the texts has it, `no match` = none has, `invalid` = the pattern does
 * not parse, `timeout` = the search took too long.
 */
export type PatternOutcome = 'match' | 'no match' | 'invalid' | 'timeout';

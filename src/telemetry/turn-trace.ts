/** Ids, counts and names that a span carries. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** The trace of one turn, while spans are collected. */
export interface TurnTrace {
  /**
   * Runs a step of the turn within a span of its own; a step that rejects marks it as failed.
   *
   * @param outcome facts that are known when the step is done
   */
  step<T>(name: string, facts: SpanFacts, run: () => Promise<T>, outcome?: (value: T) => SpanFacts): Promise<T>;
}

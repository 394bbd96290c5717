/** What happened in a scenario, in numbers. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.#counts.set(what, this.of(what) + count);
  }

  of(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** Answers that told somebody to try again, by status and code. */
  refusals(): readonly string[] {
    return [...this.#counts.keys()].filter((what) => /^\d{3} /.test(what));
  }

  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${count} ${what}`)
      .join(', ');
  }
}

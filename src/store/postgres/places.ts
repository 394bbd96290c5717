/** The places that a process has in the lines of sessions, the first one of each line in front. */
export class Places {
  readonly #bySession = new Map<string, number[]>();

  /** Notes a place, which need not be the last of those that were taken: answers of the database overtake each other. */
  add(sessionId: string, place: number): void {
    const places = this.#bySession.get(sessionId) ?? [];
    this.#bySession.set(sessionId, places);
    const later = places.findIndex((other) => other > place);
    places.splice(later < 0 ? places.length : later, 0, place);
  }

  first(sessionId: string): number | undefined {
    return this.#bySession.get(sessionId)?.[0];
  }

  last(sessionId: string): number | undefined {
    return this.#bySession.get(sessionId)?.at(-1);
  }

  delete(sessionId: string, place: number): void {
    const places = this.#bySession.get(sessionId)?.filter((other) => other !== place) ?? [];
    if (places.length > 0) this.#bySession.set(sessionId, places);
    else this.#bySession.delete(sessionId);
  }

  /** All of them, of every session. */
  all(): number[] {
    return [...this.#bySession.values()].flat();
  }
}

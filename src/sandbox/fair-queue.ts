/** What waits in the queue belongs to a bot. */
interface Waiting {
  readonly bot: string;
}

/** A queue in which bots take turns: one that asks for much waits for itself, and the others hardly notice. */
export class FairQueue<T extends Waiting> {
  /** By bot, in the order in which their turns come; no list is empty. */
  readonly #lists = new Map<string, T[]>();
  #size = 0;

  /** Entries of all bots. */
  get size(): number {
    return this.#size;
  }

  /** Puts an entry behind those of its bot. */
  add(entry: T): void {
    this.#listOf(entry.bot).push(entry);
    this.#size += 1;
  }

  /** Puts an entry in front of those of its bot. */
  addFirst(entry: T): void {
    this.#listOf(entry.bot).unshift(entry);
    this.#size += 1;
  }

  /** Takes out the first entry of the next bot that is ready; then the others come before it. */
  take(isReady: (bot: string) => boolean): T | undefined {
    for (const [bot, [first]] of this.#lists) {
      if (!first || !isReady(bot)) continue;
      const list = this.#listOf(bot);
      this.delete(first);
      // What is set anew goes to the end of a Map.
      if (this.#lists.delete(bot)) this.#lists.set(bot, list);
      return first;
    }
    return undefined;
  }

  /** Whether there is an entry of a bot that is ready. */
  hasReady(isReady: (bot: string) => boolean): boolean {
    return [...this.#lists.keys()].some(isReady);
  }

  /** Takes out this entry. False when it was not in. */
  delete(entry: T): boolean {
    const list = this.#lists.get(entry.bot) ?? [];
    const at = list.indexOf(entry);
    if (at < 0) return false;
    list.splice(at, 1);
    this.#size -= 1;
    if (list.length === 0) this.#lists.delete(entry.bot);
    return true;
  }

  /** The last entry of the bot that has the most; of several, of the one whose turn comes last. */
  surplus(): T | undefined {
    let longest: T[] = [];
    for (const list of this.#lists.values()) if (list.length >= longest.length) longest = list;
    return longest.at(-1);
  }

  /** Takes out everything. */
  clear(): T[] {
    const all = [...this.#lists.values()].flat();
    this.#lists.clear();
    this.#size = 0;
    return all;
  }

  #listOf(bot: string): T[] {
    const list = this.#lists.get(bot) ?? [];
    this.#lists.set(bot, list);
    return list;
  }
}

import type { Parked } from './messages.ts';

interface Guest {
  readonly bot: string;
  readonly parked: Parked | undefined;
}

/**
 * Room for the memories of scripts that wait for an answer, outside of any thread. A bot may take half of it; a script
 * that finds no room keeps its thread while it waits.
 */
export class Parking<T extends Guest> {
  readonly #capacity: number;
  readonly #guests = new Set<T>();
  readonly #bytesOf = new Map<string, number>();
  #bytes = 0;

  /** @param capacity in bytes; what was let in last may exceed it */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many are in. */
  get size(): number {
    return this.#guests.size;
  }

  hasRoomFor(bot: string): boolean {
    return this.#bytes < this.#capacity && (this.#bytesOf.get(bot) ?? 0) < this.#capacity / 2;
  }

  add(guest: T): void {
    this.#guests.add(guest);
    this.#count(guest.bot, bytesOf(guest));
  }

  /** Lets go. False when it was not in. */
  delete(guest: T): boolean {
    const wasIn = this.#guests.delete(guest);
    if (wasIn) this.#count(guest.bot, -bytesOf(guest));
    return wasIn;
  }

  /** Lets go of all. */
  clear(): T[] {
    const all = [...this.#guests];
    for (const guest of all) this.delete(guest);
    return all;
  }

  #count(bot: string, bytes: number): void {
    this.#bytes += bytes;
    const ofBot = (this.#bytesOf.get(bot) ?? 0) + bytes;
    if (ofBot > 0) this.#bytesOf.set(bot, ofBot);
    else this.#bytesOf.delete(bot);
  }
}

function bytesOf({ parked }: Guest): number {
  return parked?.memory.reduce((sum, { bytes }) => sum + bytes.length, 0) ?? 0;
}

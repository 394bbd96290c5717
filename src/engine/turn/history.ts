import { valueSize } from '../../flow/values.ts';
import type { HistoryRecord } from '../output.ts';

/** What the owner of a bot is told once when a turn writes more than its history takes. */
export const historyIsFull =
  'The values written in this turn are too large together for all of them to be recorded in the history';

/** The values that one turn adds to the history of its results, as far as they have room. */
export class TurnHistory {
  readonly records: HistoryRecord[] = [];
  readonly #limit: number;
  #size = 0;
  #skipped = 0;

  /** @param limit bytes of values at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of all values so far, also of those that had no room. */
  get size(): number {
    return this.#size;
  }

  /** How many values had no room. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Adds a value; false when it has no room. */
  add(record: HistoryRecord): boolean {
    this.#size += valueSize(record.value);
    if (this.#size <= this.#limit) this.records.push(record);
    else this.#skipped++;
    return this.#size <= this.#limit;
  }
}

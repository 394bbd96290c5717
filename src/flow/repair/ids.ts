import { isObject } from '../json.ts';

/** Gives out ids for parts of a file that have none: always the same ones for the same file. */
export class IdMaker {
  readonly #taken: Set<string>;
  /** The number to try next, by the id that was wanted. */
  readonly #next = new Map<string, number>();

  /** @param taken every id of the file */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The wanted id, or the same with a number behind it when the file has it already. */
  make(wanted: string): string {
    let id = wanted;
    let number = this.#next.get(wanted) ?? 2;
    for (; this.#taken.has(id); number++) id = `${wanted}-${number}`;
    this.#next.set(wanted, number);
    this.#taken.add(id);
    return id;
  }
}

/** Every text in a field `id`, wherever it stands. */
export function idsIn(root: unknown): Set<string> {
  const ids = new Set<string>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('id' in value && typeof value.id === 'string') ids.add(value.id);
    for (const entry of Object.values(value)) if (typeof entry === 'object') pending.push(entry);
  }
  return ids;
}

/** The same value with texts where numbers stand as ids, in fields like `id`, `groupId` and `outgoingEdgeId`. */
export function withTextIds(value: unknown, onChange: () => void): unknown {
  if (Array.isArray(value)) return value.map((entry) => withTextIds(entry, onChange));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => {
    if (typeof entry !== 'number' || !/^id$|Id$/.test(key)) return [key, withTextIds(entry, onChange)];
    onChange();
    return [key, String(entry)];
  });
  return Object.fromEntries(entries);
}

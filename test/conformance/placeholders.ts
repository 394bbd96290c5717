import { mapTexts } from './cases.ts';

const isoDate = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})/g;
const threeDays = 3 * 24 * 60 * 60 * 1000;

/** Pairs of an id in a recorded document and the id that the server gave. */
export type IdPairs = readonly (readonly [inDocument: string, onServer: string])[];

/** Turns generated ids, dates and addresses into the placeholders of the recordings, and back. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #documents: string;
  readonly #ids: IdPairs;
  readonly #mockBase: string;

  constructor(documents: unknown, ids: IdPairs, mockBase: string) {
    this.#documents = JSON.stringify(documents);
    this.#ids = ids;
    this.#mockBase = mockBase;
  }

  /** Notes the ids that an answer brought. */
  scan(value: unknown, key = ''): void {
    if (Array.isArray(value)) for (const entry of value) this.scan(entry, key);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, entry] of Object.entries(value)) this.scan(entry, name);
    } else if (typeof value === 'string' && value !== '') {
      if (key === 'sessionId') this.#add('session', value);
      if (key === 'resultId') this.#add('result', value);
      const isGenerated = /^[a-z0-9]{20,32}$/.test(value) && !this.#documents.includes(value);
      if (key === 'id' && isGenerated && !this.#ids.some(([, server]) => server === value)) this.#add('id', value);
    }
  }

  #add(kind: string, real: string): void {
    if (this.#names.has(real)) return;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#names.set(real, `<${kind}-${count}>`);
  }

  /** From what the server said to what the recording says. */
  hide(value: unknown): unknown {
    const pairs: [string, string][] = this.#ids.map(([inDocument, server]) => [server, inDocument]);
    pairs.push(...this.#names, [this.#mockBase, '__MOCK__'], [new URL(this.#mockBase).host, '__MOCKHOST__']);
    return mapTexts(value, (text) => {
      const short =
        text.length < 1000 ? text : text.replace(/(.)\1{999,}/gs, (run, char) => `<repeat:${char}:${run.length}>`);
      return replaceAll(short, pairs).replace(isoDate, (date) => (isNow(date) ? '<now>' : date));
    });
  }

  /** From what the recording says to what is sent. */
  show(value: unknown): unknown {
    const pairs: [string, string][] = [...this.#names].map(([real, name]) => [name, real]);
    pairs.push(...this.#ids.map(([a, b]): [string, string] => [a, b]), ['__MOCK__', this.#mockBase]);
    return mapTexts(value, (text) =>
      replaceAll(text, pairs).replace(/<repeat:(.):(\d+)>/gs, (_, char, count) => char.repeat(Number(count))),
    );
  }
}

/** Replaces texts one after the other. */
export function replaceAll(text: string, pairs: Iterable<readonly [string, string]>): string {
  let result = text;
  for (const [from, to] of pairs) if (result.includes(from)) result = result.replaceAll(from, () => to);
  return result;
}

function isNow(date: string): boolean {
  return Math.abs(Date.parse(date) - Date.now()) < threeDays;
}

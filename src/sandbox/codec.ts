/** Turns data into text and back; the only shape in which values cross into or out of a script's world. */
export interface Codec {
  /**
   * JSON text of a value. What JSON lacks is a tagged string: `~u` undefined, `~i` bigint, `~n` a number JSON cannot
   * write, `~d` a Date in ms; a string that itself begins with `~` gets one more.
   *
   * @param limit longest text allowed, in characters
   * @throws DataCloneError for functions, symbols, promises and cycles; LimitError, a RangeError, above limit or depth
   */
  encode(value: unknown, limit?: number): string;
  /** The value of an encoded text. Throws on text that `encode` cannot have written. */
  decode(text: string): unknown;
}

/**
 * Makes a codec from the built-ins of the realm it runs in.
 *
 * The function is self-contained: its source text is also evaluated inside every script context, before the script,
 * so it takes hold of all built-ins first and later changes to them by the script do not reach it.
 */
export function createCodec(): Codec {
  const maxDepth = 200;
  const { apply, defineProperty } = Reflect;
  const { isArray } = Array;
  const { keys } = Object;
  const { stringify, parse } = JSON;
  const isAncestor = Object.prototype.isPrototypeOf;
  const datePrototype = Date.prototype;
  const { getTime } = datePrototype;
  const { startsWith, slice, includes } = String.prototype;
  const toNumber = Number;
  const toBigInt = BigInt;
  const DateOf = Date;
  const RangeErrorOf = RangeError;
  const ErrorOf = Error;
  const refused = [Promise, WeakMap, WeakSet, WeakRef].map((type) => type.prototype as object);
  const emptied = [Map, Set, RegExp, Error].map((type) => type.prototype as object);
  const boxed = [Number, String, Boolean].map((type) => ({
    prototype: type.prototype as object,
    unbox: type.prototype.valueOf,
  }));

  const tooLarge = (message: string): Error => {
    const error = new RangeErrorOf(message);
    defineProperty(error, 'name', { value: 'LimitError' });
    return error;
  };
  const uncopyable = (what: string): Error => {
    const error = new ErrorOf(`${what} cannot be copied`);
    defineProperty(error, 'name', { value: 'DataCloneError' });
    return error;
  };
  const inherits = (prototypes: readonly object[], value: object): boolean => {
    for (let i = 0; i < prototypes.length; i += 1) if (apply(isAncestor, prototypes[i], [value])) return true;
    return false;
  };
  const timeOf = (value: object): number | undefined => {
    if (!apply(isAncestor, datePrototype, [value])) return undefined;
    try {
      return apply(getTime, value, []);
    } catch {
      return undefined;
    }
  };

  /** One encoding under way: `open` holds the containers around the present value. */
  type Writing = { readonly open: unknown[]; readonly limit: number; depth: number; size: number };
  const count = (writing: Writing, length: number): void => {
    writing.size += length;
    if (writing.size > writing.limit) throw tooLarge(`The result is larger than ${writing.limit} characters`);
  };
  const emit = (writing: Writing, text: string): string => {
    count(writing, text.length);
    return text;
  };
  const write = (writing: Writing, value: unknown): string => {
    if (value === null) return emit(writing, 'null');
    if (value === undefined) return emit(writing, '"~u"');
    if (typeof value === 'string') {
      if (value.length > writing.limit) count(writing, value.length);
      return emit(writing, stringify(value[0] === '~' ? `~${value}` : value));
    }
    if (typeof value === 'boolean') return emit(writing, value ? 'true' : 'false');
    if (typeof value === 'number') {
      if (value - value !== 0) return emit(writing, `"~n${value}"`);
      return emit(writing, value === 0 && 1 / value < 0 ? '"~n-0"' : `${value}`);
    }
    if (typeof value === 'bigint') return emit(writing, `"~i${value}"`);
    if (typeof value !== 'object') throw uncopyable(typeof value === 'symbol' ? 'A symbol' : 'A function');
    return isArray(value) ? nest(writing, value, writeArray) : writeObject(writing, value);
  };
  const nest = <T extends object>(writing: Writing, value: T, body: (writing: Writing, value: T) => string): string => {
    for (let i = 0; i < writing.depth; i += 1) if (writing.open[i] === value) throw uncopyable('A cyclic structure');
    if (writing.depth >= maxDepth) throw tooLarge(`The result is nested more than ${maxDepth} levels deep`);
    defineProperty(writing.open, writing.depth, { value, configurable: true });
    writing.depth += 1;
    count(writing, 2);
    const text = body(writing, value);
    writing.depth -= 1;
    return text;
  };
  const writeArray = (writing: Writing, value: readonly unknown[]): string => {
    let text = '[';
    for (let i = 0; i < value.length; i += 1) {
      count(writing, 1);
      text += (i > 0 ? ',' : '') + write(writing, value[i]);
    }
    return `${text}]`;
  };
  const writeRecord = (writing: Writing, value: object): string => {
    const names = keys(value);
    let text = '{';
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i] as string;
      text += emit(writing, `${i > 0 ? ',' : ''}${stringify(name)}:`);
      text += write(writing, (value as Record<string, unknown>)[name]);
    }
    return `${text}}`;
  };
  const writeObject = (writing: Writing, value: object): string => {
    const time = timeOf(value);
    if (time !== undefined) return emit(writing, `"~d${time}"`);
    if (inherits(refused, value)) throw uncopyable('A promise or weak collection');
    if (inherits(emptied, value)) return emit(writing, '{}');
    for (let i = 0; i < boxed.length; i += 1) {
      const kind = boxed[i] as (typeof boxed)[number];
      if (apply(isAncestor, kind.prototype, [value])) return write(writing, apply(kind.unbox, value, []));
    }
    return nest(writing, value, writeRecord);
  };
  const encode = (value: unknown, limit = Infinity): string => write({ open: [], limit, depth: 0, size: 0 }, value);

  const untag = (text: string): unknown => {
    if (!apply(startsWith, text, ['~'])) return text;
    const rest: string = apply(slice, text, [2]);
    switch (text[1]) {
      case '~':
        return apply(slice, text, [1]);
      case 'u':
        return undefined;
      case 'n':
        return toNumber(rest);
      case 'i':
        return toBigInt(rest);
      case 'd':
        return new DateOf(toNumber(rest));
      default:
        throw new ErrorOf(`Unknown tag ${text[1]}`);
    }
  };
  const revive = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return untag(value);
    if (value === null || typeof value !== 'object') return value;
    if (depth > maxDepth) throw new RangeErrorOf('Nested too deeply');
    const names = keys(value);
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i] as string;
      const before = (value as Record<string, unknown>)[name];
      const after = revive(before, depth + 1);
      if (after !== before) (value as Record<string, unknown>)[name] = after;
    }
    return value;
  };
  const decode = (text: string): unknown => {
    const value: unknown = parse(text);
    return apply(includes, text, ['"~']) ? revive(value, 0) : value;
  };

  return { encode, decode };
}

/** Turns data into text and back; the only shape in which values cross into or out of a script's world. */
export interface Codec {
  /**
   * JSON text of a value. What JSON lacks is a tagged string: `~u` undefined, `~i` bigint, `~n` a number JSON cannot
   * write, `~d` a Date in ms; a string that itself begins with `~` gets one more.
   *
   * @param limit longest text allowed, in characters
   * @throws DataCloneError for functions, symbols, promises and cycles; RangeError above the limit or the depth
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
  const { join } = Array.prototype;
  const refused = [Promise, WeakMap, WeakSet, WeakRef].map((type) => type.prototype as object);
  const emptied = [Map, Set, RegExp, Error].map((type) => type.prototype as object);
  const boxed = [Number, String, Boolean].map((type) => ({
    prototype: type.prototype as object,
    unbox: type.prototype.valueOf,
  }));

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

  const encode = (root: unknown, limit = Infinity): string => {
    const open: unknown[] = [];
    let depth = 0;
    let size = 0;
    const count = (length: number): void => {
      size += length;
      if (size > limit) throw new RangeErrorOf(`The result is larger than ${limit} characters`);
    };
    const emit = (text: string): string => {
      count(text.length);
      return text;
    };
    const write = (value: unknown): string => {
      if (value === null) return emit('null');
      if (value === undefined) return emit('"~u"');
      if (typeof value === 'string') {
        if (value.length > limit) count(value.length);
        return emit(stringify(apply(startsWith, value, ['~']) ? `~${value}` : value));
      }
      if (typeof value === 'boolean') return emit(value ? 'true' : 'false');
      if (typeof value === 'number') {
        if (value - value !== 0) return emit(`"~n${value}"`);
        return emit(value === 0 && 1 / value < 0 ? '"~n-0"' : `${value}`);
      }
      if (typeof value === 'bigint') return emit(`"~i${value}"`);
      if (typeof value !== 'object') throw uncopyable(typeof value === 'symbol' ? 'A symbol' : 'A function');
      return writeObject(value);
    };
    const writeObject = (value: object): string => {
      const time = timeOf(value);
      if (time !== undefined) return emit(`"~d${time}"`);
      if (inherits(refused, value)) throw uncopyable('A promise or weak collection');
      if (inherits(emptied, value)) return emit('{}');
      for (let i = 0; i < boxed.length; i += 1) {
        const kind = boxed[i] as (typeof boxed)[number];
        if (apply(isAncestor, kind.prototype, [value])) return write(apply(kind.unbox, value, []));
      }
      for (let i = 0; i < depth; i += 1) if (open[i] === value) throw uncopyable('A cyclic structure');
      if (depth >= maxDepth) throw new RangeErrorOf(`The result is nested more than ${maxDepth} levels deep`);
      open[depth] = value;
      depth += 1;
      const parts: string[] = [];
      if (isArray(value)) {
        for (let i = 0; i < value.length; i += 1) {
          count(1);
          defineProperty(parts, i, { value: write(value[i]) });
        }
      } else {
        const names = keys(value);
        for (let i = 0; i < names.length; i += 1) {
          const name = names[i] as string;
          const text = emit(`${stringify(name)}:`) + write((value as Record<string, unknown>)[name]);
          defineProperty(parts, i, { value: text });
        }
      }
      depth -= 1;
      count(2);
      const inner = apply(join, parts, [',']);
      return isArray(value) ? `[${inner}]` : `{${inner}}`;
    };
    return write(root);
  };

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

import type { Codec } from './codec.ts';
import { createCodec } from './codec.ts';
import { installIntl } from './intl-guest.ts';

/** Limits that apply to every script. */
export interface Limits {
  /** Longest encoded result, in characters. */
  readonly resultSize: number;
  /** Calls of `fetch` that one script may make. */
  readonly fetchLimit: number;
}

/**
 * What a context is told of its script: whether the script gets `fetch` and `setVariable`; four random 32-bit numbers,
 * because all contexts begin alike; and the object whose properties become globals.
 */
export type Opening = readonly [
  extended: boolean,
  seed: readonly [number, number, number, number],
  globals: Readonly<Record<string, unknown>>,
];

/** The only function of the host that a context can call. */
export type Ask = (operation: 'intl' | 'fetch', payload: string) => string;

/** Functions that the host keeps, to drive one evaluation. */
export interface Guest {
  /** Calls the compiled script; `wait` = its result is a promise to wait for. */
  begin(script: () => unknown, wait: boolean): void;
  /** Ends the evaluation with a thrown value. */
  fail(thrown: unknown): void;
  /** Answers a pending `fetch` with the encoded body, or rejects it with the encoded message. */
  settle(call: number, fulfilled: boolean, text: string): void;
  /**
   * How it stands: `P` pending; `V` and the encoded `[value, assigned]`; `E` and the encoded `{ name, message, empty }`
   * where `empty` says that `undefined` or `null` was thrown.
   */
  report(): string;
}

/**
 * Prepares a context and returns the function that opens it to one script, given an encoded `Opening`, and returns what
 * drives the script. Self-contained, see `createCodec`.
 *
 * @param limitsText encoded `Limits`
 */
export function prepare(ask: Ask, codec: Codec, limitsText: string): (opening: string) => Guest {
  type Pending = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };
  const limits = codec.decode(limitsText) as Limits;
  const { apply, defineProperty, deleteProperty, ownKeys } = Reflect;
  const { encode, decode } = codec;
  const { then } = Promise.prototype;
  const PromiseOf = Promise;
  const ErrorOf = Error;
  const toText = String;
  const cut = String.prototype.slice;
  const isPromise = Object.prototype.isPrototypeOf.bind(Promise.prototype);
  const world = globalThis as unknown as Record<string, unknown>;
  // What the engine throws when its stack is used up.
  const isOverflow = Object.prototype.isPrototypeOf.bind((world.InternalError as ErrorConstructor).prototype);
  const limitError = (message: string): Error => {
    const error = new ErrorOf(message);
    defineProperty(error, 'name', { value: 'LimitError' });
    return error;
  };
  const define = (target: object, name: string, value: unknown): void => {
    defineProperty(target, name, { value, writable: true, configurable: true });
  };

  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'InternalError']) deleteProperty(world, name);
  define(world, 'global', world);
  const console: Record<string, unknown> = {};
  for (const name of 'log info warn error debug trace dir table group groupCollapsed groupEnd time timeEnd timeLog assert clear count countReset dirxml'.split(
    ' ',
  )) {
    console[name] = { [name](): void {} }[name];
  }
  define(world, 'console', console);

  let [a, b, c, d] = [1, 2, 3, 4];
  // sfc32: small, fast, passes the usual batteries of tests.
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  define(Math, 'random', { random: () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53 }.random);

  let state = 'P';
  const describe = (thrown: unknown): string => {
    let name = 'Error';
    let message = 'The script failed';
    try {
      const error = thrown as { name?: unknown; message?: unknown } | undefined | null;
      if (typeof error === 'object' && error !== null && error.message !== undefined) {
        name = toText(error.name);
        message = toText(error.message);
      } else message = toText(thrown);
    } catch {
      // Reading a thrown value runs the script's getters, which may throw in turn: the defaults stand.
    }
    return encode({
      name: apply(cut, name, [0, 100]),
      message: apply(cut, message, [0, 10_000]),
      empty: thrown === undefined || thrown === null,
    });
  };
  const fail = (thrown: unknown): void => {
    state = `E${describe(thrown)}`;
  };

  const names: string[] = [];
  const texts: string[] = [];
  let assignedSize = 0;
  const finish = (value: unknown): void => {
    try {
      let list = '';
      for (let i = 0; i < names.length; i += 1) list += `${i ? ',' : ''}[${encode(names[i])},${texts[i]}]`;
      state = `V[${encode(value, limits.resultSize)},[${list}]]`;
    } catch (error) {
      fail(isOverflow(error as object) ? limitError('The result is nested too deeply') : error);
    }
  };

  const pending: Pending[] = [];
  const extend = (): void => {
    define(world, 'fetch', (url: unknown, init?: unknown) => {
      return new PromiseOf((resolve, reject) => {
        if (pending.length >= limits.fetchLimit) {
          throw limitError(`A script may call fetch at most ${limits.fetchLimit} times`);
        }
        const request = encode([pending.length, toText(url), init]);
        defineProperty(pending, pending.length, { value: { resolve, reject } });
        ask('fetch', request);
      });
    });
    define(world, 'setVariable', (name: unknown, value: unknown) => {
      return new PromiseOf<void>((resolve) => {
        const key = toText(name);
        const text = encode(value, limits.resultSize - assignedSize);
        assignedSize += text.length + key.length;
        let at = 0;
        while (at < names.length && names[at] !== key) at += 1;
        for (; at < names.length - 1; at += 1) {
          names[at] = names[at + 1] as string;
          texts[at] = texts[at + 1] as string;
        }
        defineProperty(names, at, { value: key, writable: true });
        defineProperty(texts, at, { value: text, writable: true });
        resolve();
      });
    });
  };

  const guest: Guest = {
    begin(script, wait) {
      try {
        const result = script();
        if (wait) apply(then, result, [finish, fail]);
        else if (isPromise(result as object)) fail(new ErrorOf('The result is a promise'));
        else finish(result);
      } catch (error) {
        fail(error);
      }
    },
    fail,
    settle(call, fulfilled, text) {
      const waiting = pending[call] as Pending;
      if (fulfilled) waiting.resolve(decode(text));
      else waiting.reject(new ErrorOf(toText(decode(text))));
    },
    report: () => state,
  };
  return (opening) => {
    const [extended, seed, globals] = decode(opening) as Opening;
    [a, b, c, d] = seed;
    if (extended) extend();
    const given = ownKeys(globals) as string[];
    for (let i = 0; i < given.length; i += 1) {
      const name = given[i] as string;
      defineProperty(world, name, { value: globals[name], writable: true, enumerable: true, configurable: true });
    }
    return guest;
  };
}

/** Source of a function `(ask, limitsText) => void` that prepares a context and leaves `open` on its global object. */
export const preludeSource = `(function (ask, limits) {
  const codec = (${createCodec})();
  (${installIntl})((request) => ask('intl', request), codec);
  const open = (${prepare})(ask, codec, limits);
  globalThis.open = (opening) => {
    delete globalThis.open;
    return open(opening);
  };
})`;

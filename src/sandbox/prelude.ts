import type { Codec } from './codec.ts';
import { createCodec } from './codec.ts';
import { installIntl } from './intl-guest.ts';

/** What one context is told before the script runs. */
export interface Settings {
  /** Longest encoded result, in characters. */
  readonly resultSize: number;
  /** Calls of `fetch` that one script may make. */
  readonly fetchLimit: number;
  /** Whether the script gets `fetch` and `setVariable`. */
  readonly extended: boolean;
  /** Four random 32-bit numbers: the engine's own generator starts alike in contexts made at the same moment. */
  readonly seed: readonly number[];
}

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
 * Prepares a context for one script and returns the functions that drive it. Self-contained, see `createCodec`.
 *
 * @param settingsText encoded `Settings`
 * @param globalsText encoded object whose properties become globals
 */
export function prepare(ask: Ask, codec: Codec, settingsText: string, globalsText: string): Guest {
  type Pending = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };
  const settings = codec.decode(settingsText) as Settings;
  const { apply, defineProperty, deleteProperty, ownKeys } = Reflect;
  const { encode, decode } = codec;
  const { then } = Promise.prototype;
  const PromiseOf = Promise;
  const ErrorOf = Error;
  const toText = String;
  const cut = String.prototype.slice;
  const isPromise = Object.prototype.isPrototypeOf.bind(Promise.prototype);
  const world = globalThis as unknown as Record<string, unknown>;
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

  let [a = 1, b = 2, c = 3, d = 4] = settings.seed;
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
      state = `V[${encode(value, settings.resultSize)},[${list}]]`;
    } catch (error) {
      fail(error);
    }
  };

  const pending: Pending[] = [];
  if (settings.extended) {
    define(world, 'fetch', (url: unknown, init?: unknown) => {
      return new PromiseOf((resolve, reject) => {
        if (pending.length >= settings.fetchLimit) {
          throw new ErrorOf(`A script may call fetch at most ${settings.fetchLimit} times`);
        }
        const request = encode([pending.length, toText(url), init]);
        defineProperty(pending, pending.length, { value: { resolve, reject } });
        ask('fetch', request);
      });
    });
    define(world, 'setVariable', (name: unknown, value: unknown) => {
      return new PromiseOf<void>((resolve) => {
        const key = toText(name);
        const text = encode(value, settings.resultSize - assignedSize);
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
  }

  const globals = decode(globalsText) as Record<string, unknown>;
  for (const name of ownKeys(globals) as string[]) {
    defineProperty(world, name, { value: globals[name], writable: true, enumerable: true, configurable: true });
  }

  return {
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
}

/** Source of a function `(ask, settingsText, globalsText) => Guest` for evaluation inside a context. */
export const preludeSource = `(function (ask, settings, globals) {
  const codec = (${createCodec})();
  (${installIntl})((request) => ask('intl', request), codec);
  return (${prepare})(ask, codec, settings, globals);
})`;

import type { Codec } from './codec.ts';
import { createCodec } from './codec.ts';
import { installFetchedText } from './fetched-text.ts';
import { installIntl } from './intl-guest.ts';
import { installLaterBuiltIns } from './later-built-ins.ts';
import { installLegacyRegExp } from './legacy-regexp.ts';
import { createDescriber } from './thrown.ts';

/** Limits that apply to every script. */
export interface Limits {
  /** Longest encoded result, in characters. */
  readonly resultSize: number;
  /** Calls of `fetch` that one script may make. */
  readonly fetchLimit: number;
}

/**
 * What a context is told of its script: whether the script gets `fetch` and `setVariable`; whether it asks for the last
 * match of any regular expression; four random 32-bit numbers, because all contexts begin alike; and the object whose
 * properties become globals.
 */
export type Opening = readonly [
  extended: boolean,
  tracksMatches: boolean,
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
  settle(call: number, fulfilled: boolean, text: string, status: number): void;
  /**
   * How it stands: `P` pending; `V` and the encoded `[value, assigned]`; `E` and the encoded `Description`
   * of what was thrown.
   */
  report(): string;
}

/** What the parts of a context that are installed before this one give to it. */
export interface Parts {
  readonly describe: ReturnType<typeof createDescriber>;
  readonly trackMatches: ReturnType<typeof installLegacyRegExp>;
  readonly answerAsResponses: typeof installFetchedText;
}

/**
 * Prepares a context and returns the function that opens it to one script, given an encoded `Opening`, and returns what
 * drives the script. Self-contained, see `createCodec`.
 *
 * @param limitsText encoded `Limits`
 */
export function prepare(
  ask: Ask,
  codec: Codec,
  limitsText: string,
  { describe, trackMatches, answerAsResponses }: Parts,
): (opening: string) => Guest {
  type Pending = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };
  const limits = codec.decode(limitsText) as Limits;
  const { apply, defineProperty, deleteProperty, ownKeys } = Reflect;
  const { encode, decode } = codec;
  const { then } = Promise.prototype;
  const PromiseOf = Promise;
  const ErrorOf = Error;
  const toText = String;
  const isPromise = Object.prototype.isPrototypeOf.bind(Promise.prototype);
  const world = globalThis as unknown as Record<string, unknown>;
  // What QuickJS throws when its stack is used up.
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
  /** Scripts that look through their globals find these, as they do on other servers. */
  const show = (name: string, value: unknown): void => {
    defineProperty(world, name, { value, writable: true, enumerable: true, configurable: true });
  };
  show('global', world);
  const console: Record<string, unknown> = {};
  for (const name of 'log info warn error debug trace dir table group groupCollapsed groupEnd time timeEnd timeLog assert clear count countReset dirxml profile profileEnd timeStamp'.split(
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
  const fail = (thrown: unknown): void => {
    state = `E${encode(describe(thrown))}`;
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
  let noteStatus = (_text: string, _status: number): void => {};
  const extend = (): void => {
    noteStatus = answerAsResponses();
    show('fetch', (url: unknown, init?: unknown) => {
      return new PromiseOf((resolve, reject) => {
        if (pending.length >= limits.fetchLimit) {
          throw limitError(`A script may call fetch at most ${limits.fetchLimit} times`);
        }
        const request = encode([pending.length, toText(url), init]);
        defineProperty(pending, pending.length, { value: { resolve, reject } });
        ask('fetch', request);
      });
    });
    show('setVariable', (name: unknown, value: unknown) => {
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
    settle(call, fulfilled, encoded, status) {
      const waiting = pending[call] as Pending;
      const text = decode(encoded) as string;
      if (fulfilled) {
        noteStatus(text, status);
        waiting.resolve(text);
      } else waiting.reject(new ErrorOf(text));
    },
    report: () => state,
  };
  return (opening) => {
    const [extended, tracksMatches, seed, globals] = decode(opening) as Opening;
    [a, b, c, d] = seed;
    if (extended) extend();
    if (tracksMatches) trackMatches();
    const given = ownKeys(globals) as string[];
    for (let i = 0; i < given.length; i += 1) {
      const name = given[i] as string;
      show(name, globals[name]);
    }
    return guest;
  };
}

/** Source of a function `(ask, limitsText) => void` that prepares a context and leaves `open` on its global object. */
export const preludeSource = `(function (ask, limits) {
  const codec = (${createCodec})();
  const parts = {
    describe: (${createDescriber})(),
    trackMatches: (${installLegacyRegExp})(),
    answerAsResponses: ${installFetchedText},
  };
  (${installLaterBuiltIns})();
  (${installIntl})((request) => ask('intl', request), codec);
  const open = (${prepare})(ask, codec, limits, parts);
  globalThis.open = (opening) => {
    delete globalThis.open;
    return open(opening);
  };
})`;

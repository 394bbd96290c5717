import type { Codec } from './codec.ts';

/**
 * Gives the realm it runs in the internationalisation that QuickJS lacks: `Intl` and the locale-aware
 * methods of the built-ins, as thin wrappers around one host function.
 *
 * Self-contained, because its source text is evaluated inside every script context.
 *
 * @param ask sends the encoded `[class, method, [locales, options], parameters]` to the host, see `createIntlHost`
 */
export function installIntl(ask: (request: string) => string, codec: Codec): void {
  type Answer = { value?: unknown; name?: string; message?: string };
  type Prototype = Record<PropertyKey, unknown>;
  type LocaleFacts = Readonly<Record<string, unknown>> & { readonly tag: string };
  const { apply, defineProperty } = Reflect;
  const { encode, decode } = codec;
  const { getTime } = Date.prototype;
  const toText = String;
  const toNumber = Number;
  const errors = { __proto__: null, RangeError, TypeError } as unknown as Record<string, ErrorConstructor | undefined>;
  const ErrorOf = Error;

  const none = encode([undefined, undefined]);
  /** What is known of each `Intl.Locale`, as the host describes it. */
  const known = new WeakMap<object, LocaleFacts>();
  const { get: recall, set: remember } = WeakMap.prototype;
  const factsOf = (locale: unknown): LocaleFacts | undefined => apply(recall, known, [locale]);
  const { isArray } = Array;
  const tagOf = (locale: unknown): unknown => factsOf(locale)?.tag ?? locale;
  const tagsOf = (locales: unknown): unknown => {
    if (!isArray(locales)) return tagOf(locales);
    const tags: unknown[] = [];
    for (let i = 0; i < locales.length; i += 1) defineProperty(tags, i, { value: tagOf(locales[i]), enumerable: true });
    return tags;
  };
  /** Text of what a formatter is made from; made once, sent with every call. */
  const recipe = (locales: unknown, options: unknown): string =>
    locales === undefined && options === undefined ? none : encode([tagsOf(locales), options]);
  const request = (type: string, name: string, made: string, parameters: unknown[]): unknown => {
    const answer = decode(ask(`["${type}","${name}",${made},${encode(parameters)}]`)) as Answer;
    if (answer.name === undefined) return answer.value;
    throw new (errors[answer.name] ?? ErrorOf)(answer.message);
  };
  const define = (target: object, name: PropertyKey, value: unknown): void => {
    defineProperty(target, name, { value, writable: true, configurable: true });
  };
  // A concise method has no prototype and is no constructor, as the built-ins that it stands for.
  const method = (target: object, name: string, body: (self: unknown, rest: unknown[]) => unknown): void => {
    const holder = {
      [name](this: unknown, ...rest: unknown[]): unknown {
        return body(this, rest);
      },
    };
    define(target, name, holder[name]);
  };

  const intl: Prototype = {};
  define(intl, Symbol.toStringTag, 'Intl');
  define(globalThis, 'Intl', intl);
  method(intl, 'getCanonicalLocales', (_self, [locales]) =>
    request('Intl', 'getCanonicalLocales', none, [tagsOf(locales)]),
  );
  method(intl, 'supportedValuesOf', (_self, rest) => request('Intl', 'supportedValuesOf', none, rest));

  const addClass = (type: string, callable: boolean, bound: string, methods: string[]): void => {
    const settings = new WeakMap<object, string>();
    const call = (self: unknown, name: string, rest: unknown[]): unknown => {
      const own = apply(recall, settings, [self]);
      if (own === undefined)
        throw new TypeError(`Method Intl.${type}.prototype.${name} called on incompatible receiver`);
      return request(type, name, own, rest);
    };
    function Formatter(this: unknown, locales?: unknown, options?: unknown): unknown {
      if (!new.target) {
        if (!callable) throw new TypeError(`Constructor Intl.${type} requires 'new'`);
        return new (Formatter as unknown as new (...args: unknown[]) => unknown)(locales, options);
      }
      const own = recipe(locales, options);
      request(type, 'new', own, []);
      apply(remember, settings, [this, own]);
      return undefined;
    }
    const prototype = Formatter.prototype as Prototype;
    define(Formatter, 'name', type);
    define(Formatter, 'length', 0);
    define(prototype, Symbol.toStringTag, `Intl.${type}`);
    method(Formatter, 'supportedLocalesOf', (_self, [locales, options]) =>
      request('Intl', 'supportedLocalesOf', none, [type, tagsOf(locales), options]),
    );
    for (const name of methods) method(prototype, name, (self, rest) => call(self, name, rest));
    method(prototype, 'resolvedOptions', (self) => call(self, 'resolvedOptions', []));
    if (bound) {
      defineProperty(prototype, bound, {
        configurable: true,
        get(this: unknown) {
          return (...rest: unknown[]) => call(this, bound, rest);
        },
      });
    }
    define(intl, type, Formatter);
  };
  const parts = ['formatToParts', 'formatRange', 'formatRangeToParts'];
  addClass('DateTimeFormat', true, 'format', parts);
  addClass('NumberFormat', true, 'format', parts);
  addClass('Collator', true, 'compare', []);
  addClass('RelativeTimeFormat', false, '', ['format', 'formatToParts']);
  addClass('ListFormat', false, '', ['format', 'formatToParts']);
  addClass('PluralRules', false, '', ['select', 'selectRange']);
  addClass('DisplayNames', false, '', ['of']);
  addClass('Segmenter', false, '', ['segment']);
  addClass('DurationFormat', false, '', ['format', 'formatToParts']);

  function Locale(this: object, tag?: unknown, options?: unknown): void {
    if (!new.target) throw new TypeError("Constructor Intl.Locale requires 'new'");
    if (typeof tag !== 'string' && (typeof tag !== 'object' || tag === null)) {
      throw new TypeError("First argument to Intl.Locale constructor can't be empty or missing");
    }
    const facts = request('Locale', 'describe', recipe(factsOf(tag) ? tag : toText(tag), options), []);
    apply(remember, known, [this, facts]);
  }
  const LocaleOf = Locale as unknown as new (tag: unknown) => object;
  const fact = (self: unknown, name: string): unknown => {
    const facts = factsOf(self);
    if (!facts) throw new TypeError(`Method Intl.Locale.prototype.${name} called on incompatible receiver`);
    const value = facts[name];
    return typeof value === 'object' ? decode(encode(value)) : value;
  };
  const getter = (name: string, read: (self: unknown) => unknown): void => {
    defineProperty(Locale.prototype, name, {
      configurable: true,
      get(this: unknown) {
        return read(this);
      },
    });
  };
  define(Locale, 'length', 1);
  define(Locale.prototype, Symbol.toStringTag, 'Intl.Locale');
  method(Locale.prototype, 'toString', (self) => fact(self, 'tag'));
  for (const name of ['maximize', 'minimize']) {
    method(Locale.prototype, name, (self) => new LocaleOf(fact(self, name)));
  }
  for (const name of 'baseName language script region calendar caseFirst collation firstDayOfWeek hourCycle numeric numberingSystem'.split(
    ' ',
  )) {
    getter(name, (self) => fact(self, name));
  }
  for (const name of 'Calendars Collations HourCycles NumberingSystems TimeZones TextInfo WeekInfo'.split(' ')) {
    method(Locale.prototype, `get${name}`, (self) => fact(self, name));
    // Its name before it became a method.
    getter((name[0] as string).toLowerCase() + name.slice(1), (self) => fact(self, name));
  }
  define(intl, 'Locale', Locale);

  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toString', 'toTimeString']) {
    const time = getTime;
    method(Date.prototype, name, (self, [locales, options]) =>
      request('Date', name, recipe(locales, options), [apply(time, self as Date, [])]),
    );
  }
  const numberValue = Number.prototype.valueOf;
  method(Number.prototype, 'toLocaleString', (self, [locales, options]) =>
    request('NumberFormat', 'format', recipe(locales, options), [apply(numberValue, self, [])]),
  );
  const bigintValue = BigInt.prototype.valueOf;
  method(BigInt.prototype, 'toLocaleString', (self, [locales, options]) =>
    request('NumberFormat', 'format', recipe(locales, options), [apply(bigintValue, self, [])]),
  );
  method(Array.prototype, 'toLocaleString', (self, rest) => {
    const list = self as ArrayLike<unknown>;
    let text = '';
    for (let i = 0; i < toNumber(list.length); i += 1) {
      const item = list[i];
      if (i > 0) text += ',';
      if (item !== undefined && item !== null) text += toText(apply((item as Date).toLocaleString, item, rest));
    }
    return text;
  });

  const receiver = (self: unknown, name: string): string => {
    if (self === undefined || self === null) throw new TypeError(`String.prototype.${name} called on ${self}`);
    return toText(self);
  };
  method(String.prototype, 'localeCompare', (self, [that, locales, options]) =>
    request('Collator', 'compare', recipe(locales, options), [receiver(self, 'localeCompare'), toText(that)]),
  );
  for (const name of ['toLocaleUpperCase', 'toLocaleLowerCase'] as const) {
    method(String.prototype, name, (self, [locales]) =>
      request('String', name, recipe(locales, undefined), [receiver(self, name)]),
    );
  }
}

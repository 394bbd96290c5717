import type { Codec } from './codec.ts';

/** Longest request a script may send through the bridge, in characters. */
const maxRequest = 1_000_000;
/** Formatters kept for reuse; the oldest is dropped first. */
const maxFormatters = 100;
/** Scripts that name no locale get this one, whatever the locale of the machine. */
const defaultLocale = 'en-US';

type Formatter = Readonly<Record<string, unknown>>;
type FormatterType = new (locales: unknown, options: unknown) => Formatter;
type Method = (this: unknown, ...parameters: readonly unknown[]) => unknown;

interface Allowed {
  readonly create: FormatterType;
  readonly methods: ReadonlySet<string>;
}

const allow = (create: unknown, methods: string): Allowed => ({
  create: create as FormatterType,
  methods: new Set(`${methods} resolvedOptions`.split(' ')),
});

const ranges = 'format formatToParts formatRange formatRangeToParts';

/** Everything of `Intl` that a script can reach: class, then method. */
const formatters: ReadonlyMap<string, Allowed> = new Map([
  ['DateTimeFormat', allow(Intl.DateTimeFormat, ranges)],
  ['NumberFormat', allow(Intl.NumberFormat, ranges)],
  ['RelativeTimeFormat', allow(Intl.RelativeTimeFormat, 'format formatToParts')],
  ['ListFormat', allow(Intl.ListFormat, 'format formatToParts')],
  ['PluralRules', allow(Intl.PluralRules, 'select selectRange')],
  ['Collator', allow(Intl.Collator, 'compare')],
  ['DisplayNames', allow(Intl.DisplayNames, 'of')],
  ['Segmenter', allow(Intl.Segmenter, 'segment')],
  ['DurationFormat', allow(Reflect.get(Intl, 'DurationFormat'), 'format formatToParts')],
]);

const localeParts = [
  ...['baseName', 'language', 'script', 'region', 'calendar', 'caseFirst', 'collation', 'firstDayOfWeek', 'hourCycle'],
  ...['numeric', 'numberingSystem'],
];
const localeLists = ['Calendars', 'Collations', 'HourCycles', 'NumberingSystems', 'TimeZones', 'TextInfo', 'WeekInfo'];

/** Everything that an `Intl.Locale` can tell, because scripts have none of their own. */
function describeLocale(tag: unknown, options: unknown): Readonly<Record<string, unknown>> {
  const locale = new Intl.Locale(String(tag), (options ?? {}) as Intl.LocaleOptions);
  const lists = localeLists.map((name) => [name, (Reflect.get(locale, `get${name}`) as Method).call(locale)]);
  return {
    tag: locale.toString(),
    maximize: locale.maximize().toString(),
    minimize: locale.minimize().toString(),
    ...Object.fromEntries(localeParts.map((name) => [name, Reflect.get(locale, name)])),
    ...Object.fromEntries(lists),
  };
}

const dateMethods = new Set(['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toString', 'toTimeString']);
const textMethods = new Set(['toLocaleUpperCase', 'toLocaleLowerCase']);

/** Functions without a receiver, by the name that the script side uses. */
const functions: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['getCanonicalLocales', (locales) => Intl.getCanonicalLocales(locales as string[])],
  ['supportedValuesOf', (key) => Intl.supportedValuesOf(key as 'currency')],
  [
    'supportedLocalesOf',
    (type, locales, options) => {
      if (typeof type !== 'string' || !formatters.has(type)) throw new TypeError('Unknown Intl class');
      return Intl[type as 'NumberFormat'].supportedLocalesOf(locales as string[], options as Intl.NumberFormatOptions);
    },
  ],
]);

/**
 * The host side of the script's `Intl`: answers one request text with one answer text.
 *
 * A request is the encoded list `[class, method, [locales, options], parameters]`; the answer is the encoded
 * `{ value }` or `{ name, message }` of the error that the script is to see. Requests come from untrusted code: only
 * listed classes and methods are reachable, and nothing is ever thrown.
 */
export function createIntlHost(codec: Codec): (request: string) => string {
  const cache = new Map<string, Formatter>();

  const formatterOf = (type: string, allowed: Allowed, locales: unknown, options: unknown): Formatter => {
    const key = codec.encode([type, locales, options]);
    const known = cache.get(key);
    const formatter = known ?? new allowed.create(locales, options);
    cache.delete(key);
    cache.set(key, formatter);
    if (cache.size > maxFormatters) cache.delete(cache.keys().next().value as string);
    return formatter;
  };

  const answer = (request: string): unknown => {
    if (request.length > maxRequest) throw new RangeError('Too much text for Intl');
    const parts: unknown = codec.decode(request);
    if (!Array.isArray(parts) || !Array.isArray(parts[2]) || !Array.isArray(parts[3])) {
      throw new TypeError('Malformed request');
    }
    const [type, method, [locales = defaultLocale, options], parameters] = parts as [
      type: unknown,
      method: unknown,
      recipe: unknown[],
      parameters: unknown[],
    ];
    if (typeof type !== 'string' || typeof method !== 'string') throw new TypeError('Malformed request');
    const allowed = formatters.get(type);
    if (allowed) {
      const formatter = formatterOf(type, allowed, locales, options);
      if (method === 'new') return undefined;
      if (!allowed.methods.has(method)) throw new TypeError('Unknown method');
      const result = (formatter[method] as Method).apply(formatter, parameters);
      return method === 'segment' ? [...(result as Iterable<unknown>)] : result;
    }
    if (type === 'Locale' && method === 'describe') return describeLocale(locales, options);
    const [receiver] = parameters;
    if (type === 'Date' && dateMethods.has(method) && typeof receiver === 'number') {
      return (new Date(receiver)[method as 'toLocaleString'] as Method).call(new Date(receiver), locales, options);
    }
    if (type === 'String' && textMethods.has(method) && typeof receiver === 'string') {
      return receiver[method as 'toLocaleUpperCase'](locales as string);
    }
    const plain = type === 'Intl' ? functions.get(method) : undefined;
    if (!plain) throw new TypeError('Unknown method');
    return plain(...parameters);
  };

  return (request) => {
    try {
      return codec.encode({ value: answer(request) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error('Intl failed');
      return codec.encode({ name, message });
    }
  };
}

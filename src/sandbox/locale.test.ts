import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

/** The machine that runs the tests may have any locale of its own, so every expression names one. */
const expressions = [
  'new Date(0).toLocaleDateString("pt-BR", { timeZone: "America/Sao_Paulo" })',
  'new Date(0).toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit" })',
  'new Date(0).toLocaleDateString("fr-FR", { weekday: "long", year: "numeric", month: "long", day: "numeric" })',
  'new Date(0).toLocaleString("de-DE", { dateStyle: "full", timeStyle: "short", timeZone: "Asia/Tokyo" })',
  'new Date(0).toLocaleDateString("en-GB")',
  'new Date(0).toLocaleDateString(["xx-invalid-locale-x", "es-MX"].slice(1))',
  'new Date(1e12).toLocaleDateString("ar-EG")',
  'new Date(1e12).toLocaleDateString("th-TH-u-ca-buddhist", { era: "short" })',
  'new Date(NaN).toLocaleDateString("en-US")',
  'new Intl.DateTimeFormat("ja-JP", { timeZone: "UTC" }).format(new Date(0))',
  'Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short" }).formatToParts(0)',
  'new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).formatRange(0, 1e10)',
  'new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York" }).resolvedOptions().timeZone',
  '[0, 1e12].map(new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).format)',
  '(1234567.891).toLocaleString("en-US")',
  '(1234567.891).toLocaleString("de-DE")',
  '(1234567.891).toLocaleString("en-US", { style: "currency", currency: "USD" })',
  '(1234567.891).toLocaleString("en-IN", { maximumFractionDigits: 0 })',
  '(0.256).toLocaleString("pt-BR", { style: "percent" })',
  '[NaN.toLocaleString("en"), Infinity.toLocaleString("en"), (-0).toLocaleString("en")]',
  '(12345678901234567890n).toLocaleString("de-DE")',
  'new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" }).format(1234.5)',
  'Intl.NumberFormat("en", { notation: "compact" }).format(1.5e6)',
  '[1, 2.5].map(new Intl.NumberFormat("fr", { minimumFractionDigits: 2 }).format)',
  'new Intl.NumberFormat("en").format("123456789012345678901234567890")',
  'new Intl.NumberFormat("de", { style: "unit", unit: "kilometer-per-hour" }).formatToParts(50)',
  '["z", "ä", "a", "Z", "A"].sort((a, b) => a.localeCompare(b, "de"))',
  '["z", "ä", "a"].sort((a, b) => a.localeCompare(b, "sv"))',
  '"a".localeCompare("A", "en", { sensitivity: "base" })',
  '["10", "9", "1"].sort(new Intl.Collator("en", { numeric: true }).compare)',
  '["ä", "a", "z"].sort(Intl.Collator("sv").compare)',
  '["TITLE".toLocaleLowerCase("tr"), "title".toLocaleUpperCase("tr"), "I".toLocaleLowerCase("en")]',
  'new Intl.PluralRules("ar").select(3) + new Intl.PluralRules("en", { type: "ordinal" }).select(2)',
  'new Intl.RelativeTimeFormat("es", { numeric: "auto" }).format(-1, "day")',
  'new Intl.ListFormat("en", { type: "disjunction" }).format(["a", "b", "c"])',
  'new Intl.DisplayNames("fr", { type: "region" }).of("BR")',
  '[...new Intl.Segmenter("en", { granularity: "word" }).segment("Hi there")].map((s) => s.segment)',
  'Intl.getCanonicalLocales("EN-us")',
  '((l) => [l.toString(), l + "", l.language, l.script, l.region, l.baseName, l.calendar, l.hourCycle, l.numeric])(new Intl.Locale("en-Latn-US-u-ca-buddhist", { hourCycle: "h23" }))',
  '[new Intl.Locale("zh").maximize().toString(), new Intl.Locale("zh-Hans-CN").minimize().baseName, new Intl.Locale(new Intl.Locale("pt-BR")).region]',
  '((l) => [l.getWeekInfo(), l.weekInfo, l.getTimeZones(), l.getCalendars(), l.getTextInfo().direction, l.getHourCycles()])(new Intl.Locale("ar-EG"))',
  '[(1234.5).toLocaleString(new Intl.Locale("de")), new Intl.NumberFormat([new Intl.Locale("fr"), "en"]).format(1234.5), "a".localeCompare("b", new Intl.Locale("sv"))]',
  '[new Intl.Locale("de") instanceof Intl.Locale, Object.prototype.toString.call(new Intl.Locale("de")), Intl.Locale.name, Intl.Locale.length, Object.keys(new Intl.Locale("de"))]',
  'Intl.getCanonicalLocales([new Intl.Locale("EN-us"), "de"]).concat(Intl.Collator.supportedLocalesOf(new Intl.Locale("de")))',
  'new Intl.DurationFormat("en", { style: "short" }).format({ hours: 1, minutes: 30 })',
  'Intl.NumberFormat.supportedLocalesOf(["de", "en-US"])',
  'Intl.supportedValuesOf("unit").length',
  '[1234.5, new Date(0)].toLocaleString("de-DE", { timeZone: "UTC" })',
  '[new Intl.NumberFormat("de") instanceof Intl.NumberFormat, Object.prototype.toString.call(new Intl.NumberFormat("de"))]',
  '[typeof Intl, Object.keys(Intl), Intl.NumberFormat.name, Date.prototype.toLocaleDateString.name]',
];

/** Each must throw the same error. */
const throwing = [
  'new Date(0).toLocaleDateString("en", { timeZone: "Mars/Base" })',
  'new Date(0).toLocaleDateString("not a locale")',
  'new Date(0).toLocaleTimeString("en", { dateStyle: "short" })',
  'new Intl.NumberFormat("en", { style: "currency" })',
  '(1).toLocaleString("en", { style: "currency", currency: "nope!" })',
  'new Intl.DateTimeFormat("en").format(NaN)',
  'new Intl.RelativeTimeFormat("en").format(1, "eon")',
  'Intl.PluralRules("en")',
  'new Intl.Locale()',
  'new Intl.Locale(5)',
  'new Intl.Locale("x")',
  'new Intl.Locale("de", { hourCycle: "h99" })',
  'Intl.Locale("de")',
  'new Intl.DisplayNames("en")',
  '"a".localeCompare("b", "x")',
  'Intl.supportedValuesOf("planets")',
];

const codec = createCodec();
let sandbox: Sandbox;
const run = async (codes: readonly string[]): Promise<ScriptOutcome[]> => {
  const turn = sandbox.openTurn({ deadline: () => 60_000 });
  const outcomes = await turn.run(codes.map((code) => ({ code, kind: 'expression', globals: {} })));
  turn.close();
  return outcomes;
};
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
});
afterAll(() => sandbox.close());

const native = (code: string): unknown => new Function(`return (${code})`)();
const nativeError = (code: string): Error => {
  try {
    native(code);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${code} throws nothing`);
};

describe('locales are those of V8', () => {
  it.each(expressions)('%s', async (code) => {
    const value = codec.decode(codec.encode(native(code)));
    expect(await run([code])).toEqual([{ ok: true, value, assigned: [] }]);
  });

  it.each(throwing)('%s throws', async (code) => {
    const { name, message } = nativeError(code);
    expect(await run([code])).toEqual([{ ok: false, reason: 'error', name, message }]);
    expect(await run([`(() => { try { ${code}; } catch (e) { return e instanceof ${name}; } })()`])).toMatchObject([
      { value: true },
    ]);
  });

  it('of the United States where none is named', async () => {
    const codes = [
      'new Date(0).toLocaleDateString()',
      '(1234.5).toLocaleString()',
      'Intl.NumberFormat().resolvedOptions().locale',
    ];
    const outcomes = await run(codes);
    expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual(['1/1/1970', '1,234.5', 'en-US']);
  });

  it('a formatter keeps the options it was made with', async () => {
    const code =
      '(() => { const o = { minimumFractionDigits: 2 }; const f = new Intl.NumberFormat("en", o); o.minimumFractionDigits = 0; return f.format(1); })()';
    expect(await run([code])).toMatchObject([{ value: '1.00' }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import { createCodec } from './codec.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

/** Expressions whose value must be the one that V8 gives. */
const language = [
  '1 + "2" - 3',
  '0.1 + 0.2',
  '[1e21, 1e-7, -0, 123456789012345680000, 5e-324, 1.7976931348623157e308]',
  '(1234.5678).toFixed(2) + (0.000001234).toPrecision(2) + (255).toString(16) + (35).toString(36)',
  '[parseInt("12px"), parseFloat("3.14abc"), Number(""), Number("0x1f"), Number("1_0"), Number(" 12 ")]',
  '[Math.max(), Math.min(1, "2"), Math.hypot(3, 4), Math.sign(-3), Math.trunc(-4.7), Math.cbrt(27), Math.clz32(1)]',
  '[Math.round(-0.5), Math.round(2.5), Math.round(1.005 * 100) / 100, Math.fround(5.5)]',
  '[5 % -3, -5 % 3, 2 ** 10, 7 >>> 1, -7 >> 1, ~5, 5 & 3, 5 | 3, 5 ^ 3]',
  '[typeof null, typeof undefined, typeof {}, typeof (() => 1), typeof 1n, typeof Symbol()]',
  '[null ?? 1, 0 || 2, "" && 3, undefined?.x, ({ a: { b: 1 } }).a?.b]',
  '[[] + [], [] + {}, [1, 2] + "", null + 1, undefined + 1, true + true]',
  '[null == undefined, null == 0, "" == 0, "1" == 1, NaN == NaN, [1] == 1]',
  '"Hello World".split(" ").reverse().join(" ")',
  '"a-b_c d".split(/[-_ ]/)',
  '["abc".at(-1), "abc".padStart(5, "*"), "abc".padEnd(5), "ab".repeat(3), " x ".trim() + "|"]',
  '"Straße ÇA".toUpperCase() + "İI".toLowerCase()',
  '["é".normalize("NFD").length, "e\\u0301".normalize("NFC"), "ﬁ".normalize("NFKC")]',
  '"a.b.c".replaceAll(".", "-") + "aXbX".replace("X", (m, i) => m + i)',
  '"John Smith".replace(/(?<first>\\w+)\\s(?<last>\\w+)/, "$<last>, $<first>")',
  '"2024-05-01".match(/(\\d+)-(\\d+)-(\\d+)/).slice(1).map(Number)',
  '[..."a1b22c333".matchAll(/[a-z](\\d+)/g)].map((m) => m[1])',
  '"price: $42".match(/(?<=\\$)\\d+/)[0]',
  '"foobar".match(/foo(?!baz)/)[0]',
  '"héllo wörld".match(/\\p{L}+/gu)',
  '/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test("a@b.co")',
  '"😀a".length + [..."😀a"].length + "😀".codePointAt(0).toString(16)',
  '"aBc".replace(/[a-z]/gi, (c) => c.charCodeAt(0) + ",")',
  '/(\\d{3})-(\\d{4})/y.exec("555-1234")?.[2]',
  '[encodeURIComponent("a b&c/é"), encodeURI("a b&c/é"), decodeURIComponent("%F0%9F%98%80"), escape("é b"), unescape("%E9")]',
  'JSON.stringify({ a: [1, "x", null, undefined, () => 1], b: undefined, c: new Date(0), d: NaN })',
  'JSON.stringify({ a: 1, b: [1, 2] }, null, 2)',
  'JSON.stringify("\\ud800\\u2028")',
  'JSON.parse(\'{"a":[1,2,{"b":null}]}\', (k, v) => (typeof v === "number" ? v + 1 : v))',
  '[3, 1, 10, 2].sort()',
  '[3, 1, 10, 2].sort((a, b) => b - a)',
  '[3, 1, 2].toSorted().concat([3, 1].toReversed(), [1, 2, 3].with(1, 9), [1, 2, 3].toSpliced(0, 1))',
  '[1, [2, [3, [4]]]].flat(Infinity)',
  '[1, 2, 3].flatMap((x) => [x, x * 2])',
  '[1, 2, 3, 4].findLast((x) => x % 2) + [1, 2].indexOf(2) + [1, NaN].includes(NaN)',
  '[1, 2, 3].reduce((a, b) => a + b) / 3',
  'Object.entries({ b: 1, a: 2, 1: 3 })',
  'Object.fromEntries([["a", 1], ["b", 2]])',
  'Object.groupBy([1, 2, 3], (x) => (x % 2 ? "odd" : "even"))',
  '({ ...{ a: 1 }, b: 2, ["c" + 1]: 3 })',
  '(({ a, ...rest }) => rest)({ a: 1, b: 2, c: 3 })',
  '(([x, , y = 5, ...z]) => [x, y, z])([1, 2, undefined, 4, 5])',
  '[...new Set([3, 3, 1])].concat([...new Map([[1, 2]]).keys()])',
  'Array.from({ length: 3 }, (_, i) => i * i)',
  '[...Array(3).keys()].map(String)',
  '(function () { var s = 0; for (var i = 0; i < 10; i++) { if (i === 5) continue; s += i; } return s; })()',
  '(() => { label: for (const a of [1, 2]) for (const b of [1, 2]) if (b === 2) continue label; return "done"; })()',
  '(() => { switch (3) { case 1: return "a"; default: return "d"; case 2: return "b"; } })()',
  '(() => { try { null.x; } catch (e) { return e instanceof TypeError; } finally { } })()',
  '(() => { class A { #x = 1; static s = 2; get x() { return this.#x; } } class B extends A { get x() { return super.x + A.s; } } return new B().x; })()',
  '(() => { function* g() { const x = yield 1; yield x * 2; } const i = g(); i.next(); return i.next(21).value; })()',
  '(() => { let n = 0; const o = { get a() { return ++n; }, set a(v) { n = v; } }; o.a; o.a = 10; return o.a; })()',
  `(() => { const t = (s, ...v) => s.raw.join("|") + v; return t\`a\${1}\\n\${2}\`; })()`,
  '(() => { var x = 1; { let x = 2; } return x + (typeof y) + (() => { var y = 1; return y; })(); })()',
  '(function () { return arguments.length + this.constructor.name; }).call({}, 1, 2)',
  'eval("var q = 2; q * 21") + new Function("a", "b", "return a + b")(1, 2)',
  '010 + 0b11 + 0o17 + 1_000',
  '[10n ** 20n + 1n, BigInt("123") * 2n, 7n / 2n, BigInt.asUintN(8, 257n), typeof (5n + 5n)]',
  '[isNaN("x"), Number.isInteger(5.0), Number.isSafeInteger(2 ** 53), Number.EPSILON > 0, Number.MAX_SAFE_INTEGER]',
  '[...new Uint8Array([256, -1, 3.7])].concat([...new Float32Array([0.1])])',
  'Object.keys(Object.getOwnPropertyDescriptors(class { static m() {} })).sort()',
  '[1, 2, 3, 4].copyWithin(0, 2).fill(9, 3).join()',
  '"z".localeCompare("a") > 0 && ["b", undefined, "a"].sort()',
  '[1, 2, 3].entries().toArray().map(([i, x]) => i * x)',
  'new Set([1, 2]).union(new Set([2, 3])).size + [...new Set([1, 2]).difference(new Set([2]))][0]',
  'Reflect.ownKeys({ b: 1, a: 2, [Symbol.iterator]: 3 }).length',
  'structured = "sloppy assignment"',
];

const dates = [
  'new Date(0).toISOString()',
  'new Date("2024-02-29T12:30:45.678Z").getTime()',
  'new Date("2024-02-30").getTime()',
  '["2024-01-05", "2024-01-05T10:00", "2024-01-05T10:00:00+02:00", "Jan 5, 2024", "5 Jan 2024 10:00", "5/1/2024", "1,5", "hello 5", "Fri, 05 Jan 2024 10:00:00 GMT", "2024/01/05", "nonsense"].map((s) => Date.parse(s))',
  'new Date(2024, 0, 31, 25, 61, 61).toISOString()',
  '(() => { const d = new Date(0); d.setMonth(13); d.setDate(0); d.setHours(-1); return d.toISOString(); })()',
  '[new Date(1e12).getDay(), new Date(1e12).getTimezoneOffset(), new Date(1e12).getFullYear(), new Date(1e12).getHours()]',
  `\`\${new Date(1e12)}\``,
  'new Date(1e12) + 1',
  'new Date(1e12) - new Date(1e11)',
  '[new Date(1e12).toString(), new Date(1e12).toDateString(), new Date(1e12).toTimeString(), new Date(1e12).toUTCString(), new Date(1e12).toJSON()]',
  'String(new Date(NaN)) + new Date(NaN).getTime()',
  'Date.UTC(2024, 1, 29)',
  'new Date(8.64e15 + 1).getTime()',
];

/** The same for code with promises. */
const promised = [
  'Array.fromAsync([1, Promise.resolve(2), 3])',
  'Array.fromAsync(new Set([1, 2]), async (x, i) => x * 10 + i)',
  'Array.fromAsync((async function* () { yield 1; yield Promise.resolve(2); })())',
  'Array.fromAsync({ length: 2, 0: "a", 1: Promise.resolve("b") }, function (x) { return this + x; }, "t")',
  'Array.fromAsync("añ")',
  'Array.fromAsync([Promise.reject(new Error("x"))]).catch((e) => e.message)',
  'Array.fromAsync(null).catch((e) => e instanceof TypeError)',
  'Array.fromAsync([], 5).catch((e) => e instanceof TypeError)',
  'Array.fromAsync.call(class extends Array {}, [1]).then((a) => [a.constructor !== Array, a.length, a[0]])',
  '[Array.fromAsync.length, Array.fromAsync.name, Object.keys(Array)]',
  'Promise.try(() => 1).then((x) => x + 1)',
  '[Error.isError(new TypeError()), RegExp.escape("a.b"), new Set([1]).isSubsetOf(new Set([1, 2])), Map.groupBy([1, 2], (x) => x % 2).size]',
  '(() => { class E extends Error { constructor(m) { super(m); Error.captureStackTrace(this, E); this.name = "E"; } } const e = new E("m"); return [e.message, e.name, typeof e.stack, Object.keys(e)]; })()',
];

/** The static properties of old. Groups are asked for after each kind of search. */
const lastMatches = [
  '/(\\d+)-(\\d+)/.test("a 12-34 b")',
  '/(b)(x)?/.exec("abc")',
  '"2024-05".replace(/(\\d)-(\\d)/, "-")',
  '"a1b2".replace(/([a-z])\\d/g, () => RegExp.$1)',
  '"key=value".match(/(\\w+)=(\\w+)/)',
  '"k1 k2".match(/k(\\d)/g)',
  '"x-y".search(/(-)/)',
  '[..."a1b2".matchAll(/([a-z])(\\d)/g)]',
  '/(a)/.test("a"), /(b)/.test("no match")',
  '((m) => { m[1] = "changed"; m.input = "changed"; })(/(a)/.exec("xay"))',
  'RegExp.input = "z"; /q/.test("-")',
].map((search) => {
  const names = ['$1', '$2', '$9', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', 'rightContext', '$`', "$'"];
  return `(() => { /reset()/.test("reset"); ${search}; return [${names.map((name) => `RegExp[${JSON.stringify(name)}]`)}]; })()`;
});

const codec = createCodec();
let sandbox: Sandbox;
let outcomes: ScriptOutcome[] = [];
const all = [...language, ...dates, ...lastMatches];
let awaited: ScriptOutcome[] = [];
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1 });
  const turn = sandbox.openTurn({ deadline: () => 60_000 });
  outcomes = await turn.run(all.map((code) => ({ code, kind: 'expression', globals: {} })));
  awaited = await turn.run(promised.map((code) => ({ code: `return ${code};`, kind: 'async', globals: {} })));
  turn.close();
});
afterAll(() => sandbox.close());

describe('scripts give what V8 gives', () => {
  it.each(all.map((code, index) => [code, index] as const))('%s', (code, index) => {
    const value: unknown = new Function(`return (${code}\n)`)();
    expect(outcomes[index]).toEqual({ ok: true, value: codec.decode(codec.encode(value)), assigned: [] });
  });

  it.each(promised.map((code, index) => [code, index] as const))('%s', async (code, index) => {
    const value: unknown = await new Function(`return (${code}\n)`)();
    expect(awaited[index]).toEqual({ ok: true, value: codec.decode(codec.encode(value)), assigned: [] });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ workers: 1, resultBytes: 10_000, codeBytes: 5_000 });
});
afterAll(() => sandbox.close());

const turnOf = (from: Sandbox = sandbox) => from.openTurn({ deadline: () => 20_000 });
const run = async (code: string, request: Partial<ScriptRequest> = {}): Promise<ScriptOutcome> => {
  const turn = turnOf();
  const [outcome] = await turn.run([{ code, kind: 'function', globals: {}, ...request }]);
  turn.close();
  return outcome as ScriptOutcome;
};
const resultOf = async (code: string, request: Partial<ScriptRequest> = {}): Promise<unknown> => {
  const outcome = await run(code, request);
  return outcome.ok ? outcome.value : outcome;
};

describe('kinds', () => {
  it.each<[ScriptRequest['kind'], string, unknown]>([
    ['function', 'return 1 + 1;', 2],
    ['function', 'const x = 5; x;', undefined],
    ['function', 'return 1 // note', 1],
    ['function', 'return this === globalThis;', true],
    ['function', 'return 010 + (undeclared = 1);', 9],
    ['function', 'with ({ a: 7 }) return a;', 7],
    ['async', 'return await Promise.resolve(3);', 3],
    ['async', 'return Promise.resolve(Promise.resolve(4));', 4],
    ['async', 'const [a, b] = await Promise.all([1, Promise.resolve(2)]); return a + b;', 3],
    ['async', 'try { await Promise.reject(new Error("x")); } catch (e) { return e.message; }', 'x'],
    ['async', 'return { then(resolve) { resolve(6); } };', 6],
    ['expression', '[1, 2].map((x) => x * 2)', [2, 4]],
    ['expression', '{ a: 1 }', { a: 1 }],
    ['expression', '1 // note', 1],
  ])('%s: %s', async (kind, code, value) => {
    expect(await run(code, { kind })).toEqual({ ok: true, value, assigned: [] });
  });

  it.each<[ScriptRequest['kind'], string, string]>([
    ['function', 'foo', 'ReferenceError: foo is not defined'],
    ['async', 'await 1; foo;', 'ReferenceError: foo is not defined'],
    ['expression', 'foo.bar', 'ReferenceError: foo is not defined'],
    ['function', 'throw new TypeError("no")', 'TypeError: no'],
    ['function', 'throw "plain"', 'Error: plain'],
    ['function', 'throw ""', 'Error: ""'],
    ['function', 'throw " \\n"', 'Error: " \\n"'],
    ['async', 'throw ""', 'Error: ""'],
    ['async', 'await Promise.reject("")', 'Error: ""'],
    ['function', 'throw { name: "", message: "" }', 'Error: Error'],
    ['function', 'throw { name: " ", message: "m" }', 'Error: m'],
    ['function', 'throw new TypeError(" ")', 'TypeError: TypeError'],
    ['function', 'throw { message: "" }', 'Error: Error'],
    ['function', 'throw []', 'Error: []'],
    ['function', 'throw Symbol()', 'Error: Symbol()'],
    ['function', 'String.prototype.trim = () => ""; throw "plain"', 'Error: plain'],
    ['function', 'throw 7', 'Error: 7'],
    ['function', 'throw { code: 7 }', 'Error: {"code":7}'],
    ['function', 'throw [1, { a: null }]', 'Error: [1,{"a":null}]'],
    ['function', 'throw { name: "Own", message: 5 }', 'Own: 5'],
    ['function', 'throw { message: { text: "t" } }', 'Error: {"text":"t"}'],
    ['function', 'throw new (class Own extends Error { name = "Own"; code = 7; })("m")', 'Own: m'],
    ['function', 'throw new Error()', 'Error: Error'],
    ['function', 'throw Object.assign(Object.create(null), { code: 7 })', 'Error: {"code":7}'],
    ['function', 'const a = {}; a.a = a; throw a', 'Error: The script failed'],
    ['function', 'throw { toJSON() { throw 1; } }', 'Error: The script failed'],
    ['function', 'throw { toJSON() {} }', 'Error: The script failed'],
    ['function', 'JSON.stringify = () => "spoilt"; throw { code: 7 }', 'Error: {"code":7}'],
    ['async', 'await Promise.reject({ code: 7 })', 'Error: {"code":7}'],
    ['async', 'throw { code: 7 }', 'Error: {"code":7}'],
    ['function', 'throw null', 'Error: null'],
    ['function', 'throw undefined', 'Error: undefined'],
    ['function', 'throw Symbol("s")', 'Error: Symbol(s)'],
    ['function', 'throw { get message() { throw 1; } }', 'Error: The script failed'],
    ['function', 'return Promise.resolve(1)', 'Error: The result is a promise'],
    ['expression', 'Promise.resolve(1)', 'Error: The result is a promise'],
    ['async', 'return Promise.reject(new RangeError("r"))', 'RangeError: r'],
  ])('%s: %s fails', async (kind, code, text) => {
    const outcome = await run(code, { kind });
    expect(outcome).toMatchObject({ ok: false, reason: 'error' });
    expect(outcome.ok || `${outcome.name}: ${outcome.message}`).toBe(text);
  });

  it.each<[ScriptRequest['kind'], string]>([
    ['function', 'return const x = 1'],
    ['function', 'return ('],
    ['function', 'await 1'],
    ['expression', 'const x = 1'],
    ['expression', '1; 2'],
    ['expression', ''],
    ['async', 'I will return tomorrow'],
    ['async', 'return Hello Ann'],
  ])('%s: %j is no program', async (kind, code) => {
    expect(await run(code, { kind })).toMatchObject({ ok: false, reason: 'error', name: 'SyntaxError' });
  });
});

describe('results', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['[undefined, null, [,1]]', [undefined, null, [undefined, 1]]],
    ['[NaN, Infinity, -Infinity, 1.5]', [NaN, Infinity, -Infinity, 1.5]],
    ['[10n ** 30n]', [10n ** 30n]],
    ['[new Date(5), new Date(NaN)]', [new Date(5), new Date(Number.NaN)]],
    ['[new Map([[1, 2]]), new Set([1]), /x/, new Error("x")]', [{}, {}, {}, {}]],
    ['new (class A { constructor() { this.x = 1; } get y() { return 2; } })()', { x: 1 }],
    ['"\\ud800 \\u0000 ~u é 😀"', '\ud800 \0 ~u é 😀'],
    ['({ ["~u"]: "~~", __proto__: null, "a b": "\\"" })', { '~u': '~~', 'a b': '"' }],
    ['(() => { const a = { x: 1 }; return [a, a]; })()', [{ x: 1 }, { x: 1 }]],
  ])('%s', async (code, expected) => {
    expect(await resultOf(code, { kind: 'expression' })).toEqual(expected);
  });

  it.each([
    '() => 1',
    'Symbol("a")',
    '({ a: [() => 1] })',
    '[Symbol("a")]',
    '[Promise.resolve(1)]',
    '(() => { const a = []; a.push(a); return a; })()',
  ])('%s cannot be a result', async (code) => {
    expect(await run(code, { kind: 'expression' })).toMatchObject({ ok: false, reason: 'error' });
  });

  it.each([
    '"x".repeat(10001)',
    'new Array(1e6)',
    'Array.from({ length: 4000 }, () => 1.5)',
    '(() => { let a = []; for (let i = 0; i < 300; i++) a = [a]; return a; })()',
  ])('%s is too much of a result', async (code) => {
    expect(await run(code, { kind: 'expression' })).toMatchObject({ ok: false, reason: 'refused' });
  });

  it('survives a script that spoils the built-ins', async () => {
    const code = `
      Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = () => 'spoilt';
      JSON.stringify = JSON.parse = Object.keys = Reflect.apply = () => { throw 1; };
      Array.isArray = () => true; Promise.prototype.then = null; Date.prototype.getTime = null;
      Object.defineProperty(Array.prototype, 0, { set() { throw 1; }, configurable: true });
      delete globalThis.Error; globalThis.String = globalThis.Number = undefined;
      return { a: [1, 'x', new Date(7)], b: { c: null } };`;
    const expected = { a: [1, 'x', new Date(7)], b: { c: null } };
    expect(await resultOf(code)).toEqual(expected);
    expect(await resultOf(code, { kind: 'async' })).toEqual(expected);
  });
});

describe('globals', () => {
  it.each<[string, Partial<ScriptRequest>, string[]]>([
    ['inline code', {}, ['global']],
    ['code of a block', { extended: true }, ['fetch', 'global', 'setVariable']],
    ['an expression', { kind: 'expression', globals: { data: 1 } }, ['data', 'global']],
  ])('that %s can list', async (_name, request, names) => {
    const list = 'Object.keys(globalThis).sort()';
    const code = request.kind === 'expression' ? list : `return ${list};`;
    expect(await resultOf(code, request)).toEqual(names);
  });

  it('arrive as they were given', async () => {
    const globals = {
      a: 1,
      b: 'x',
      c: [1, null, { d: undefined }],
      e: undefined,
      f: true,
      ü: '~',
      $g: 5n,
      h: new Date(3),
    };
    const code = 'return { a, b, c, e, f, ü, $g, h, keys: Object.keys(globalThis).length, e2: "e" in globalThis };';
    expect(await resultOf(code, { globals })).toEqual({ ...globals, keys: 9, e2: true });
  });

  it('are copies, and may be reassigned', async () => {
    const globals = { list: [1] };
    expect(await resultOf('list.push(2); const r = list; list = 5; return [r, list];', { globals })).toEqual([
      [1, 2],
      5,
    ]);
    expect(globals.list).toEqual([1]);
  });

  it('carry lone surrogates in values and source', async () => {
    expect(await resultOf('return s.length + "\ud800x".length;', { globals: { s: 'a\ud800' } })).toBe(4);
  });

  it('that cannot be copied fail the script, not the engine', async () => {
    expect(await run('return 1;', { globals: { f: () => 1 } })).toMatchObject({ ok: false, reason: 'error' });
    expect(await resultOf('return 1;')).toBe(1);
  });

  it('tell the last match of a regular expression only where they are asked by name', async () => {
    const message = 'RegExp.$1 is not available here: use the result of match or exec';
    const code = '/(a)/.test("a"); return globalThis["Reg" + "Exp"]["$" + 1];';
    expect(await run(code)).toMatchObject({ ok: false, name: 'Error', message });
    expect(await resultOf('/(a)/.test("a"); return RegExp.$1;')).toBe('a');
  });

  it('bound the description of what was thrown', async () => {
    const outcome = await run('throw { text: "x".repeat(1e5) };');
    expect(outcome.ok || outcome.message).toHaveLength(10_000);
  });

  it('lack what belongs to hosts', async () => {
    const absent =
      'setTimeout setInterval queueMicrotask URL URLSearchParams TextEncoder TextDecoder atob btoa crypto structuredClone performance Buffer process require window document navigator localStorage WebAssembly SharedArrayBuffer Atomics fetch setVariable module exports std os print';
    const code = `return names.map((name) => {
      try { return [name, eval('typeof ' + name), eval(name)]; } catch (e) { return [name, eval('typeof ' + name), e.message]; }
    });`;
    const names = absent.split(' ');
    // QuickJS puts the name in quotes; only in outcomes they are taken off.
    expect(await resultOf(code, { globals: { names } })).toEqual(
      names.map((name) => [name, 'undefined', `'${name}' is not defined`]),
    );
  });

  it('have a silent console, global, and chance', async () => {
    expect(
      await resultOf('return [console.log("x"), console.error({}), console.table([]), global === globalThis];'),
    ).toEqual([undefined, undefined, undefined, true]);
    const random = 'return Array.from({ length: 200 }, () => Math.random());';
    const turn = turnOf();
    const request: ScriptRequest = { code: random, kind: 'function', globals: {} };
    const lists = (await turn.run([request, request])).map((outcome) =>
      outcome.ok ? (outcome.value as number[]) : [],
    );
    turn.close();
    const all = lists.flat();
    expect(new Set(all).size).toBe(400);
    expect(all.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(all.reduce((sum, x) => sum + x, 0) / 400 - 0.5)).toBeLessThan(0.1);
  });
});

describe('the engine', () => {
  it('refuses code over the limit without running it', async () => {
    expect(await run(`/*${'x'.repeat(5000)}*/ return 1;`)).toMatchObject({ ok: false, name: 'RangeError' });
    expect(await run(`/*${'é'.repeat(2490)}*/ return 1;`)).toMatchObject({ ok: true });
  });

  it('answers in order, each script by itself', async () => {
    const turn = turnOf();
    const codes = ['return 1;', 'throw 2;', 'x'.repeat(5001), 'return x = 3;', 'return typeof x;'];
    const outcomes = await turn.run(codes.map((code) => ({ code, kind: 'function', globals: {} })));
    turn.close();
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.name))).toEqual([
      1,
      'Error',
      'RangeError',
      3,
      'undefined',
    ]);
    expect(await turnOf().run([])).toEqual([]);
  });

  it('serves many turns with few threads', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const turn = turnOf();
        const outcomes = await turn.run([{ code: 'return i * 2;', kind: 'function', globals: { i } }]);
        turn.close();
        return outcomes[0];
      }),
    );
    expect(results).toEqual(results.map((_, i) => ({ ok: true, value: i * 2, assigned: [] })));
  });

  it('refuses what exceeds the queue', async () => {
    const small = await createSandbox({ workers: 1, queueLimit: 1 });
    const turn = turnOf(small);
    const one = (): Promise<ScriptOutcome[]> => turn.run([{ code: 'return 1;', kind: 'function', globals: {} }]);
    const outcomes = (await Promise.all([one(), one(), one()])).flat();
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(outcomes[2]).toMatchObject({ message: 'Too many scripts are waiting' });
    await small.close();
  });

  it('fails what runs or waits when it is closed, and what comes later', async () => {
    const closing = await createSandbox({ workers: 1 });
    const turn = turnOf(closing);
    const loop: ScriptRequest = { code: 'for (;;);', kind: 'function', globals: {} };
    const pending = Promise.all([turn.run([loop, loop]), turn.run([loop])]);
    await closing.close();
    expect((await pending).flat().map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(await turn.run([loop])).toMatchObject([{ ok: false }]);
  });

  it('runs nothing for a turn that is over', async () => {
    const turn = turnOf();
    turn.close();
    expect(await turn.run([{ code: 'return 1;', kind: 'function', globals: {} }])).toMatchObject([{ ok: false }]);
  });

  it('starts nothing before the first script when it is lazy', async () => {
    const problems: string[] = [];
    const lazy = { lazy: true, onProblem: (problem: string) => problems.push(problem) };
    const working = await createSandbox({ ...lazy, workers: 1 });
    const broken = await createSandbox({ ...lazy, workerUrl: new URL('./missing.ts', import.meta.url) });
    expect([working.problem, broken.problem]).toEqual([undefined, undefined]);
    const one: ScriptRequest = { code: 'return 1;', kind: 'function', globals: {} };
    const run = async (from: Sandbox): Promise<ScriptOutcome[]> =>
      (await Promise.all([turnOf(from).run([one]), turnOf(from).run([one])])).flat();
    expect(await run(working)).toMatchObject([{ value: 1 }, { value: 1 }]);
    expect(await run(broken)).toMatchObject([{ name: 'ScriptsOff' }, { name: 'ScriptsOff' }]);
    expect(working.problem).toBeUndefined();
    expect(problems).toEqual([broken.problem]);
    await Promise.all([working.close(), broken.close()]);
  });

  it('starts nothing any more after it was closed', async () => {
    const lazy = await createSandbox({ lazy: true, workers: 1 });
    await lazy.close();
    expect(await turnOf(lazy).run([{ code: 'return 1;', kind: 'function', globals: {} }])).toMatchObject([
      { ok: false },
    ]);
  });

  it('lives on without scripts when no thread starts', async () => {
    const broken = await createSandbox({ workerUrl: new URL('./missing.ts', import.meta.url) });
    expect(broken.problem).toMatch(/no script worker could be started/);
    const turn = turnOf(broken);
    expect(await turn.run([{ code: 'return 1;', kind: 'function', globals: {} }])).toEqual([
      { ok: false, reason: 'refused', name: 'ScriptsOff', message: 'Scripts are turned off on this server' },
    ]);
    expect(await turn.testPattern({ source: '(a)+', flags: '', texts: ['b'] })).toBe('timeout');
    expect(await turn.testPattern({ source: 'a', flags: '', texts: ['a'] })).toBe('match');
    await broken.close();
  });
});

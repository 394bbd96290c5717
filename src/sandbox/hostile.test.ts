import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptOutcome, ScriptRequest } from '../engine/scripts.ts';
import { createScriptEngine, type ScriptEngine } from './engine.ts';

let engine: ScriptEngine;
beforeAll(async () => {
  engine = await createScriptEngine({ workers: 1, cpuMs: 300 });
});
afterAll(() => engine.close());

const run = async (requests: readonly ScriptRequest[], deadlineMs = 20_000): Promise<ScriptOutcome[]> => {
  const turn = engine.openTurn({ deadline: () => deadlineMs });
  const outcomes = await turn.run(requests);
  turn.close();
  return outcomes;
};
const script = (code: string, kind: ScriptRequest['kind'] = 'function'): ScriptRequest => ({ code, kind, globals: {} });

/** On a busy machine even a small script may take longer than these tests allow; then it gets another chance. */
const worksAfter = async (outcome: ScriptOutcome | undefined, attempts = 5): Promise<boolean> => {
  if (outcome?.ok) return outcome.value === 2;
  if (attempts === 0 || outcome?.reason === 'error') return false;
  const [next] = await run([script('return 1 + 1;')]);
  return worksAfter(next, attempts - 1);
};

/** Each has to end with an error, whichever of the limits ends it, and the next script has to work. */
const endless: [name: string, code: string, kind?: ScriptRequest['kind']][] = [
  ['objects for ever', 'const a = []; for (;;) a.push({ x: a.length, y: [1, 2, 3] });'],
  ['a doubling string', "let s = 'x'; for (;;) s += s;"],
  ['a Map for ever', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });'],
  ['a huge filled array', 'return new Array(2 ** 31).fill(1).length;'],
  ['a huge mapped array', 'return new Array(5e7).fill(1.1).map((x) => x * 2).length;'],
  ['much to stringify', 'return JSON.stringify(Array.from({ length: 3e6 }, (_, i) => ({ i }))).length;'],
  ['a huge split', "return 'a'.repeat(5e8).split('').length;"],
  ['typed arrays for ever', 'const a = []; for (;;) a.push(new Float64Array(1e6));'],
  ['an object with many keys', "const o = {}; for (let i = 0; i < 1e8; i++) o['k' + i] = i; return 1;"],
  ['huge bigints', 'let b = 2n; const a = []; for (;;) { b = b * b; a.push(b); }'],
  ['a huge Array.from', 'return Array.from({ length: 1e9 }).length;'],
  ['a catastrophic regular expression', "return /^(a+)+$/.test('a'.repeat(40) + 'b');"],
  ['nested parentheses', "return eval('('.repeat(1e6) + ')'.repeat(1e6));"],
  ['nested subclasses', 'let C = class {}; for (let i = 0; i < 1e7; i++) C = class extends C {}; return new C() && 1;'],
  ['an uninterruptible join', "return (new Array(1e9) + '').length;"],
  ['endless recursion', 'function f() { return f() + 1; } return f();'],
  ['deep JSON to parse', "return JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)).length;"],
  ['deep JSON to write', 'let o = {}; for (let i = 0; i < 20000; i++) o = { o }; return JSON.stringify(o).length;'],
  ['a loop', 'for (;;);'],
  ['a loop in a comparator', 'return [3, 1, 2].sort(() => { for (;;); });'],
  ['a loop in toJSON', 'return JSON.stringify({ toJSON() { for (;;); } });'],
  ['a loop in toString', "return '' + { toString() { for (;;); } };"],
  ['a loop in finally', 'try { return 1; } finally { for (;;); }'],
  ['a loop that catches', 'for (;;) try { for (;;); } catch { }'],
  ['a loop in a getter of the result', 'return { get x() { for (;;); } };'],
  ['a loop in a thrown message', 'throw { get message() { for (;;); } };'],
  ['a loop after await', 'await null; for (;;);', 'async'],
  ['a loop in then', 'await Promise.resolve().then(() => { for (;;); });', 'async'],
  [
    'jobs for ever',
    'const again = () => Promise.resolve().then(again); again(); await new Promise(() => {});',
    'async',
  ],
  ['a promise that never settles', 'await new Promise(() => {});', 'async'],
  ['a thenable that never settles', 'return { then() {} };', 'async'],
  ['a memory bomb that catches', 'const a = []; for (;;) try { for (;;) a.push(new Uint8Array(1 << 20)); } catch {}'],
  ['a regular expression that grows', "return /(x+x+)+y/.test('x'.repeat(1e5));"],
  ['a generator', 'function* g() { for (;;) yield 1; } return [...g()];'],
  ['a proxy without end', 'return new Proxy({}, { ownKeys() { for (;;); } });'],
  ['much to format', "for (;;) new Intl.DateTimeFormat('de', { year: 'numeric' }).format(0);"],
  ['a long list for the host', "return new Intl.ListFormat('en').format(Array.from({ length: 1e6 }, () => 'xxxx'));"],
];

describe('hostile scripts', () => {
  it.each(endless)('%s', async (_name, code, kind) => {
    const [hostile, next] = await run([script(code, kind), script('return 1 + 1;')]);
    expect(hostile).toMatchObject({ ok: false, message: expect.stringMatching(/./) });
    expect(await worksAfter(next)).toBe(true);
  });

  it('says which limit ended a script', async () => {
    const [loop, bomb] = await run([
      script('for (;;);'),
      script('const a = []; for (;;) a.push(new Uint8Array(1 << 20));'),
    ]);
    // A busy machine may be too slow for the gentler end.
    expect(loop).toMatchObject({
      reason: expect.stringMatching(/timeout|killed/),
      message: 'Script execution timed out.',
    });
    expect(bomb).toMatchObject({ reason: expect.stringMatching(/memory|timeout|killed/) });
  });

  it('ends at the deadline of the turn, whatever the time a script may compute', async () => {
    const generous = await createScriptEngine({ workers: 1, cpuMs: 60_000 });
    const turn = generous.openTurn({ deadline: () => 200 });
    const outcomes = await turn.run([script('for (;;);'), script('return 1;')]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, false]);
    expect(await generous.openTurn({ deadline: () => 0 }).run([script('return 1;')])).toMatchObject([
      { ok: false, reason: 'timeout', message: 'Script execution timed out.' },
    ]);
    await generous.close();
  });

  // Starting a process and running all of them takes seconds, more on a busy machine.
  it('never take more memory than one instance and a little', { timeout: 120_000 }, async () => {
    const child = fork(path.join(import.meta.dirname, '../../test/support/sandbox-process.ts'));
    // The first ones are those that ask for memory; the others only take time.
    const codes = endless.slice(0, 14).map(([, code]) => code);
    child.send(codes);
    const [{ ended, grownMb }] = await once(child, 'message');
    expect(ended).toBe(codes.length);
    expect(grownMb).toBeLessThan(150);
  });
});

describe('ways to the host', () => {
  it.each([
    'constructor.constructor("return process")()',
    'constructor.constructor("return require")()',
    'console.log.constructor("return process")()',
    'Intl.NumberFormat.constructor("return process")()',
    'new Intl.Collator().compare.constructor("return process")()',
    'Date.prototype.toString.constructor("return globalThis.process.env")()',
    '[].constructor.constructor("return this")().process.exit()',
    'ask("fetch", "[]")',
    'codec.decode("1")',
    'Intl.DateTimeFormat.prototype.resolvedOptions.call({})',
  ])('%s finds nothing', async (code) => {
    expect(await run([script(code, 'expression')])).toMatchObject([{ ok: false, reason: 'error' }]);
  });

  it.each(['import("node:fs")', 'import("fs").then((fs) => fs.readFileSync("/etc/passwd", "utf8"))'])(
    '%s is refused',
    async (code) => {
      const [outcome] = await run([script(`return await ${code};`, 'async')]);
      expect(outcome).toMatchObject({ ok: false });
    },
  );

  it.each([
    'throw new Error("x");',
    'null.x;',
    'Intl.NumberFormat("??");',
    'new Date(0).toLocaleDateString("en", { timeZone: "Nowhere" });',
    'f(); function f() { g(); } function g() { throw new RangeError(new Error().stack); }',
  ])('no path of the host in the error of %s', async (code) => {
    const [outcome] = await run([script(code)]);
    expect(outcome).toMatchObject({ ok: false });
    expect(JSON.stringify(outcome)).not.toMatch(/node_modules|file:|\/src\/|\.ts|node:/);
  });
});

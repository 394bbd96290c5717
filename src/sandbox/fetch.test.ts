import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ScriptOutcome } from '../engine/scripts.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

const calls: { url: string; init: unknown; signal: AbortSignal }[] = [];
let waiting = 0;
let most = 0;
const body = (text: string, status = 200) => ({ text, status });
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({
    workers: 1,
    cpuMs: 2000,
    fetchLimit: 5,
    async fetch(url, init, signal) {
      calls.push({ url, init, signal });
      waiting += 1;
      most = Math.max(most, waiting);
      await later(url === 'slow' ? 30 : 1);
      waiting -= 1;
      if (url === 'never') return ended(signal);
      if (url === 'refused') throw new Error('Access to localhost is not allowed for security reasons.');
      if (url === 'odd') return body('nul\0 lone\ud800 é "~u"');
      if (url.startsWith('size:')) return body('x'.repeat(Number(url.slice(5))));
      if (url.startsWith('{')) return body(url, 404);
      return body(`body of ${url}`);
    },
  });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  calls.length = 0;
  most = 0;
});

const run = async (code: string, deadlineMs = 20_000): Promise<ScriptOutcome> => {
  const turn = sandbox.openTurn({ deadline: () => deadlineMs });
  const [outcome] = await turn.run([{ code, kind: 'async', globals: {}, extended: true }]);
  turn.close();
  return outcome as ScriptOutcome;
};
const resultOf = async (code: string): Promise<unknown> => {
  const outcome = await run(code);
  return outcome.ok ? outcome.value : outcome;
};

describe('fetch', () => {
  it('resolves with the text', async () => {
    expect(await resultOf('return await fetch("a", { method: "POST", headers: { x: "1" }, body: "b" });')).toBe(
      'body of a',
    );
    expect(calls).toMatchObject([{ url: 'a', init: { method: 'POST', headers: { x: '1' }, body: 'b' } }]);
    expect(await resultOf('return fetch({ toString: () => "b" }).then((t) => t.length + typeof t);')).toBe('9string');
    expect(calls[1]).toMatchObject({ url: 'b', init: undefined });
  });

  it.each<[string, unknown]>([
    ['typeof r', 'string'],
    ['r === `{"city":"Recife"}`', true],
    ['JSON.parse(r).city', 'Recife'],
    ['(await r.json()).city', 'Recife'],
    ['(await (await fetch(u)).json()).city', 'Recife'],
    ['(await fetch(u).then((x) => x.json())).city', 'Recife'],
    ['await r.text() === r', true],
    ['r.json() instanceof Promise', true],
    ['[r.status, r.ok]', [404, false]],
    ['[(await fetch("a")).status, (await fetch("a")).ok]', [200, true]],
    ['["other".status, "other".ok]', [undefined, undefined]],
    ['await "no JSON".json().catch((e) => e.name)', 'SyntaxError'],
    ['Object.keys(r).length === r.length && !Object.keys(String.prototype).length', true],
    ['JSON.stringify({ r })', '{"r":"{\\"city\\":\\"Recife\\"}"}'],
    ['Object(r).text() instanceof Promise && Object(r).status', 404],
  ])('gives a text that answers as a response does: %s', async (code, expected) => {
    expect(await resultOf(`const u = '{"city":"Recife"}'; const r = await fetch(u); return ${code};`)).toEqual(
      expected,
    );
  });

  it('alone makes texts answer so', async () => {
    const turn = sandbox.openTurn({ deadline: () => 20_000 });
    const request = { kind: 'function', globals: {}, code: 'return typeof "x".json;' } as const;
    expect(await turn.run([request])).toMatchObject([{ value: 'undefined' }]);
    turn.close();
  });

  it('carries any text', async () => {
    expect(await resultOf('return fetch("odd");')).toBe('nul\0 lone\ud800 é "~u"');
    expect(await resultOf('return (await fetch("size:5000000")).length;')).toBe(5_000_000);
  });

  it('runs side by side', async () => {
    const code = 'const t = await Promise.all(["slow", "slow", "slow"].map((u) => fetch(u))); return t.length;';
    expect(await resultOf(code)).toBe(3);
    expect(most).toBe(3);
  });

  it('goes on after each answer', async () => {
    const code = 'let s = ""; for (const u of "abc") { s += (await fetch(u)).at(-1); await null; } return s;';
    expect(await resultOf(code)).toBe('abc');
    expect(await resultOf('return Promise.race([fetch("slow"), fetch("fast")]);')).toBe('body of fast');
    expect(await resultOf('const p = fetch("a"); await fetch("slow"); return await p;')).toBe('body of a');
  });

  it('rejects with an error of the script, which it may catch', async () => {
    const message = 'Access to localhost is not allowed for security reasons.';
    expect(await run('return await fetch("refused");')).toEqual({ ok: false, reason: 'error', name: 'Error', message });
    expect(
      await resultOf('try { await fetch("refused"); } catch (e) { return [e instanceof Error, e.message]; }'),
    ).toEqual([true, message]);
    expect(
      await resultOf('return (await Promise.allSettled([fetch("refused"), fetch("a")])).map((r) => r.status);'),
    ).toEqual(['rejected', 'fulfilled']);
  });

  it.each(['fetch("a", { body: () => 1 })', 'fetch("a", { x: Symbol("s") })', 'fetch({ toString() { throw 1; } })'])(
    'rejects %s unsent',
    async (call) => {
      expect(await resultOf(`return ${call}.then(() => "sent", () => "rejected");`)).toBe('rejected');
      expect(calls).toEqual([]);
    },
  );

  it('is limited in number', async () => {
    const code =
      'return (await Promise.allSettled(Array.from("abcdefg", (u) => fetch(u)))).map((r) => r.reason?.message);';
    const refused = 'A script may call fetch at most 5 times';
    expect(await resultOf(code)).toEqual([undefined, undefined, undefined, undefined, undefined, refused, refused]);
    expect(calls).toHaveLength(5);
  });

  it('ends with the time of the turn', async () => {
    const late = { ok: false, message: 'Script execution timed out.' };
    expect(await run('return fetch("never");', 150)).toMatchObject(late);
    expect(await run('await fetch("never").catch(() => {}); return fetch("never");', 150)).toMatchObject(late);
    expect(calls.every(({ signal }) => signal instanceof AbortSignal)).toBe(true);
  });

  it('does not use up the time to compute while it waits', async () => {
    const short = await createSandbox({
      workers: 1,
      cpuMs: 500,
      fetch: () => later(1200).then(() => body('late')),
    });
    const turn = short.openTurn({ deadline: () => 20_000 });
    const extended = { kind: 'async', globals: {}, extended: true } as const;
    const [waited, looped] = await turn.run([
      { code: 'return fetch("x");', ...extended },
      { code: 'await fetch("x"); for (;;);', ...extended },
    ]);
    expect(waited).toEqual({ ok: true, value: 'late', assigned: [] });
    expect(looped).toMatchObject({ ok: false, message: 'Script execution timed out.' });
    await short.close();
  });

  it('goes out even if nobody waits for it', async () => {
    expect(await resultOf('fetch("slow"); return 1;')).toBe(1);
    expect(calls).toMatchObject([{ url: 'slow', signal: { aborted: false } }]);
    expect(await resultOf('return 2;')).toBe(2);
  });

  it('fills the memory at most of its own script', async () => {
    const hungry =
      'const t = []; for (let i = 0; i < 5; i++) t.push((await fetch("size:30000000")) + "é"); return t.length;';
    expect(await run(hungry)).toMatchObject({ ok: false });
    expect(await resultOf('return 1;')).toBe(1);
  });
});

describe('setVariable', () => {
  it.each<[string, [string, unknown][]]>([
    ['setVariable("a", 1);', [['a', 1]]],
    [
      'setVariable("a", 1); setVariable("b", [2]); await setVariable("a", undefined);',
      [
        ['b', [2]],
        ['a', undefined],
      ],
    ],
    [
      'setVariable("a", 1); setVariable("b", 2); setVariable("c", 3); setVariable("b", 4);',
      [
        ['a', 1],
        ['c', 3],
        ['b', 4],
      ],
    ],
    ['setVariable(5, new Date(3));', [['5', new Date(3)]]],
    ['const o = { x: 1 }; setVariable("o", o); o.x = 2;', [['o', { x: 1 }]]],
    ['await setVariable("f", () => 1).catch(() => {}); setVariable("g", null);', [['g', null]]],
    ['setVariable("__proto__", 1);', [['__proto__', 1]]],
  ])('%s', async (code, assigned) => {
    expect(await run(code)).toEqual({ ok: true, value: undefined, assigned });
  });

  it('returns a promise and rejects what cannot be copied', async () => {
    expect(
      await resultOf('const p = setVariable("a", 1); return p instanceof Promise && (await p) === undefined;'),
    ).toBe(true);
    expect(await run('await setVariable("a", Symbol("s"));')).toMatchObject({ ok: false, name: 'DataCloneError' });
    expect(await run('await setVariable("a", "x".repeat(2e6));')).toMatchObject({ ok: false, reason: 'refused' });
  });

  it('is forgotten when the script fails', async () => {
    expect(await run('setVariable("a", 1); throw new Error("x");')).toEqual({
      ok: false,
      reason: 'error',
      name: 'Error',
      message: 'x',
    });
  });
});

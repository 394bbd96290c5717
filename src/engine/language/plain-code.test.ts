import { describe, expect, it } from 'vitest';
import type { ScriptRequest } from '../scripts.ts';
import { runPlainCode } from './plain-code.ts';
import { runScripts } from './run-scripts.ts';

const globals = { n: 41, t: 'Ann', e: '', z: '0012', yes: true, nothing: null, unset: undefined, list: ['a'] };

function request(code: string, kind: ScriptRequest['kind'] = 'async'): ScriptRequest {
  return { code, kind, globals };
}

describe('runPlainCode', () => {
  it.each([
    ...['1', '010', '0x10', '1e3', '.5', '"a"', "'it\\'s'", 'true', 'null', '', ' 1 ; ', '1 // one', '(1)'],
    ...['n + 5', 'n - 1', 'n * 2 / 3', 'n % 2', 't + n', 'n + t', 'n + z', 'e + 1', 't - 1', 'yes + 1', 'nothing + 1'],
    ...['unset + 1', '-n', '+z', '-nothing', '!e', '!!t', '- -n', '0.1 + 0.2', '1 / 0', '0 / 0', '-0'],
    ...['n === 41', 'n !== "41"', 't < "B"', 'n < "5"', 'z > 5', 'unset >= 0', 'nothing <= 0', '2 + 3 * 4 - (1 + 1)'],
    ...['n > 40 ? "big" : "small"', 'e || "none"', 'n && t', 'nothing ?? t', 'e ?? 1', 'yes ? n : boom'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are programs as text
    ...['`Hi ${t}, ${n + 1}`', '`${nothing} ${unset} ${yes}`', '"Hello " + t', 'false && boom', 'true || boom'],
  ])('%j gives what the language gives', (expression) => {
    const code = `return ${expression}`;
    const expected: unknown = new Function(...Object.keys(globals), code)(...Object.values(globals));
    for (const kind of ['async', 'function'] as const) {
      expect(runPlainCode(request(code, kind), true)).toEqual({ ok: true, value: expected, assigned: [] });
    }
  });

  it.each([
    ...[
      'return list',
      'return t.length',
      'return t.toUpperCase()',
      'return Math.max(1, 2)',
      'return boom',
      'return n + boom',
    ],
    ...[
      'return [1]',
      'return ({ a: 1 })',
      'return /a/',
      'return 1n',
      'return n == 41',
      'return 2 ** 3',
      'return typeof n',
    ],
    ...[
      'return (n = 1)',
      'return n++',
      'return await n',
      'return () => 1',
      'return this',
      'return undefined',
      'return NaN',
    ],
    ...[
      'return\n1',
      'const a = 1; return a',
      'if (n) return 1',
      'n + 1',
      'return new.target',
      'return t`x`',
      'return (1, 2)',
    ],
    ...[`return "${'x'.repeat(2_000)}"`],
  ])('leaves %j to the script runner', (code) => {
    expect(runPlainCode(request(code), true)).toBeUndefined();
    expect(runPlainCode(request(code), false)).toBeUndefined();
  });

  it('never looks at expressions of mappings', () => {
    expect(runPlainCode(request('1', 'expression'), false)).toBeUndefined();
  });

  it('leaves a long result to the script runner', () => {
    const long = { ...request('return t + t'), globals: { t: 'x'.repeat(600_000) } };
    expect(runPlainCode(long, false)).toBeUndefined();
  });

  it.each([
    ['two names side by side', 'return textn', true],
    ['three', 'return textntext', true],
    ['one in a sum', 'return n + textn', true],
    ['a name of the language', 'return isNaN', false],
    ['a name that only begins like one', 'return textual', false],
  ])('%s: %j is a name that nobody has: %s', (_, code, isKnown) => {
    const named = { ...request(code), globals: { is: 1, NaN: 2, text: 'a', n: 3 } };
    expect(runPlainCode(named, true)).toBeUndefined();
    if (isKnown) expect(runPlainCode(named, false)).toMatchObject({ ok: false, name: 'ReferenceError' });
    else expect(runPlainCode(named, false)).toBeUndefined();
  });

  it.each(['return Hello Ann', 'return const x = 1; x', 'return 12:30', 'return "'])('%j does not parse', (code) => {
    expect(runPlainCode(request(code), true)).toBeUndefined();
    expect(runPlainCode(request(code), false)).toMatchObject({ ok: false, name: 'SyntaxError' });
  });

  it.each([
    ...['setVariable("d", "n=" + n)', "setVariable('a', 1); setVariable('b', 2);", 'await setVariable("a", `so`)'],
    ...['setVariable(n, t)', 'setVariable(nothing, unset)', 'setVariable("a", -0)', 'setVariable("a", 0 / 0);'],
    ...['setVariable("a", 1)\nsetVariable("b", 2)\nsetVariable("a", yes ? 3 : boom)', '/* note */ setVariable(e, e)'],
  ])('%j assigns what the language assigns', async (code) => {
    const assigned = new Map<string, unknown>();
    const setVariable = async (name: unknown, value: unknown) => {
      assigned.delete(String(name));
      assigned.set(String(name), value);
    };
    const body = `return (async () => { ${code} })();`;
    const given = { ...globals, setVariable };
    const value = await new Function(...Object.keys(given), body)(...Object.values(given));
    const outcome = runPlainCode({ ...request(code), extended: true }, true);
    expect(outcome).toEqual({ ok: true, value, assigned: [...assigned] });
  });

  it.each([
    ...[
      'setVariable("a", list)',
      'setVariable("a")',
      'setVariable()',
      'setVariable("a", 1, 2)',
      'setVariable(...t, 1)',
    ],
    ...['setVariable("a", 1), 2', 'setVariable?.("a", 1)', 'setVariable`a`', 'a.setVariable("a", 1)', 'boom("a", 1)'],
    ...[
      'setVariable("a", setVariable("b", 1))',
      'setVariable("a", 1); n',
      'return setVariable("a", 1)',
      '"use strict"',
    ],
    ...['if (n) setVariable("a", 1)', 'void setVariable("a", 1)', 'setVariable("a", await n)', ';', '', ' // nothing'],
  ])('leaves %j to the script runner', (code) => {
    expect(runPlainCode({ ...request(code), extended: true }, true)).toBeUndefined();
  });

  it('knows setVariable only where there is one, and only as what it is', () => {
    const assigning = request('setVariable("a", 1)');
    expect(runPlainCode(assigning, true)).toBeUndefined();
    expect(runPlainCode({ ...assigning, extended: true, globals: { setVariable: 1 } }, true)).toBeUndefined();
    const long = { ...request('setVariable("a", t + t); setVariable("b", t)'), globals: { t: 'x'.repeat(40_000) } };
    expect(runPlainCode({ ...long, extended: true }, true)).toBeUndefined();
  });

  it('tells a synchronous from an asynchronous body', () => {
    expect(runPlainCode(request('return await n', 'function'), false)).toMatchObject({ ok: false });
  });
});

describe('runScripts', () => {
  it('keeps the order and hands over only what is not plain', async () => {
    const handed: string[] = [];
    const effects = {
      runScripts: async (requests: readonly ScriptRequest[]) => {
        handed.push(...requests.map(({ code }) => code));
        return requests.map(({ code }) => ({ ok: true as const, value: `ran ${code}`, assigned: [] }));
      },
    };
    const codes = ['return 1', 'return Math.PI', 'return t', 'return Date.now()'];
    const outcomes = await runScripts(
      effects,
      codes.map((code) => request(code)),
      true,
    );
    expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual([
      1,
      'ran return Math.PI',
      'Ann',
      'ran return Date.now()',
    ]);
    expect(handed).toEqual(['return Math.PI', 'return Date.now()']);
  });
});

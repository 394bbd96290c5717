import { describe, expect, it } from 'vitest';
import { flowDocument, runTrusted, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import type { Value } from '../../flow/values.ts';
import type { ScriptRequest } from '../scripts.ts';
import { Frame } from '../turn/frame.ts';
import { bindCode, interpolate, type Mode, resolveTokens, resultText, type Scope, writeValue } from './interpolate.ts';

const requests: ScriptRequest[][] = [];

function scope(): Scope {
  requests.length = 0;
  const variables = [
    { id: 'v1', name: 'Name', value: 'Ann' },
    { id: 'v2', name: 'Score', value: '41' },
    { id: 'v3', name: 'List', value: ['a', '<b>'] },
    { id: 'v4', name: 'Nulls', value: ['a', null] },
    { id: 'v5', name: 'Typed', value: '{{Name}} {{= 1 + 1 =}}' },
    { id: '1-x', name: 'Odd', value: 'odd' },
    { id: 'v6', name: 'Name', value: 'second of the name' },
    { id: 'v7', name: 'EmptyText', value: '' },
  ];
  const { program, state } = new SimulatedConversation(flowDocument({ variables }), new Map());
  const runScripts = (batch: readonly ScriptRequest[]) => {
    requests.push([...batch]);
    return runTrusted(batch);
  };
  const { variables: values } = new Frame(program, state.frames[0]!);
  return { program, variables: values, guard: usualGuard(), effects: { runScripts } };
}

describe('interpolate', () => {
  it.each<[string | undefined, Mode, string]>([
    [undefined, 'text', ''],
    ['', 'text', ''],
    ['{{Name}}', 'text', 'Ann'],
    ['{{Typed}}', 'text', '{{Name}} {{= 1 + 1 =}}'],
    ['{{Typed}} {{= 1 =}}', 'text', '{{Name}} {{= 1 + 1 =}} 1'],
    ['{{= {{Odd}} + 1 =}}', 'text', 'odd1'],
    ['{{= nope({{Name}}, {{List}}) =}}', 'text', ' nope(Ann, ["a","<b>"]) '],
    ['{{List}}', 'html', '["a","&lt;b&gt;"]'],
    ['{{= "<" + {{Name}} =}}', 'html', '&lt;Ann'],
    ['{{= nope("<") =}}', 'html', ' nope("&lt;") '],
    ['{{= "<\\"" =}}', 'json', '<"'],
    ['{{Odd}} {{Unknown}}', 'code', '$v_312d78 '],
    ['{{EmptyText}}|{{= {{EmptyText}} + 1 =}}', 'text', '|1'],
  ])('%j in %s mode', async (text, mode, expected) => {
    expect(await interpolate(scope(), text, mode)).toBe(expected);
  });

  it('runs the inline code of a text in one batch, and none for plain texts and plain arithmetic', async () => {
    await interpolate(scope(), '{{=[1]=}} {{=[2]=}} {{=3=}}');
    expect(requests.map((batch) => batch.length)).toEqual([2]);
    await interpolate(scope(), '{{Name}}');
    expect(requests).toEqual([]);
  });

  it('gives inline code the variables whose ids it names, as a synchronous function', async () => {
    await interpolate(scope(), '{{= v1.concat({{Score}}) =}}');
    expect(requests[0]).toEqual([{ code: 'return  v1.concat(v2) ', kind: 'function', globals: { v1: 'Ann', v2: 41 } }]);
  });
});

describe('bindCode', () => {
  it.each([
    ['{{Name}} + {{= 1 + 1 =}}', 'v1 + 2', ['v1']],
    ['{{= "{" + "{Name}" + "}" =}}', 'v1', ['v1']],
    ['{{= {{Score}} =}}', '41', []],
  ])('%s', async (code, bound, ids) => {
    const result = await bindCode(scope(), code);
    expect([result.code, result.variables.map(({ id }) => id)]).toEqual([bound, ids]);
  });
});

describe('resolveTokens', () => {
  it.each<[string, unknown[]]>([
    ['plain', []],
    ['{{Name}} {{List}} {{Unknown}}', ['Ann', ['a', '<b>'], undefined]],
    ['{{=1=}}{{Name}}{{= [2] =}}', [1, 'Ann', [2]]],
    ['{{= nope({{Name}}) =}}', [' nope(Ann) ']],
  ])('%s', async (text, values) => {
    expect((await resolveTokens(scope(), text)).map(({ value }) => value)).toEqual(values);
  });
});

describe('resultText', () => {
  it.each<[unknown, string]>([
    ['a', 'a'],
    [1, '1'],
    [Number.NaN, 'null'],
    [null, ''],
    [undefined, ''],
    [10n, '10'],
    [{ a: 10n }, '{"a":"10"}'],
    [['a', null], '["a",null]'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('%o is %s', (value, expected) => expect(resultText(value)).toBe(expected));
});

describe('writeValue', () => {
  it.each<[Value | undefined, Exclude<Mode, 'code'>, string]>([
    ['a "b"\n', 'json', 'a \\"b\\"\\n'],
    [['a "b"'], 'json', '["a \\"b\\""]'],
    [null, 'json', ''],
    ['<&">', 'html', '&lt;&"&gt;'],
  ])('%j in %s mode is %s', (value, mode, expected) => expect(writeValue(value, mode)).toBe(expected));
});

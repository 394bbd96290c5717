import { describe, expect, it } from 'vitest';
import type { Value } from '../../flow/values.ts';
import { bindReferences, scriptGlobals, scriptName, withReturn } from './code.ts';

const values: Record<string, Value | undefined> = { v1: '41', v2: 'Ann', '9-x': ['a'], v3: null, v4: undefined };
const names = new Map([
  ['Score', 'v1'],
  ['Name', 'v2'],
  ['Odd', '9-x'],
]);
const lookup = {
  named(name: string) {
    const id = names.get(name);
    return id === undefined ? undefined : { id, name };
  },
  get: (id: string) => values[id],
};

describe('scriptName', () => {
  it.each([
    ['vabc1', 'vabc1'],
    ['$a_B9', '$a_B9'],
    ['1-a', '$v_312d61'],
    ['class', '$v_636c617373'],
    ['undefined', '$v_756e646566696e6564'],
    ['é', '$v_e9'],
    ['', '$v_'],
  ])('%j is %s', (id, expected) => expect(scriptName(id)).toBe(expected));
});

describe('withReturn', () => {
  it.each([
    ['1', 'return 1'],
    ['return 1', 'return 1'],
    ['const x = 1; return x', 'const x = 1; return x'],
    ['return(5)', 'return return(5)'],
    ['return\n5', 'return return\n5'],
    ['I will return tomorrow', 'I will return tomorrow'],
    ['\n5', 'return \n5'],
  ])('%j: %j', (code, expected) => expect(withReturn(code)).toBe(expected));
});

describe('bindReferences', () => {
  it.each<[string, string, string[]]>([
    ['{{Score}} + {{Name}} + {{Score}}', 'v1 + v2 + v1', ['v1', 'v2']],
    ['"{{Name}}/path"', '"v2/path"', ['v2']],
    ['{{Odd}}[0]', '$v_392d78[0]', ['9-x']],
    ['typeof {{Unknown}}', 'typeof ', []],
    ['1 + 1', '1 + 1', []],
    ['({{{Score}}})', '({v1})', ['v1']],
  ])('%s', (code, bound, ids) => {
    const result = bindReferences(code, lookup);
    expect([result.code, result.variables.map(({ id }) => id)]).toEqual([bound, ids]);
  });
});

it('scriptGlobals gives guessed values under the names in code', () => {
  const variables = Object.keys(values).map((id) => ({ id, name: id }));
  expect(scriptGlobals(variables, lookup)).toStrictEqual({
    v1: 41,
    v2: 'Ann',
    $v_392d78: ['a'],
    v3: null,
    v4: undefined,
  });
});

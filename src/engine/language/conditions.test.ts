import { describe, expect, it } from 'vitest';
import { flowDocument, simulatedEffects } from '../../../test/support/running-flow.ts';
import { usualGuard } from '../../../test/support/usual-guard.ts';
import { expected } from '../../../test/vectors/variables.ts';
import vectors from '../../../test/vectors/variables-logic.vectors.json' with { type: 'json' };
import { compile } from '../../flow/compile.ts';
import type { Value } from '../../flow/values.ts';
import type { Effects } from '../block.ts';
import type { Log } from '../output.ts';
import { type Condition, conditionSchema, holds } from './conditions.ts';
import { Variables } from './variables.ts';

type Values = Readonly<Record<string, Value | undefined>>;

/** A scope whose variables have their names as ids. */
function scopeOf(values: Values, overrides: Partial<Effects> = {}) {
  const names = Object.keys(values);
  const document = flowDocument({ variables: names.map((name) => ({ id: name, name })) });
  const program = compile(document, { versionId: 'v', botId: 'b', workspaceId: 'w' }, new Map());
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const logs: Log[] = [];
  return {
    program,
    variables: new Variables(program, { values: filled as Record<string, Value> }),
    guard: usualGuard(),
    effects: simulatedEffects(overrides),
    diagnose: (log: Log) => void logs.push(log),
    logs,
  };
}

/** Judges one comparison of the variable `input`. */
function judge(operator: string, input: Value | undefined, value: string | undefined, others: Values = {}) {
  const condition = conditionSchema.parse({
    comparisons: [{ variableId: 'input', comparisonOperator: operator, ...(value !== undefined && { value }) }],
  });
  return holds(scopeOf({ ...others, input }), condition);
}

describe('recorded comparisons', () => {
  it.each(vectors.conditions as readonly { op: string; input?: Value; value?: string; vars?: Values; ref: unknown }[])(
    '$op: $input, $value $vars',
    async (entry) => expect(await judge(entry.op, entry.input, entry.value, entry.vars)).toBe(expected(entry)),
  );
});

type Row = readonly [input: Value | undefined, value: string | undefined, results: string, others?: Values];

/** Each letter of a row is the result of the operator at that place: T or F. */
function table(operators: readonly string[], rows: readonly Row[]) {
  const cases = rows.flatMap(([input, value, results, others]) =>
    operators.map((operator, i) => ({ operator, input, value, others, result: results[i] === 'T' })),
  );
  it.each(cases)('$operator: $input, $value $others is $result', async ({ operator, input, value, others, result }) => {
    expect(await judge(operator, input, value, others)).toBe(result);
  });
}

describe('equality (logic §3.3)', () => {
  table(
    ['Equal to', 'Not equal'],
    [
      ['abc', 'abc', 'TF'],
      ['abc', 'ABC', 'FT'],
      ['abc ', 'abc', 'FT'],
      ['\u00e9', 'e\u0301', 'TF'],
      ['5', '5.0', 'FT'],
      [null, '', 'FT'],
      [null, undefined, 'FT'],
      [undefined, undefined, 'FT'],
      ['', undefined, 'TF'],
      [null, 'undefined', 'TF'],
      [undefined, 'null', 'TF'],
      ['null', 'null', 'FT'],
      ['2', '{{=1+1=}}', 'TF'],
      [null, '{{N}}', 'FT', { N: null }],
      [['a', 'a'], 'a', 'TF'],
      [['a', 'b'], 'a', 'FF'],
      [[], 'anything', 'TT'],
      [['a', 'b'], '{{L}}', 'FF', { L: ['a', 'b'] }],
      [['a'], '{{L}}', 'TF', { L: ['a'] }],
      ['a', '{{L}}', 'TT', { L: [] }],
      ['["a","b"]', '{{L}}', 'FT', { L: ['a', 'b'] }],
      ['["a","b"]', '{{L}} ', 'FT', { L: ['a', 'b'] }],
      ['["a","b"]x', '{{L}}x', 'TF', { L: ['a', 'b'] }],
      ['{{S}}', '{{T}}', 'TF', { S: 'other', T: '{{S}}' }],
    ],
  );
});

describe('containment (logic §3.4)', () => {
  table(
    ['Contains', 'Does not contain'],
    [
      ['Hello World', 'world', 'TF'],
      ['Hello World', ' WORLD ', 'TF'],
      ['Hello', undefined, 'FT'],
      [null, 'a', 'FT'],
      ['', 'a', 'FT'],
      ['café', 'CAFÉ', 'TF'],
      ['café', 'cafe', 'FT'],
      ['10', '1', 'TF'],
      [['apple', 'pear'], 'apple', 'TF'],
      [['apple', 'pear'], 'app', 'FT'],
      [['apple'], 'Apple', 'FT'],
      [[], 'a', 'FT'],
      [['a', 'b'], '{{L}}', 'TF', { L: ['b', 'z'] }],
      [['z'], '{{L}}', 'FT', { L: ['a', 'b'] }],
      ['abc', '{{L}}', 'TF', { L: ['a', 'x'] }],
      ['abc', '{{L}}', 'FT', { L: [] }],
      [[null], 'a', 'FT'],
      [[null], 'null', 'TF'],
      [['a'], 'null', 'FT'],
    ],
  );
});

describe('order (logic §3.5)', () => {
  table(
    ['Greater than', 'Greater or equal to', 'Less than', 'Less or equal to'],
    [
      ['10', '9', 'TTFF'],
      ['9', '10', 'FFTT'],
      ['10', '10', 'FTFT'],
      ['-1', '0', 'FFTT'],
      ['abc', 'ab', 'TTFF'],
      ['abc', 'xyz', 'FTFT'],
      ['abc', '5', 'FFTT'],
      ['', '0', 'FTFT'],
      ['1', undefined, 'TTFF'],
      ['1', '{{Unknown}}', 'TTFF'],
      ['1', 'undefined', 'FFFF'],
      [null, '1', 'FFFF'],
      ['2024-01-02', '2024-01-01', 'TTFF'],
      ['2024-01-02T10:00:00Z', '2024-01-02', 'TTFF'],
      ['10', '2024-01-01', 'FFTT'],
      ['2024', '2023-12-31', 'FFTT'],
      ['12:30', '12:00', 'FTFT'],
      ['1,5', '1.4', 'TTFF'],
      ['+33612345678', '5', 'TTFF'],
      ['true', 'false', 'FFTT'],
      [' 7 ', '7', 'FTFT'],
      ['0x10', '16', 'FTFT'],
      ['1e3', '1000', 'FTFT'],
      ['Infinity', '1', 'TTFF'],
      [['a', 'b', 'c'], '2', 'TTFF'],
      [[], '0', 'FTFT'],
      [['a'], 'x', 'FFFF'],
      ['x', '{{L}}', 'FFFF', { L: ['a'] }],
      ['3', '{{L}}', 'TTFF', { L: ['a', 'b'] }],
      [['a', 'b'], '{{L}}', 'TTFF', { L: ['a'] }],
    ],
  );
});

describe('presence (logic §3.6)', () => {
  table(
    ['Is set', 'Is empty'],
    [
      ['a', undefined, 'TF'],
      ['0', undefined, 'TF'],
      ['false', undefined, 'TF'],
      ['null', undefined, 'TF'],
      [' ', undefined, 'TF'],
      ['', undefined, 'FT'],
      [null, undefined, 'FT'],
      [undefined, undefined, 'FT'],
      [[], undefined, 'FT'],
      [[''], undefined, 'TF'],
      [[null], undefined, 'TF'],
      [['a'], 'ignored', 'TF'],
    ],
  );
});

describe('beginning and end (logic §3.7)', () => {
  table(
    ['Starts with', 'Ends with'],
    [
      ['Hello World', 'hello', 'TF'],
      ['Hello World', '  WORLD', 'FT'],
      ['  Hello  ', 'hello', 'TT'],
      ['Hello', undefined, 'FF'],
      [null, 'a', 'FF'],
      ['élan', 'ÉL', 'TF'],
      ['élan', 'el', 'FF'],
      ['a.pdf', '.PDF', 'FT'],
      ['123', '12', 'TF'],
      [['apple', 'apricot'], 'ap', 'TF'],
      [['apple', 'pear'], 'ap', 'FF'],
      [[], 'ap', 'TT'],
      ['apple', '{{L}}', 'TF', { L: ['a', 'app'] }],
      ['apple', '{{L}}', 'FF', { L: ['a', 'x'] }],
    ],
  );
});

describe('patterns (logic §3.8)', () => {
  table(
    ['Matches regex', 'Does not match regex'],
    [
      ['hello', '/^hello$/', 'TF'],
      ['Hello', '/^hello$/', 'FT'],
      ['Hello', '/^hello$/i', 'TF'],
      ['hello', '^hel', 'TF'],
      ['123', '/^\\d+$/', 'TF'],
      ['a/b', '/a\\/b/', 'TF'],
      ['abc', 'x/b/', 'TF'],
      ['line1\nline2', '/^line2$/m', 'TF'],
      ['a\nb', '/a.b/s', 'FT'],
      ['abc', '/ABC/z', 'FT'],
      ['é', '/^\\p{L}$/u', 'TF'],
      ['', '/^$/', 'FF'],
      [null, '/^$/', 'FF'],
      ['abc', undefined, 'FF'],
      ['abc', '/[/', 'FT'],
      [['foo', 'bar'], '/^b/', 'TF'],
      [['foo', 'baz'], '/^q/', 'FT'],
      [[], '/a/', 'FT'],
      ['foo', '{{R}}', 'TF', { R: '/^f/' }],
      ['foo', '{{L}}', 'TF', { L: ['^x', '^f'] }],
    ],
  );

  it.each([
    ['Matches regex', '/[/', 'invalid', []],
    ['Does not match regex', '/[/', 'invalid', ['A pattern is not valid']],
  ] as const)('%s logs about %s when it is %s: %j', async (comparisonOperator, value, outcome, descriptions) => {
    const scope = scopeOf({ input: 'abc' }, { testPattern: async () => outcome });
    await holds(scope, { comparisons: [{ variableId: 'input', comparisonOperator, value }] });
    expect(scope.logs.map((log) => log.description)).toEqual(descriptions);
  });
});

describe('conditions (logic §3.2)', () => {
  const yes = { variableId: 'A', comparisonOperator: 'Is set' } as const;
  const no = { variableId: 'A', comparisonOperator: 'Is empty' } as const;

  it.each<[string, Condition, boolean]>([
    ['no comparison, AND', { logicalOperator: 'AND', comparisons: [] }, false],
    ['no comparison, OR', { logicalOperator: 'OR', comparisons: [] }, false],
    ['no list of comparisons', {}, false],
    ['no operator means AND', { comparisons: [yes, no] }, false],
    ['AND, all', { logicalOperator: 'AND', comparisons: [yes, yes] }, true],
    ['AND, one', { logicalOperator: 'AND', comparisons: [yes, no] }, false],
    ['OR, one', { logicalOperator: 'OR', comparisons: [no, yes] }, true],
    ['OR, none', { logicalOperator: 'OR', comparisons: [no, no] }, false],
    ['without a variable', { comparisons: [{ comparisonOperator: 'Is empty' }] }, false],
    ['without an operator', { comparisons: [{ variableId: 'A', value: 'x' }] }, false],
    ['unknown variable is empty', { comparisons: [{ variableId: 'gone', comparisonOperator: 'Is empty' }] }, true],
    [
      'unknown variable is not equal',
      { comparisons: [{ variableId: 'gone', comparisonOperator: 'Not equal', value: '' }] },
      true,
    ],
  ])('%s', async (_name, condition, result) => {
    expect(await holds(scopeOf({ A: 'x' }), condition)).toBe(result);
  });

  it.each([
    ['AND', no],
    ['OR', yes],
  ] as const)('%s stops at the first comparison that decides', async (logicalOperator, deciding) => {
    let patterns = 0;
    const scope = scopeOf(
      { A: 'x' },
      {
        testPattern: async () => {
          patterns++;
          return 'match';
        },
      },
    );
    const pattern = { variableId: 'A', comparisonOperator: 'Matches regex', value: 'x' } as const;
    await holds(scope, { logicalOperator, comparisons: [deciding, pattern] });
    expect(patterns).toBe(0);
  });
});

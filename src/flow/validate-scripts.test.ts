import { describe, expect, it } from 'vitest';
import { oneGroup } from '../../test/support/running-flow.ts';
import { warningLines } from '../../test/support/warning-lines.ts';

const variables = [
  { id: 'v1', name: 'Name' },
  { id: '2-b', name: 'Last name' },
];
const script = (content: unknown, more = {}) => ({ id: 'b', type: 'Code', options: { content, ...more } });
const value = (expressionToEvaluate: unknown, more = {}) => ({
  id: 'b',
  type: 'Set variable',
  options: { variableId: 'v1', isCode: true, expressionToEvaluate, ...more },
});
const inScript = (complaint: string) => [`Group 1 / Code b / options.content: The code cannot be read: ${complaint}.`];
const inValue = (complaint: string) => [
  `Group 1 / Set variable b / options.expressionToEvaluate: The code cannot be read: ${complaint}.`,
];

describe('validate: code', () => {
  it.each<[unknown, string[]]>([
    [script(undefined), []],
    [script(''), []],
    [script('f(); // end'), []],
    [script('const r = await fetch("u"); return r;'), []],
    [script('f({{Name}}, "{{Last name}}")'), []],
    [script('let {{Name}} = 1, {{Last name}} = 2'), []],
    [script('<script>f()</script>'), []],
    [script('01; with (a) b; undeclared = new.target'), []],
    [script('f('), inScript('Unexpected token in line 2')],
    [script('f();\nreturn )'), inScript('Unexpected token in line 2')],
    [script('Hello {{Name}}', { isExecutedOnClient: false }), inScript('Unexpected token in line 1')],
    [script('{{= "f(" =}}'), []],
    [value('{{Name}} + 1'), []],
    [value('return {{Name}}.map((x) => x)'), []],
    [value('Hello {{Name}}'), inValue('Unexpected token in line 1')],
    [value('const x = 1; x'), inValue('Unexpected token in line 1')],
    [value('Hello {{Name}}', { isCode: false }), []],
    [value('Hello {{Name}}', { isCode: undefined }), []],
    [value('Hello {{Name}}', { type: 'Empty' }), []],
  ])('%j', (block, expected) => {
    expect(warningLines(oneGroup([block], { variables }))).toEqual(expected);
  });
});

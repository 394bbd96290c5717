import { expect, it } from 'vitest';
import { mappingComplaints } from './mapping-complaints.ts';

it.each([
  ['found', 'found'],
  ['user.name', 'user'],
  ['items[0].id', 'items'],
  ['body?.name', 'body'],
  ['data.first-name', 'name'],
  ['Data.name', 'Data'],
  ['data[key]', 'key'],
  ['result[{{I}}]', 'result'],
  ['length(data)', 'length'],
  ['-price', 'price'],
  ['name ? 1 : 2', 'name'],
])('%s never gives anything', (bodyPath, name) => {
  const mapping = [{ bodyPath: 'data' }, { id: 'm', variableId: 'v', bodyPath }];
  expect(mappingComplaints(mapping, 'options.responseVariableMapping')).toEqual([
    {
      field: 'options.responseVariableMapping[1].bodyPath',
      message: `"${bodyPath}" never gives anything: there is no "${name}", a path begins with data or statusCode.`,
    },
  ]);
});

it.each([
  ...['data', 'statusCode', 'response.data.x', 'data.items[0]["a b"]', 'data?.a', 'data.items.map(item => item.id)'],
  ...[
    'data.items.map(item => item.id).join(", ")',
    'JSON.stringify(data)',
    'data.a ? data.b : data.c',
    '[data.a, data.b]',
  ],
  // What only running can tell: whether a name is needed, what a placeholder holds, code that does not parse.
  ...['data.a || found', 'typeof found', '{{Path}}', 'data.{{Path}}', 'data.items[', '(() => found)()', ''],
])('%s may give something', (bodyPath) => {
  expect(mappingComplaints([{ bodyPath }], 'mapping')).toEqual([]);
});

it('a mapping without a path asks for nothing', () => {
  expect([mappingComplaints(undefined, 'mapping'), mappingComplaints([{}], 'mapping')]).toEqual([[], []]);
});

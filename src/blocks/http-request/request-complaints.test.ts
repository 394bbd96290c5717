import { expect, it } from 'vitest';
import { oneGroup } from '../../../test/support/running-flow.ts';
import { warningLines } from '../../../test/support/warning-lines.ts';
import { blockKinds } from '../registry.ts';
import { requestComplaints } from './request-complaints.ts';

const url = 'https://api.example/x';
const fields = (webhook: object, isCustomBody = true) =>
  requestComplaints({ url, ...webhook }, isCustomBody).map(({ field }) => field.replace('options.webhook.', ''));
const typed = (value: string) => ({ headers: [{ key: 'Content-Type', value }] });

it.each<[string, object, string[]]>([
  ['a comma is missing', { body: '{\n "a": "{{A}}"\n "b": 1\n}' }, ['body']],
  ['a comma is too many', { body: '{"a": {{A}},}' }, ['body']],
  ['single quotes', { body: "{'a': 1}" }, ['body']],
  ['a list that does not end', { body: '[1, 2' }, ['body']],
  ['a line break inside a text', { body: '{"a": "one\ntwo"}' }, ['body']],
  ['said to be JSON', { body: 'a=1', ...typed('application/json') }, ['body']],
  ['JSON', { body: '{"a": "{{A}}", "b": {{B}}, "c": [{{C}}]}' }, []],
  ['parts that variables hold', { body: '{ {{Pairs}} }' }, []],
  ['further parts that variables hold', { body: '{ "a": 1 {{Pairs}} }' }, []],
  ['code', { body: '{"a": {{=[1, 2].join("\\n")=}} }' }, []],
  ['one variable', { body: '{{Body}}' }, []],
  ['two variables in a line', { body: '{{A}} {{B}}' }, []],
  ['the body that is made up', { body: '{{state}}' }, []],
  ['another type', { body: '{a}', ...typed('text/plain') }, []],
  ['another notation', { body: '<a>{{A}}</a>' }, []],
  ['a form', { body: 'a={{A}}&b=1' }, []],
  ['not sent', { body: '{a}', method: 'GET' }, []],
  ['empty', { body: '' }, []],
  ['none', {}, []],
])('a body: %s', (_name, webhook, complaints) => {
  expect(fields(webhook)).toEqual(complaints);
  expect(fields(webhook, false)).toEqual([]);
});

it.each<[string | undefined, string[]]>([
  ['api.example/x', ['url']],
  ['localhost:3000/x', ['url']],
  ['ftp://a.example', ['url']],
  ['/leads', ['url']],
  [' HTTPS://a.example ', []],
  ['http://a.example', []],
  ['{{Base}}/leads', []],
  ['', []],
  [undefined, []],
])('address %s', (address, complaints) => {
  expect(requestComplaints({ url: address }, false).map(({ field }) => field)).toEqual(
    complaints.map((field) => `options.webhook.${field}`),
  );
});

it.each([
  [[{ key: '', value: 'x' }], ['[0]']],
  [
    [{ value: 'x' }, { key: ' ', value: 'y' }],
    ['[0]', '[1]'],
  ],
  [[{ key: 'a', value: '' }, {}, { key: '{{K}}', value: 'x' }], []],
])('pairs %j', (pairs, places) => {
  expect(fields({ headers: pairs }, false)).toEqual(places.map((place) => `headers${place}.key`));
  expect(fields({ queryParams: pairs }, false)).toEqual(places.map((place) => `queryParams${place}.key`));
});

it('validation names the group, the block and the field', () => {
  const responseVariableMapping = [{ id: 'm', variableId: 'v', bodyPath: 'found' }];
  const webhook = { url, body: '{"a": 1 "b": 2}' };
  const document = oneGroup(
    [
      { id: 'h', type: 'Webhook', options: { webhook, isCustomBody: true } },
      { id: 'l', type: 'webhook', options: { responseVariableMapping } },
    ],
    { variables: [{ id: 'v', name: 'V' }] },
  );
  expect(warningLines(document, blockKinds)).toEqual([
    `Group 1 / Webhook h / options.webhook.body: The body is no JSON, so it is sent as plain text: Expected ',' or '}' after property value in JSON at position 8 (line 1 column 9).`,
    'Group 1 / webhook l / options.responseVariableMapping[0].bodyPath: "found" never gives anything: there is no "found", a path begins with data or statusCode.',
  ]);
});

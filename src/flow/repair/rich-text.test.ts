import { expect, it } from 'vitest';
import { blockKinds } from '../../blocks/registry.ts';
import { readBotFile } from '../read.ts';

const p = (text: string) => ({ type: 'p', children: [{ text }] });

/** The only block of a file after reading, and the fields that the report names. */
function readBlock(block: unknown) {
  const file = {
    version: '6.1',
    events: [{ id: 'ev', type: 'start', outgoingEdgeId: 'e0' }],
    edges: [{ id: 'e0', from: { eventId: 'ev' }, to: { groupId: 'g' } }],
    groups: [{ id: 'g', title: 'G', blocks: [block] }],
  };
  const { document, report } = readBotFile(file, { newId: () => 'random', kinds: blockKinds });
  const [only] = document.groups as { blocks: unknown[] }[];
  return [only?.blocks[0], report.map(({ field }) => field)];
}

it.each<[unknown, unknown, string[]]>([
  [
    ['a\nb', 1],
    [p('a'), p('b'), p('1')],
    ['[0]', '[1]'],
  ],
  [p('a'), [p('a')], ['']],
  [[{ type: 'p', children: 'a' }], [p('a')], ['[0].children', '[0].children[0]']],
  [[{ type: 'p', children: { text: 'a' } }], [p('a')], ['[0].children']],
  [
    [{ type: 'p', children: ['a', { text: 'b', bold: true }] }],
    [{ type: 'p', children: [{ text: 'a' }, { text: 'b', bold: true }] }],
    ['[0].children[0]'],
  ],
  [[{ type: 'h1', content: 'a' }], [{ ...p('a'), type: 'h1' }], ['[0].content']],
  [[{ type: 'p', text: 'a' }], [p('a')], ['[0].text']],
  [[{ value: 'a' }], [p('a')], ['[0].value']],
  [
    [{ type: 'p', children: [{ type: 'text', value: 'a' }] }],
    [{ type: 'p', children: [{ type: 'text', text: 'a' }] }],
    ['[0].children[0].value'],
  ],
  [[{ type: 'p', children: [{ text: 5 }] }], [p('5')], ['[0].children[0].text']],
  [
    [null, ['a'], { label: 'a' }],
    [null, ['a'], { label: 'a' }],
    ['[0]', '[1]', '[2]'],
  ],
  [[{ type: 'p', children: [null] }], [{ type: 'p', children: [null] }], ['[0].children[0]']],
  // As editors write it.
  [[{ type: 'p' }, { text: 'a' }], [{ type: 'p' }, { text: 'a' }], []],
])('rich text %j', (richText, expected, fields) => {
  const named = fields.map((field) => `content.richText${field}`);
  expect(readBlock({ id: 'b', type: 'text', content: { richText } })).toEqual([
    { id: 'b', type: 'text', content: { richText: expected } },
    named,
  ]);
});

it('a list is the rich text of its bubble, and content that says nothing is named', () => {
  expect(readBlock({ id: 'b', type: 'text', content: ['a', p('b')] })).toEqual([
    { id: 'b', type: 'text', content: { richText: [p('a'), p('b')] } },
    ['content', 'content[0]'],
  ]);
  const unknown = { id: 'b', type: 'text', content: { label: 'a' } };
  expect(readBlock(unknown)).toEqual([unknown, ['content']]);
});

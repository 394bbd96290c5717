import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf } from '../../../test/support/sample-blocks.ts';
import type { TextFormat } from '../../engine/block.ts';
import { isLeaf, type RichTextElement } from '../../engine/richtext/nodes.ts';
import { textBubble } from './text-bubble.ts';

const p = (...texts: string[]) => ({ type: 'p', children: texts.map((text) => ({ text })) });

type Surroundings = { format?: TextFormat; version?: string; variables?: object };

async function outputOf(content: unknown, options: Surroundings = {}) {
  const { format = 'richText', version = '6.1', variables = {} } = options;
  const document = oneGroup([{ id: 'b', type: 'text', content }], {
    version,
    variables: Object.entries(variables).map(([name, value]) => ({ id: `v${name}`, name, value })),
  });
  const conversation = new SimulatedConversation(document, kindsOf(textBubble), { textFormat: format });
  return (await conversation.start()).output;
}

async function contentOf(content: unknown, options?: Surroundings) {
  return (await outputOf(content, options)).messages;
}

const message = (content: object) => [{ id: 'b', type: 'text', content }];
const richText = (...nodes: unknown[]) => message({ type: 'richText', richText: nodes });

describe('formats (bubbles §2.2)', () => {
  const stored = { richText: [p('Hi {{A}}!')], html: '<div>no</div>', plainText: 'no' };
  const variables = { A: '**Bo**' };

  it.each<[TextFormat, object]>([
    [
      'richText',
      {
        type: 'richText',
        richText: [{ type: 'p', children: [{ text: 'Hi ' }, { bold: true, text: 'Bo' }, { text: '!' }] }],
      },
    ],
    ['markdown', { type: 'markdown', markdown: 'Hi **Bo**!' }],
    ['flat', { type: 'richText', richText: [p('Hi **Bo**!')] }],
  ])('%s', async (format, content) => {
    expect(await contentOf(stored, { format, variables })).toEqual(message(content));
  });

  it.each<[string, unknown, TextFormat, readonly object[]]>([
    ['no content', undefined, 'richText', []],
    ['null content', null, 'richText', []],
    ['empty content', {}, 'richText', richText()],
    ['empty content as Markdown', {}, 'markdown', richText()],
    ['a plain text alone', { plainText: 'a {{A}}\nb' }, 'richText', richText(p('a '), p('b'))],
    ['HTML alone', { html: '<div><b>x</b></div>' }, 'markdown', message({ type: 'markdown', markdown: '**x**' })],
    ['rich text that is no list', { richText: 'x' }, 'markdown', richText()],
    ['an empty list', { richText: [] }, 'markdown', message({ type: 'markdown', markdown: '' })],
    ['an element without children', { richText: [{ type: 'p' }] }, 'richText', richText(p(''))],
    ['a paragraph that vanishes', { richText: [p('{{A}}')] }, 'richText', richText()],
    ['a paragraph that vanishes', { richText: [p('{{A}}')] }, 'markdown', message({ type: 'markdown', markdown: '' })],
    ['a paragraph that vanishes', { richText: [p('{{A}}')] }, 'flat', richText(p(''))],
  ])('%s', async (_name, content, format, messages) => {
    expect(await contentOf(content, { format })).toEqual(messages);
  });
});

describe('large values', () => {
  const variables = { A: 'a'.repeat(3_000_000), B: '**b** '.repeat(700) };

  it.each<[string, object, TextFormat]>([
    ['leaves of one bubble', { richText: [p('{{A}}'), p('{{A}}')] }, 'richText'],
    ['leaves of one bubble', { richText: [p('{{A}}'), p('{{A}}')] }, 'flat'],
    ['placeholders of one leaf', { richText: [p('x{{A}}{{A}}')] }, 'markdown'],
    ['many parts of small values', { richText: [p('{{B}} '.repeat(30))] }, 'richText'],
  ])('in %s cut the turn before they are put together (%#)', async (_name, content, format) => {
    const { messages, logs } = await outputOf(content, { format, variables });
    expect(messages).toEqual([]);
    expect(logs.map(({ log }) => log.description)).toEqual([
      'The flow was stopped: more than 0.5 MB of values in one answer',
    ]);
  });

  it('in stored HTML are refused before they are put together', async () => {
    const said = contentOf({ html: '<b>{{A}}{{A}}</b>' }, { format: 'html', variables });
    await expect(said).rejects.toMatchObject({ id: 'stateTooLarge' });
  });
});

describe('values (bubbles §1.4)', () => {
  const list = ['a', 'b'];

  it.each<[string, string, TextFormat, string[]]>([
    ['{{L}}', '6.1', 'richText', ['["a","b"]']],
    ['{{L}}', '6', 'richText', ['["a","b"]']],
    ['{{L}}', '5', 'richText', ['b']],
    ['x {{L}}', '5', 'richText', ['x ', 'b']],
    ['{{L}}', '5', 'flat', ['["a","b"]']],
    ['x{{None}}', '5', 'richText', ['x']],
    ['x{{None}}', '6.1', 'richText', ['x', '[]']],
    ['{{={{L}}.concat("c")=}}', '5', 'richText', ['c']],
    ['x{{=[]=}}', '5', 'richText', ['x']],
    ['x {{=[1,2]=}}', '6.1', 'richText', ['x ', '[1,2]']],
    ['x {{=1+1=}}', '6.1', 'richText', ['x ', '2']],
    ['x {{=({a:1})=}}', '6.1', 'richText', ['x ', '{"a":1}']],
    ['x{{=null=}}', '6.1', 'richText', ['x']],
    ['x{{=undefined=}}', '6.1', 'flat', ['x']],
    ['x {{=nope({{N}})=}}', '6.1', 'richText', ['x ', 'nope(5)']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a price in front of a reference
    ['${{N}} left', '6.1', 'richText', ['$', '5', ' left']],
    ['{{=1=}}{{N}}', '6.1', 'richText', ['1', '5']],
    ['x {{ N }}{{n}}{{N', '6.1', 'richText', ['x ', '{{N']],
    ['x {{R}}', '6.1', 'richText', ['x ', '{{N}}']],
  ])('%s in version %s as %s', async (text, version, format, leaves) => {
    const variables = { L: list, None: [], N: '5', R: '{{N}}' };
    const messages = await contentOf({ richText: [p(text)] }, { format, version, variables });
    const { content } = messages[0] as { content: { richText: readonly RichTextElement[] } };
    const texts = content.richText.flatMap(({ children }) => children.flatMap((c) => (isLeaf(c) ? c : c.children)));
    expect(texts).toEqual(leaves.map((leaf) => ({ text: leaf })));
  });

  it('writes a list into a link address as JSON in every version', async () => {
    const link = { type: 'a', url: '{{L}}', children: [{ text: 'here' }] };
    const messages = await contentOf(
      { richText: [{ type: 'p', children: [{ text: '' }, link, { text: '' }] }] },
      { version: '5', variables: { L: list } },
    );
    expect(messages).toEqual(
      richText({ type: 'p', children: [{ text: '' }, { ...link, url: '["a","b"]' }, { text: '' }] }),
    );
  });
});

describe('bubbles that people reported', () => {
  const bold = { bold: true };
  const line = (...children: object[]) => ({ type: 'p', children });

  it.each<[string, object, string, object[], string]>([
    ['bold variable', line({ text: '{{A}}', ...bold }), 'Bob', [line({ text: 'Bob', ...bold })], '**Bob**'],
    [
      'italic variable of several lines',
      line({ text: '{{A}}', italic: true }),
      'one\n\ntwo',
      [line(...['one', '\n\n', 'two'].map((text) => ({ text, italic: true })))],
      '_one_\n\n_two_',
    ],
    [
      'variable between formatted words',
      line({ text: 'Hi ', ...bold }, { text: '{{A}}' }, { text: ', welcome!' }),
      'Bob',
      [line({ text: 'Hi ', ...bold }, { text: 'Bob' }, { text: ', welcome!' })],
      '**Hi** Bob, welcome!',
    ],
    [
      'link in a sentence',
      p('Done. {{A}}'),
      '[Pay here](https://pay.example/42)',
      [line({ text: 'Done. ' }, { type: 'a', url: 'https://pay.example/42', children: [{ text: 'Pay here' }] })],
      'Done. [Pay here](https://pay.example/42)',
    ],
    [
      'list after words',
      p('Your order: {{A}}'),
      '- tea\n- coffee',
      [p('Your order: ', '- tea\n- coffee')],
      'Your order: - tea\n- coffee',
    ],
    ['numbered list', p('{{A}}'), '1. Tea\n2. Coffee', [p('1. Tea\n2. Coffee')], '1. Tea\n2. Coffee'],
    ['list from three', p('{{A}}'), '3. Tea\n4. Coffee', [p('3. Tea\n4. Coffee')], '3. Tea\n4. Coffee'],
    ['entry zero', p('{{A}}'), '0. Back', [p('0. Back')], '0. Back'],
  ])('%s', async (_case, stored, value, tree, markdown) => {
    const content = { richText: [stored] };
    const variables = { A: value };
    expect(await contentOf(content, { variables })).toEqual(richText(...tree));
    expect(await contentOf(content, { variables, format: 'markdown' })).toEqual(
      message({ type: 'markdown', markdown }),
    );
  });

  it('keeps an indented list as it is stored, and writes it as a list', async () => {
    const entry = (text: string, listStart?: number) => ({
      ...p(text),
      indent: 1,
      listStyleType: 'decimal',
      listStart,
    });
    const stored = [entry('Tea', 3), entry('Coffee', 4)];
    const markdown = '3. Tea\n4. Coffee';
    expect(await contentOf({ richText: stored })).toEqual(richText(...stored));
    expect(await contentOf({ richText: stored }, { format: 'markdown' })).toEqual(
      message({ type: 'markdown', markdown }),
    );
    expect(await contentOf({ richText: stored }, { format: 'html' })).toMatchObject([
      { content: { richText: stored, plainText: markdown, html: '<ol start="3"><li>Tea</li><li>Coffee</li></ol>' } },
    ]);
  });
});

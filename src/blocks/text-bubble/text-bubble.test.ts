import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { kindsOf } from '../../../test/support/sample-blocks.ts';
import type { TextFormat } from '../../engine/context.ts';
import { isLeaf, type RichTextElement } from '../../engine/richtext/nodes.ts';
import { textBubble } from './text-bubble.ts';

const p = (...texts: string[]) => ({ type: 'p', children: texts.map((text) => ({ text })) });

async function contentOf(
  content: unknown,
  options: { format?: TextFormat; version?: string; variables?: object } = {},
) {
  const { format = 'richText', version = '6.1', variables = {} } = options;
  const document = oneGroup([{ id: 'b', type: 'text', content }], {
    version,
    variables: Object.entries(variables).map(([name, value]) => ({ id: `v${name}`, name, value })),
  });
  const conversation = new SimulatedConversation(document, kindsOf(textBubble), { textFormat: format });
  const { output } = await conversation.start();
  return output.messages;
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
  const variables = { A: 'a'.repeat(3_000_000) };

  it.each<[string, object, TextFormat]>([
    ['leaves of one bubble', { richText: [p('{{A}}'), p('{{A}}')] }, 'richText'],
    ['leaves of one bubble', { richText: [p('{{A}}'), p('{{A}}')] }, 'flat'],
    ['placeholders of one leaf', { richText: [p('x{{A}}{{A}}')] }, 'markdown'],
    ['stored HTML', { html: '<b>{{A}}{{A}}</b>' }, 'html'],
  ])('in %s are refused before they are put together (%#)', async (_name, content, format) => {
    await expect(contentOf(content, { format, variables })).rejects.toMatchObject({ id: 'stateTooLarge' });
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

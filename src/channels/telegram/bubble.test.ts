import { describe, expect, it } from 'vitest';
import { buttons, html, inShort, open, text } from '../../../test/support/bot-api.ts';
import { contextOf, mediaBubble, textBubble, turnOf } from '../../../test/support/channel-turns.ts';
import type { Bubble } from '../../engine/output.ts';
import type { ChannelTurn, Command, RenderContext } from '../channel.ts';
import { telegram } from './telegram.ts';

const render = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  telegram.render(turnOf(turn), contextOf({ conversation: '7', ...parts }));
const shown = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  render(turn, parts).commands.map(inShort);
/** What is sent where each form before it is refused. */
const refused = ([command]: readonly Command[]): unknown[] =>
  command ? [inShort(command), ...refused(command.fallback ?? [])] : [];
const url = 'https://a.example/x';

describe('a bubble', () => {
  it.each<[string, Bubble, readonly unknown[]]>([
    ['text', textBubble('b', 'one', 'two'), [text('one\ntwo')]],
    ['text with signs of HTML', textBubble('b', 'a < b & "c"'), [html('a &lt; b &amp; &quot;c&quot;')]],
    [
      'long text',
      textBubble('b', `${'a'.repeat(4_000)} ${'b'.repeat(200)}`),
      [text('a'.repeat(4_000)), text('b'.repeat(200))],
    ],
    ['empty text', textBubble('b', ''), []],
    ['picture', mediaBubble('image', { url: `${url}.png` }), [{ sendPhoto: { photo: `${url}.png` } }]],
    ['GIF', mediaBubble('image', { url: `${url}.GIF?x=1` }), [{ sendAnimation: { animation: `${url}.GIF?x=1` } }]],
    ['SVG', mediaBubble('image', { url: `${url}.svg` }), [text(`${url}.svg`)]],
    ['picture inside the document', mediaBubble('image', { url: 'data:image/png;base64,AAAA' }), []],
    [
      'picture with a link',
      mediaBubble('image', { url: `${url}.png`, clickLink: { url } }),
      [{ sendPhoto: { photo: `${url}.png`, ...open(url) } }],
    ],
    [
      'picture with a link that no button takes',
      mediaBubble('image', { url: `${url}.png`, clickLink: { url: 'http://localhost/x' } }),
      [{ sendPhoto: { photo: `${url}.png` } }],
    ],
    ['video', mediaBubble('video', { type: 'url', url: `${url}.mp4` }), [{ sendVideo: { video: `${url}.mp4` } }]],
    [
      'video of YouTube',
      mediaBubble('video', { type: 'youtube', url: 'youtu.be/abc', id: 'abc' }),
      [text('https://www.youtube.com/watch?v=abc')],
    ],
    ['video of TikTok', mediaBubble('video', { type: 'tiktok', url: 'tiktok.com/1' }), [text('https://tiktok.com/1')]],
    ['sound', mediaBubble('audio', { url: `${url}.mp3` }), [{ sendAudio: { audio: `${url}.mp3` } }]],
    ['voice', mediaBubble('audio', { url: `${url}.ogg` }), [{ sendVoice: { voice: `${url}.ogg` } }]],
    ['PDF', mediaBubble('embed', { url: `${url}.pdf` }), [{ sendDocument: { document: `${url}.pdf` } }]],
    [
      'other document',
      mediaBubble('embed', { url: `${url}.docx` }),
      [{ sendDocument: { document: `upload of ${url}.docx` } }],
    ],
    ['page', mediaBubble('embed', { url }), [text(url, buttons([{ text: 'Open', web_app: { url } }]))]],
    [
      'page without https',
      mediaBubble('embed', { url: 'http://a.example/' }),
      [text('http://a.example/', open('http://a.example/'))],
    ],
    ['page of no real host', mediaBubble('embed', { url: 'http://localhost/' }), [text('http://localhost/')]],
    ['custom embed', mediaBubble('custom-embed', { url }), [text(url, buttons([{ text: 'Open', web_app: { url } }]))]],
  ])('%s', (_name, bubble, expected) => expect(shown({ messages: [bubble] })).toEqual(expected));

  it('has its marks', () => {
    const children = [
      { text: 'a ' },
      { text: 'b', bold: true, italic: true },
      { text: 'c', bold: true },
      { text: '<d>', code: true, bold: true },
      {
        type: 'a',
        url: 'https://a.example/?a=1&b="2"',
        children: [{ text: 'e', underline: true, strikethrough: true }],
      },
      { type: 'a', url: 'mailto:a@b.example', children: [{ text: 'f' }] },
    ];
    const richText = [
      { type: 'h1', children: [{ text: 'Hi ' }, { text: 'Ada', bold: true }] },
      { type: 'p', children },
      { type: 'blockquote', children: [{ type: 'p', children: [{ text: 'q' }] }] },
      { type: 'code_block', children: [{ type: 'code_line', children: [{ text: 'x < 1' }] }] },
    ];
    expect(shown({ messages: [{ id: 'b', type: 'text', content: { type: 'richText', richText } }] })).toEqual([
      html(
        '<b>Hi Ada</b>\na <b><i>b</i>c</b><code>&lt;d&gt;</code>' +
          '<a href="https://a.example/?a=1&amp;b=&quot;2&quot;"><u><s>e</s></u></a>f (mailto:a@b.example)\n' +
          '<blockquote>q</blockquote>\n<pre>x &lt; 1</pre>',
      ),
    ]);
  });

  it.each([['Dial *123# now'], ['#sale'], ['a\\b'], ['日本で'], ['_a_ `b` ~c~'], ['[a](b)']])('keeps %s', (letters) =>
    expect(shown({ messages: [textBubble('b', letters)] })).toEqual([text(letters)]),
  );

  it.each<[string, Bubble, readonly unknown[]]>([
    [
      'a picture by its bytes, then its address',
      mediaBubble('image', { url: `${url}.png`, clickLink: { url } }),
      [
        { sendPhoto: { photo: `${url}.png`, ...open(url) } },
        { sendPhoto: { photo: `upload of ${url}.png`, ...open(url) } },
        text(`${url}.png`, open(url)),
      ],
    ],
    [
      'a page by a button, then its address',
      mediaBubble('embed', { url }),
      [text(url, buttons([{ text: 'Open', web_app: { url } }])), text(url, open(url)), text(url)],
    ],
    ['marks without them', textBubble('b', 'a < b'), [html('a &lt; b'), text('a < b')]],
  ])('is sent, where it is refused: %s', (_name, bubble, expected) =>
    expect(refused(render({ messages: [bubble] }).commands)).toEqual(expected),
  );

  it('that cannot be shown is named', () =>
    expect(render({ messages: [mediaBubble('image', { url: '/x.png' })] }).losses).toEqual([
      { blockId: 'b-image', what: 'an address that Telegram cannot fetch: /x.png' },
    ]));

  it('opens no page inside the app in groups', () =>
    expect(shown({ messages: [mediaBubble('embed', { url })] }, { conversation: '-100:7' })).toEqual([
      text(url, open(url)),
    ]));
});

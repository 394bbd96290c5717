import { describe, expect, it } from 'vitest';
import {
  choice,
  contextOf,
  input,
  mediaBubble,
  redirect,
  textBubble,
  turnOf,
  wait,
} from '../../../test/support/channel-turns.ts';
import type { Bubble, WireInput } from '../../engine/output.ts';
import type { AppResponse, ChannelTurn, Command, RenderContext } from '../channel.ts';
import { whatsApp } from './whatsapp.ts';

/** What a command sends, in short: an upload by its address, a message without its envelope. */
function sent({ request: { body } }: Command): unknown {
  if (body?.kind === 'form') return { upload: body.file.url };
  if (body?.kind !== 'json') return undefined;
  const { messaging_product: _product, to: _to, ...message } = JSON.parse(JSON.stringify(body.value));
  return message;
}

/** What people get: uploads succeed with the id `up`. */
function arrived(commands: readonly Command[]): unknown[] {
  return commands.flatMap((command) => {
    if (command.request.body?.kind !== 'form') return [sent(command)];
    return arrived(whatsApp.follow!(command, { status: 200, headers: {}, body: '{"id":"up"}' }));
  });
}

function render(turn: Partial<ChannelTurn>, context: Partial<RenderContext> = {}) {
  return whatsApp.render(turnOf(turn), contextOf(context));
}

const shown = (turn: Partial<ChannelTurn>, context: Partial<RenderContext> = {}) =>
  arrived(render(turn, context).commands);

const text = (body: string) => ({ type: 'text', text: { body } });
const preview = (body: string) => ({ type: 'text', text: { body, preview_url: true } });
const buttons = (body: string, titles: Readonly<Record<string, string>>, header?: string) => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    ...(header && { header: { type: 'image', image: { id: header } } }),
    body: { text: body },
    action: { buttons: Object.entries(titles).map(([id, title]) => ({ type: 'reply', reply: { id, title } })) },
  },
});

describe('bubbles', () => {
  const url = 'https://a.example/x';
  it.each<[string, Bubble, readonly unknown[]]>([
    ['text', textBubble('b', 'one', 'two'), [text('one\ntwo')]],
    [
      'long text',
      textBubble('b', `${'a'.repeat(4_000)} ${'b'.repeat(200)}`),
      [text('a'.repeat(4_000)), text('b'.repeat(200))],
    ],
    ['empty text', textBubble('b', ''), []],
    ['blank text', textBubble('b', '  '), []],
    ['picture', mediaBubble('image', { url: `${url}.png` }), [{ type: 'image', image: { id: 'up' } }]],
    ['GIF', mediaBubble('image', { url: `${url}.GIF?x=1` }), []],
    ['WebP', mediaBubble('image', { url: `${url}.webp` }), [preview(`${url}.webp`)]],
    ['picture inside the document', mediaBubble('image', { url: 'data:image/png;base64,AAAA' }), []],
    ['sound', mediaBubble('audio', { url: `${url}.mp3` }), [{ type: 'audio', audio: { id: 'up' } }]],
    ['video', mediaBubble('video', { type: 'url', url: `${url}.mp4` }), [{ type: 'video', video: { id: 'up' } }]],
    [
      'video of YouTube',
      mediaBubble('video', { type: 'youtube', url: 'youtu.be/abc', id: 'abc' }),
      [preview('https://www.youtube.com/watch?v=abc')],
    ],
    [
      'video of Vimeo',
      mediaBubble('video', { type: 'vimeo', url: 'vimeo.com/1', id: '1' }),
      [preview('https://vimeo.com/1')],
    ],
    [
      'video of TikTok',
      mediaBubble('video', { type: 'tiktok', url: 'tiktok.com/@a/video/1', id: '1' }),
      [preview('https://tiktok.com/@a/video/1')],
    ],
    ['video without an address', mediaBubble('video', { type: 'youtube', id: 'abc' }), []],
    [
      'document',
      mediaBubble('embed', { url: `${url}/terms.pdf` }),
      [{ type: 'document', document: { id: 'up', filename: 'terms.pdf' } }],
    ],
    ['document with a query', mediaBubble('embed', { url: `${url}/terms.pdf?x` }), [preview(`${url}/terms.pdf?x`)]],
    ['page', mediaBubble('embed', { url }), [preview(url)]],
    ['custom embed', mediaBubble('custom-embed', { url }), [preview(url)]],
  ])('%s', (_name, bubble, expected) => expect(shown({ messages: [bubble] })).toEqual(expected));

  it('are buttons where the channel says so', () => {
    const page = mediaBubble('embed', { url });
    const picture = mediaBubble('image', { url: `${url}.png`, clickLink: { url, alt: 'Shop' } });
    const button = (body: string) => ({
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: body },
        action: { name: 'cta_url', parameters: { display_text: 'Open', url } },
      },
    });
    expect(shown({ messages: [page, picture] }, { settings: { linkButtons: true } })).toEqual([
      button(url),
      { type: 'image', image: { id: 'up' } },
      button('Shop'),
    ]);
  });

  it('that cannot be shown are named', () =>
    expect(render({ messages: [mediaBubble('image', { url: '/x.png' })] }).losses).toEqual([
      { blockId: 'b-image', what: 'an address that WhatsApp cannot fetch: /x.png' },
    ]));
});

describe('a file', () => {
  const picture = mediaBubble('image', { url: 'https://a.example/x.png' });
  const [upload] = render({ messages: [picture] }).commands as [Command];
  const byLink = { type: 'image', image: { link: 'https://a.example/x.png' } };

  it('is uploaded', () => {
    expect(upload.request).toEqual({
      method: 'POST',
      host: 'graph',
      path: '/media',
      body: {
        kind: 'form',
        fields: { messaging_product: 'whatsapp' },
        file: { field: 'file', url: 'https://a.example/x.png', name: 'blob', typeField: 'type' },
      },
    });
  });

  it.each<[string, AppResponse]>([
    ['is refused', { status: 400, headers: {}, body: '{"error":{"code":131053}}' }],
    ['has no id', { status: 200, headers: {}, body: 'nonsense' }],
    ['is not to be had', { failure: 'not found', isSent: false }],
  ])('is shown by its address where it %s, and named where that is refused', (_name, answer) => {
    const next = whatsApp.follow!(upload, answer);
    expect(next.map(sent)).toEqual([byLink]);
    expect(next[0]?.fallback?.map(sent)).toEqual([preview('https://a.example/x.png')]);
  });

  it('has one pause before it', () => {
    const [first] = render({ messages: [picture], actions: [wait(2)] }).commands as [Command];
    const next = whatsApp.follow!(first, { failure: 'not found', isSent: false });
    expect([first.delayMs, next[0]?.delayMs]).toEqual([2_000, undefined]);
  });

  it('is not uploaded where the channel says so', () =>
    expect(render({ messages: [picture] }, { settings: { mediaByLink: true } }).commands.map(sent)).toEqual([byLink]));

  it('survives being stored', () =>
    expect(arrived(JSON.parse(JSON.stringify([upload])))).toEqual([{ type: 'image', image: { id: 'up' } }]));

  it('that is refused among others spoils none of them', () => {
    const items = ['a', 'b'].map((id) => ({ id, title: id, pictureSrc: `https://a.example/${id}.png` }));
    const [first] = render({ input: input('picture choice input', { items }) }).commands as [Command];
    expect(sent(first)).toEqual({ upload: 'https://a.example/a.png' });
    const next = whatsApp.follow!(first, { failure: 'not found', isSent: false });
    expect(next.map(sent)).toEqual([{ upload: 'https://a.example/b.png' }]);
    const messages = arrived(next) as { interactive: { header: { image: unknown } } }[];
    expect(messages.map(({ interactive }) => interactive.header.image)).toEqual([
      { link: 'https://a.example/a.png' },
      { id: 'up' },
    ]);
  });
});

describe('inputs', () => {
  const src = 'https://a.example/c.png';
  const labels = (count: number) => Array.from({ length: count }, (_, index) => `L${index}`);
  const list = (body: string, rows: readonly object[]) => ({
    type: 'interactive',
    interactive: { type: 'list', body: { text: body }, action: { button: 'Select', sections: [{ rows }] } },
  });
  const rows = (from: number, to: number) =>
    labels(to)
      .map((title, index) => ({ id: `i${index}`, title }))
      .slice(from);

  it.each<[string, WireInput, readonly unknown[]]>([
    ['three choices', choice(['A', 'B', 'C']), [buttons('Q', { i0: 'A', i1: 'B', i2: 'C' })]],
    ['four choices', choice(labels(4)), [list('Q', rows(0, 4))]],
    ['ten choices', choice(labels(10)), [list('Q', rows(0, 10))]],
    ['eleven choices', choice(labels(11)), [list('Q', rows(0, 10)), list('―', rows(10, 11))]],
    ['no choice', choice(['', ' ']), [text('Q')]],
    ['several choices', choice(['A', 'B'], { isMultipleChoice: true }), [text('Q\n\n1. A\n2. B')]],
    [
      'pictures',
      input('picture choice input', {
        items: [
          { id: 'p', title: 'Cat', description: 'Soft', pictureSrc: src },
          { id: 'q', pictureSrc: 'https://a.example/d.gif' },
          { id: 'r' },
        ],
      }),
      [text('Q'), buttons('*Cat*\n\nSoft', { p: 'Select' }, 'up'), buttons('―', { q: 'Select' })],
    ],
    [
      'several pictures',
      input('picture choice input', {
        options: { isMultipleChoice: true },
        items: [
          { id: 'p', title: 'Cat', pictureSrc: src },
          { id: 'q', description: 'Words' },
        ],
      }),
      [text('Q'), { type: 'image', image: { id: 'up' } }, text('1. *Cat*'), text('2. Words')],
    ],
    [
      'cards',
      input('cards', {
        items: [
          {
            id: 'k',
            title: 'Basic',
            description: 'One',
            imageUrl: src,
            paths: [{ id: 'a', text: 'Buy' }, { id: 'b' }],
          },
          { id: 'l', imageUrl: src, paths: [{ id: 'c', text: 'Go' }] },
          { id: 'm', title: 'Words', paths: [] },
        ],
      }),
      [
        text('Q'),
        buttons('*Basic*\n\nOne', { a: 'Buy', b: '2' }, 'up'),
        buttons('―', { c: 'Go' }, 'up'),
        text('*Words*'),
      ],
    ],
    ['a payment', input('payment input', { runtimeOptions: { amountLabel: '€9.00' } }), [text('Q'), text('Pay €9.00')]],
    ...['text', 'number', 'email', 'url', 'phone number', 'date', 'time', 'file', 'rating'].map(
      (kind): [string, WireInput, readonly unknown[]] => [kind, input(`${kind} input`), [text('Q')]],
    ),
  ])('%s', (_name, asked, expected) =>
    expect(shown({ messages: [textBubble('b', 'Q')], input: asked })).toEqual(expected),
  );

  it('are groups of buttons where the channel says so', () =>
    expect(shown({ input: choice(labels(4)) }, { settings: { lists: false } })).toEqual([
      buttons('―', { i0: 'L0', i1: 'L1', i2: 'L2' }),
      buttons('―', { i3: 'L3' }),
    ]));

  it('name what is cut off in rows', () =>
    expect(shown({ input: choice(['A', 'B', 'C', 'A very long label of a choice']) })).toMatchObject([
      {
        interactive: {
          action: {
            sections: [
              {
                rows: [{}, {}, {}, { title: 'A very long label of a..', description: 'A very long label of a choice' }],
              },
            ],
          },
        },
      },
    ]));

  it.each<[string, readonly Bubble[], readonly unknown[]]>([
    ['a long text', [textBubble('b', 'x'.repeat(1_025))], [text('x'.repeat(1_025)), buttons('―', { i0: 'A' })]],
    [
      'a picture',
      [textBubble('a', 'Q'), mediaBubble('image', { url: src })],
      [text('Q'), { type: 'image', image: { id: 'up' } }, buttons('―', { i0: 'A' })],
    ],
    ['an empty text', [textBubble('a', 'Q'), textBubble('b', '')], [buttons('Q', { i0: 'A' })]],
    ['nothing', [], [buttons('―', { i0: 'A' })]],
  ])('after %s', (_name, messages, expected) => expect(shown({ messages, input: choice(['A']) })).toEqual(expected));

  it('show three buttons of a card and name the rest', () => {
    const paths = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }));
    const { losses, prompt } = render({ input: input('cards', { items: [{ id: 'k', title: 'T', paths }] }) });
    expect(losses).toEqual([{ blockId: 'in', what: 'button 4 of a card and what follows it' }]);
    expect(prompt?.items.map(({ replyId }) => replyId)).toEqual(['a', 'b', 'c']);
  });

  it('are kept with what they were shown as', () =>
    expect(render({ input: choice(['Option', 'Option']) }).prompt).toEqual({
      blockId: 'in',
      kind: 'choice input',
      turn: 7,
      items: [
        { replyId: 'i0', label: 'Option', shown: 'Option' },
        { replyId: 'i1', label: 'Option', shown: 'Option (1)' },
      ],
      isMultiple: false,
      isNumbered: false,
      selected: [],
    }));
});

describe('order and time', () => {
  const one = textBubble('one', 'one two three four');
  const two = textBubble('two', 'x');
  const pauses = (turn: Partial<ChannelTurn>, context: Partial<RenderContext> = {}) =>
    render(turn, context).commands.map(({ delayMs = 0 }) => delayMs);

  it.each<[string, Partial<ChannelTurn>, Partial<RenderContext>, readonly number[]]>([
    ['without typing', { messages: [one, two] }, {}, [0, 0]],
    ['typed as usual', { messages: [one, two] }, { typing: {} }, [600, 150]],
    ['typed but for the first of all', { messages: [one, two] }, { typing: {}, turn: 0 }, [0, 150]],
    ['typed from the first', { messages: [one] }, { typing: { isDisabledOnFirstMessage: false }, turn: 0 }, [600]],
    ['not typed', { messages: [one] }, { typing: { enabled: false } }, [0]],
    ['typed slowly', { messages: [one] }, { typing: { speed: 10, maxDelay: 5 } }, [5_000]],
    [
      'with the pauses of the bot',
      { messages: [one, two] },
      { typing: { enabled: false, delayBetweenBubbles: 9 }, bubbleDelayMs: 7 },
      [0, 5_000],
    ],
    ['with the pauses of the channel', { messages: [one, two] }, { bubbleDelayMs: 7 }, [0, 7]],
    ['with a wait', { messages: [one, two], actions: [wait(2, 'one')] }, {}, [0, 2_000]],
    ['with a wait before a choice', { messages: [two], actions: [wait(2, 'two')], input: choice(['A']) }, {}, [2_000]],
    [
      'with a wait before a picture',
      { messages: [mediaBubble('image', { url: 'https://a.example/a.png' })], actions: [wait(2)] },
      {},
      [2_000],
    ],
    [
      'after a picture by its address',
      { messages: [mediaBubble('image', { url: 'https://a.example/a.png' }), two] },
      { settings: { mediaByLink: true } },
      [0, 5_000],
    ],
  ])('%s', (_name, turn, context, expected) => expect(pauses(turn, context)).toEqual(expected));

  it('of a redirect', () =>
    expect(shown({ messages: [two, one], actions: [redirect('https://a.example', 'two')] })).toEqual([
      text('x'),
      preview('https://a.example'),
      text('one two three four'),
    ]));

  it('names what only a browser can do', () =>
    expect(render({ actions: [{ type: 'pixel' }] }).losses).toEqual([
      { blockId: '', what: 'pixel needs a browser and is left out' },
    ]));
});

describe('texts of the team', () => {
  it('go to a number', () =>
    expect(whatsApp.say('Hi', contextOf({ conversation: '336' }))[0]?.request).toEqual({
      method: 'POST',
      host: 'graph',
      path: '/messages',
      body: { kind: 'json', value: { messaging_product: 'whatsapp', to: '336', ...text('Hi') } },
    }));

  it.each([
    ['US.13491208655302741918', 'recipient'],
    ['US.ENT.11815799212886844830', 'recipient'],
    ['us.1', 'to'],
    ['33600000001', 'to'],
  ])('go to %s as %s', (conversation, field) =>
    expect(whatsApp.say('x', contextOf({ conversation }))[0]?.request.body).toMatchObject({
      value: { [field]: conversation },
    }),
  );

  it('that are empty go nowhere', () => expect(whatsApp.say(' ', contextOf())).toEqual([]));
});

describe('templates', () => {
  it.each([
    ['hello', { name: 'hello', language: { code: 'en_US' } }],
    [
      { name: 'hello', language: 'fr' },
      { name: 'hello', language: { code: 'fr' } },
    ],
    [
      { name: 'hello', language: { code: 'fr' }, components: [] },
      { name: 'hello', language: { code: 'fr' }, components: [] },
    ],
  ])('%j', (given, template) =>
    expect(whatsApp.template!(given, contextOf()).map(sent)).toEqual([{ type: 'template', template }]),
  );
});

import { describe, expect, it } from 'vitest';
import {
  choice,
  contextOf,
  input,
  mediaBubble,
  redirect,
  textBubble,
  turnOf,
} from '../../../test/support/channel-turns.ts';
import { faultsOf, messagesOf } from '../../../test/support/line-api.ts';
import type { Bubble, WireInput } from '../../engine/output.ts';
import type { ChannelTurn, Command, PersonEvent, RenderContext } from '../channel.ts';
import { answerTo } from '../shared/answer.ts';
import { line } from './line.ts';

const render = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  line.render(turnOf(turn), contextOf(parts));
function messages(commands: readonly Command[]) {
  expect(commands.flatMap(faultsOf)).toEqual([]);
  return commands.flatMap(messagesOf);
}
const shown = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  messages(render(turn, parts).commands);

const url = 'https://a.example/x';
const text = (letters: string, more: object = {}) => ({ type: 'text', text: letters, ...more });
const postback = (label: string, place: number | string, displayText = label) => ({
  type: 'postback',
  label,
  data: `f1:7:${place}`,
  displayText,
});
const quick = (...actions: readonly object[]) => ({
  quickReply: { items: actions.map((action) => ({ type: 'action', action })) },
});
const link = (letters: string, uri: string, more: object = {}) => ({
  type: 'template',
  altText: letters,
  template: { type: 'buttons', ...more, text: letters, actions: [{ type: 'uri', label: 'Open', uri }] },
});
const carousel = (altText: string, ...columns: readonly object[]) => ({
  type: 'template',
  altText,
  template: { type: 'carousel', columns },
});

describe('a bubble', () => {
  it.each<[string, Bubble, readonly unknown[]]>([
    ['text', textBubble('b', 'one', 'two'), [text('one\ntwo')]],
    [
      'long text',
      textBubble('b', `${'a'.repeat(4_900)} ${'b'.repeat(200)}`),
      [text('a'.repeat(4_900)), text('b'.repeat(200))],
    ],
    ['empty text', textBubble('b', ' '), []],
    [
      'picture',
      mediaBubble('image', { url: `${url}.png` }),
      [{ type: 'image', originalContentUrl: `${url}.png`, previewImageUrl: `${url}.png` }],
    ],
    ['GIF', mediaBubble('image', { url: `${url}.gif` }), [text(`${url}.gif`)]],
    [
      'picture without https',
      mediaBubble('image', { url: 'http://a.example/x.png' }),
      [text('http://a.example/x.png')],
    ],
    [
      'picture with a link',
      mediaBubble('image', { url: `${url}.png`, clickLink: { url, alt: 'Shop' } }),
      [link('Shop', url, { thumbnailImageUrl: `${url}.png` })],
    ],
    ['video', mediaBubble('video', { type: 'url', url: `${url}.mp4` }), [text(`${url}.mp4`)]],
    [
      'video of YouTube',
      mediaBubble('video', { type: 'youtube', url: 'youtu.be/abc', id: 'abc' }),
      [text('https://www.youtube.com/watch?v=abc')],
    ],
    [
      'sound',
      mediaBubble('audio', { url: `${url}.mp3` }),
      [{ type: 'audio', originalContentUrl: `${url}.mp3`, duration: 1_000 }],
    ],
    ['sound of another kind', mediaBubble('audio', { url: `${url}.ogg` }), [text(`${url}.ogg`)]],
    ['document', mediaBubble('embed', { url: `${url}/terms.pdf` }), [link('terms.pdf', `${url}/terms.pdf`)]],
    ['page', mediaBubble('embed', { url }), [link(url, url)]],
    ['custom embed', mediaBubble('custom-embed', { url }), [link(url, url)]],
    ['page that no button takes', mediaBubble('embed', { url: 'ftp://a.example' }), [text('ftp://a.example')]],
  ])('%s', (_name, bubble, expected) => expect(shown({ messages: [bubble] })).toEqual(expected));

  it('plays a video where the channel has a picture for it', () =>
    expect(
      shown(
        { messages: [mediaBubble('video', { type: 'url', url: `${url}.mp4` })] },
        { settings: { videoPreviewUrl: `${url}.png` } },
      ),
    ).toEqual([{ type: 'video', originalContentUrl: `${url}.mp4`, previewImageUrl: `${url}.png` }]));

  it.each([['Dial *123# now'], ['#sale'], ['a\\b'], ['日本で'], ['<b>&</b>']])('keeps %s', (letters) =>
    expect(shown({ messages: [textBubble('b', letters)] })).toEqual([text(letters)]),
  );

  it('has no marks, and addresses beside its links', () => {
    const children = [{ text: 'Go', bold: true }, { text: ' to ' }, { type: 'a', url, children: [{ text: 'shop' }] }];
    const richText = [
      { type: 'p', children },
      { type: 'ol', children: [{ type: 'li', children: [{ text: 'a' }] }] },
    ];
    expect(shown({ messages: [{ id: 'b', type: 'text', content: { type: 'richText', richText } }] })).toEqual([
      text(`Go to shop (${url})\n1. a`),
    ]);
  });

  it('is followed by a redirect, as a button', () =>
    expect(shown({ messages: [textBubble('b', 'one')], actions: [redirect(url, 'b')] })).toEqual([
      text('one'),
      link(url, url),
    ]));

  it('is said in words where its form is refused', () => {
    const [command] = render({
      messages: [mediaBubble('image', { url: `${url}.png` })],
      input: choice(['Yes']),
    }).commands;
    expect(messages(command!.fallback!)).toEqual([text(`${url}.png`, quick(postback('Yes', 0)))]);
  });
});

describe('an input', () => {
  const items = [
    { id: 'p0', title: 'Cat', description: 'Purrs', pictureSrc: `${url}0.png` },
    { id: 'p1', title: 'Dog', pictureSrc: `${url}1.png` },
  ];
  const cards = [
    {
      imageUrl: `${url}.png`,
      title: 'Paris',
      description: 'City',
      paths: [
        { id: 'a', text: 'More' },
        { id: 'b', text: 'Go' },
      ],
    },
    { imageUrl: `${url}.png`, title: 'London', description: 'Town', paths: [{ id: 'c', text: 'More' }] },
  ];
  const picker = (mode: string, place: string, more: object = {}, label = 'Select') =>
    quick({ type: 'datetimepicker', label, data: `f1:7:${place}`, mode, ...more });
  const camera = [
    { type: 'camera', label: 'Camera' },
    { type: 'cameraRoll', label: 'Photos' },
  ];

  it.each<[string, WireInput, readonly unknown[]]>([
    ['text', input('text input'), [text('Q?')]],
    ['phone', input('phone number input'), [text('Q?')]],
    ['choice', choice(['Yes', 'No']), [text('Q?', quick(postback('Yes', 0), postback('No', 1)))]],
    [
      'choice of long labels',
      choice(['A label that is much too long']),
      [text('Q?', quick(postback('A label that is muc…', 0, 'A label that is much too long')))],
    ],
    ['several choices', choice(['Red', 'Green'], { isMultipleChoice: true }), [text('Q?'), text('1. Red\n2. Green')]],
    [
      'picture choice',
      input('picture choice input', { items }),
      [
        text('Q?'),
        carousel(
          'Cat, Dog',
          { thumbnailImageUrl: `${url}0.png`, text: 'Cat Purrs', actions: [postback('Select', 0, 'Cat')] },
          { thumbnailImageUrl: `${url}1.png`, text: 'Dog', actions: [postback('Select', 1, 'Dog')] },
        ),
      ],
    ],
    [
      'grades',
      input('rating input', { options: { length: 2, startsAt: 1, labels: { left: 'bad', right: 'good' } } }),
      [text('Q?'), text('1 = bad\n2 = good', quick(postback('1', 0), postback('2', 1)))],
    ],
    [
      'stars',
      input('rating input', { options: { length: 2, buttonType: 'Icons' } }),
      [text('Q?', quick(postback('⭐', 0, '1'), postback('⭐⭐', 1, '2')))],
    ],
    [
      'date',
      input('date input', { options: { min: '2026-01-02', max: 'soon' } }),
      [text('Q?', picker('date', 'date', { min: '2026-01-02' }))],
    ],
    ['date and time', input('date input', { options: { hasTime: true } }), [text('Q?', picker('datetime', 'dt'))]],
    ['dates', input('date input', { options: { isRange: true } }), [text('Q?', picker('date', 'date', {}, 'From:'))]],
    ['time', input('time input'), [text('Q?', picker('time', 'time'))]],
    ['file', input('file input'), [text('Q?', quick(...camera))]],
    [
      'file that may be left out',
      input('file input', { options: { isRequired: false, labels: { skip: 'Later' } } }),
      [text('Q?', quick(...camera, postback('Later', 'skip')))],
    ],
    ['payment', input('payment input', { runtimeOptions: { amountLabel: '$5' } }), [text('Q?'), text('Pay $5')]],
    [
      'cards',
      input('cards', { items: cards }),
      [
        text('Q?'),
        carousel(
          'Paris, London',
          {
            thumbnailImageUrl: `${url}.png`,
            title: 'Paris',
            text: 'City',
            actions: [postback('More', 0), postback('Go', 1)],
          },
          {
            thumbnailImageUrl: `${url}.png`,
            title: 'London',
            text: 'Town',
            actions: [postback('More', 2), { type: 'postback', label: '―', data: '-' }],
          },
        ),
      ],
    ],
  ])('%s', (_name, asked, expected) =>
    expect(shown({ messages: [textBubble('b', 'Q?')], input: asked })).toEqual(expected),
  );

  it('is asked by a text of its own where nothing else is said', () =>
    expect(shown({ input: choice(['Yes']) })).toEqual([text('Select', quick(postback('Yes', 0)))]));

  it('names in a group whom its buttons are for', () => {
    const [asked] = shown({ messages: [textBubble('b', 'Q?')], input: choice(['Yes']) }, { conversation: 'C1:U1' });
    expect(asked).toEqual(text('Q?', quick({ ...postback('Yes', 0), data: 'f1:7:0|U1' })));
  });

  const many = (count: number, label = 'Choice') => Array.from({ length: count }, (_, index) => `${label} ${index}`);
  const bubbles = (message: Readonly<Record<string, unknown>> | undefined) =>
    (message!.contents as { readonly contents: readonly { footer?: { contents: unknown[] }; hero?: object }[] })
      .contents;

  it.each([
    [13, 'quick replies'],
    [14, 'flex'],
    [96, 'flex'],
    [97, 'numbered'],
  ])('of %d choices is %s', (count, form) => {
    const { commands, prompt } = render({ messages: [textBubble('b', 'Q?')], input: choice(many(count)) });
    const last = messages(commands).at(-1);
    expect(last?.quickReply ? 'quick replies' : last?.type === 'flex' ? 'flex' : 'numbered').toBe(form);
    expect(prompt?.items).toHaveLength(count);
    if (form === 'flex') expect(bubbles(last).flatMap(({ footer }) => footer?.contents ?? [])).toHaveLength(count);
  });

  it('stays within the bytes of a carousel, as buttons with less to say', () => {
    const labels = many(96, '駅から近くて静かな部屋'.repeat(20));
    const [message] = shown({ input: choice(labels) });
    expect(bubbles(message)).toHaveLength(12);
  });

  it('shows pictures of a multiple choice with the numbers to answer with', () => {
    const { commands, prompt } = render({
      input: input('picture choice input', { items, options: { isMultipleChoice: true } }),
    });
    const [pictures, numbers] = messages(commands);
    expect(bubbles(pictures).map(({ hero, footer }) => [hero, footer])).toEqual([
      [{ type: 'image', url: `${url}0.png`, size: 'full' }, undefined],
      [{ type: 'image', url: `${url}1.png`, size: 'full' }, undefined],
    ]);
    expect(numbers).toEqual(text('1. Cat\n2. Dog'));
    expect(answerTo({ ...event, kind: 'message', text: '1, 2' }, prompt)).toMatchObject({
      message: { text: 'Cat, Dog' },
    });
  });

  it.each([
    ['cards with four buttons', [{ ...cards[0], paths: ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id })) }]],
    ['cards of which some have pictures', [cards[0], { ...cards[1], imageUrl: undefined }]],
  ])('of %s is of free form', (_name, some) =>
    expect(shown({ input: input('cards', { items: some as NonNullable<WireInput['items']> }) })[0]?.type).toBe('flex'),
  );
});

const event: PersonEvent = { kind: 'choice', dedupeKey: 'd', conversation: 'U1', person: { id: 'U1' }, at: 0 };

describe('an answer', () => {
  it('asks for the second date after the first', () => {
    const { prompt } = render({ input: input('date input', { options: { isRange: true, labels: { to: 'Until' } } }) });
    const first = {
      ...event,
      token: 'f1:7:date',
      picked: '2026-12-24',
      reply: { replyToken: 'r', at: contextOf().now },
    };
    const answer = answerTo(first, prompt);
    if (answer.kind !== 'open') throw new Error('One date is no answer');
    const [command] = line.toggled!(answer.prompt, first, contextOf());
    expect(command?.request.path).toMatch(/reply$/);
    const second = { type: 'datetimepicker', label: 'Until', data: 'f1:7:date', mode: 'date', min: '2026-12-24' };
    expect(messages([command!])).toEqual([text('2026-12-24', quick(second))]);
    expect(answerTo({ ...first, picked: '2026-12-26' }, answer.prompt)).toEqual({
      kind: 'reply',
      message: { type: 'text', text: '2026-12-24 to 2026-12-26' },
    });
  });

  it('narrows a list down', () => {
    const labels = [...Array.from({ length: 20 }, (_, index) => `Red ${index}`), 'Green'];
    const { commands, prompt } = render({ input: choice(labels, { isSearchable: true }) });
    expect((messages(commands)[0]!.quickReply as { items: unknown[] }).items).toHaveLength(13);
    const said = { ...event, kind: 'message', text: 'gre' } as const;
    const answer = answerTo(said, prompt);
    if (answer.kind !== 'open') throw new Error('A part of a label is no answer');
    expect(messages(line.toggled!(answer.prompt, said, contextOf()))).toEqual([
      text('Select', quick(postback('Green', 20))),
    ]);
  });
});

it('leaves out what needs a browser, and says so', () =>
  expect(
    render({ messages: [textBubble('b', 'one')], actions: [{ type: 'pixel', lastBubbleBlockId: 'b' }] }).losses,
  ).toEqual([{ blockId: 'b', what: 'pixel needs a browser and is left out' }]));

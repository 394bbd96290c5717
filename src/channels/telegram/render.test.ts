import { describe, expect, it } from 'vitest';
import { buttons, callOf, faultsOf, html, inShort, open, text, withFallbacks } from '../../../test/support/bot-api.ts';
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
import type { WireInput } from '../../engine/output.ts';
import type { ChannelTurn, Command, PersonEvent, RenderContext } from '../channel.ts';
import { answerTo } from '../shared/answer.ts';
import { telegram } from './telegram.ts';

const at = (parts: Partial<RenderContext> = {}) => contextOf({ conversation: '7', ...parts });
const render = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  telegram.render(turnOf(turn), at(parts));
const shown = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  render(turn, parts).commands.map(inShort);
const press = (label: string, place: number | string, turn = 7) => ({
  text: label,
  callback_data: `f1:${turn}:${place}`,
});
const url = 'https://a.example/x';

describe('an input', () => {
  const items = [
    { id: 'p0', title: 'Cat', description: 'Purrs', pictureSrc: `${url}0.png` },
    { id: 'p1', title: 'Dog', pictureSrc: `${url}1.png` },
  ];
  const album = {
    sendMediaGroup: {
      media: [
        { type: 'photo', media: `${url}0.png`, caption: '1. <b>Cat</b>\nPurrs', parse_mode: 'HTML' },
        { type: 'photo', media: `${url}1.png`, caption: '2. <b>Dog</b>', parse_mode: 'HTML' },
      ],
    },
  };
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
    { title: 'London', paths: [{ id: 'c', text: 'More' }] },
    { imageUrl: `${url}.png`, paths: [] },
  ];
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => press(String(from + index), from + index));

  it.each<[string, WireInput, readonly unknown[]]>([
    ['text', input('text input'), [text('Q?')]],
    ['number', input('number input'), [text('Q?')]],
    ['url', input('url input'), [text('Q?')]],
    ['email', input('email input'), [text('Q?')]],
    [
      'phone',
      input('phone number input'),
      [
        text('Q?', {
          reply_markup: {
            keyboard: [[{ text: 'Share my number', request_contact: true }]],
            one_time_keyboard: true,
            resize_keyboard: true,
          },
        }),
      ],
    ],
    ['date', input('date input'), [html('Q?\n<i>dd/MM/yyyy</i>')]],
    ['date and time', input('date input', { options: { hasTime: true } }), [html('Q?\n<i>dd/MM/yyyy HH:mm</i>')]],
    [
      'dates',
      input('date input', { options: { isRange: true, format: 'd.M.yy' } }),
      [html('Q?\n<i>d.M.yy - d.M.yy</i>')],
    ],
    ['time', input('time input'), [html('Q?\n<i>HH:mm</i>')]],
    [
      'short choices',
      choice(['Yes', 'No', 'Maybe', 'So']),
      [text('Q?', buttons([press('Yes', 0), press('No', 1), press('Maybe', 2)], [press('So', 3)]))],
    ],
    [
      'choices of middle length',
      choice(['Twelve signs', 'No']),
      [text('Q?', buttons([press('Twelve signs', 0), press('No', 1)]))],
    ],
    [
      'a long choice',
      choice(['A label of some length', 'No']),
      [text('Q?', buttons([press('A label of some length', 0)], [press('No', 1)]))],
    ],
    ['equal choices', choice(['Yes', 'Yes']), [text('Q?', buttons([press('Yes', 0), press('Yes (2)', 1)]))]],
    ['no choice', choice([]), [text('Q?')]],
    [
      'several choices',
      choice(['Red', 'Green'], { isMultipleChoice: true, buttonLabel: 'OK' }),
      [text('Q?', buttons([press('☐ Red', 0), press('☐ Green', 1)], [press('OK', 'send')]))],
    ],
    [
      'a picture choice',
      input('picture choice input', { items }),
      [text('Q?'), album, text('Select', buttons([press('1. Cat', 0), press('2. Dog', 1)]))],
    ],
    [
      'several pictures',
      input('picture choice input', { items, options: { isMultipleChoice: true } }),
      [
        text('Q?'),
        album,
        text('Select', buttons([press('☐ 1. Cat', 0), press('☐ 2. Dog', 1)], [press('Send', 'send')])),
      ],
    ],
    [
      'grades',
      input('rating input', { options: { length: 6, startsAt: 0, labels: { left: 'bad', right: 'good' } } }),
      [html('Q?\n<i>0 = bad\n6 = good</i>', buttons(numbers(0, 4), numbers(5, 6)))],
    ],
    [
      'stars',
      input('rating input', { options: { length: 3, buttonType: 'Icons' } }),
      [text('Q?', buttons([press('⭐', 0), press('⭐⭐', 1), press('⭐⭐⭐', 2)]))],
    ],
    ['grades without end', input('rating input', { options: { length: 1e9 } }), [text('Q?')]],
    ['file', input('file input'), [text('Q?')]],
    [
      'file that may be left out',
      input('file input', { options: { isRequired: false, isMultipleAllowed: true, labels: { skip: 'Later' } } }),
      [text('Q?', buttons([press('Done', 'done'), press('Later', 'skip')]))],
    ],
    ['payment', input('payment input', { runtimeOptions: { amountLabel: '$5' } }), [text('Q?'), text('Pay $5')]],
    [
      'cards',
      input('cards', { items: cards }),
      [
        text('Q?'),
        {
          sendPhoto: {
            photo: `${url}.png`,
            caption: '<b>Paris</b>\nCity',
            parse_mode: 'HTML',
            ...buttons([press('More', 0), press('Go', 1)]),
          },
        },
        html('<b>London</b>', buttons([press('More', 2)])),
        { sendPhoto: { photo: `${url}.png` } },
      ],
    ],
  ])('%s', (_name, asked, expected) =>
    expect(shown({ messages: [textBubble('b', 'Q?')], input: asked })).toEqual(expected),
  );

  it('has a long text below its picture, not in it', () => {
    const description = 'word '.repeat(250).trim();
    const card = { imageUrl: `${url}.png`, title: 'T', description, paths: [{ id: 'a', text: 'Go' }] };
    expect(shown({ input: input('cards', { items: [card] }) })).toEqual([
      { sendPhoto: { photo: `${url}.png` } },
      html(`<b>T</b>\n${description}`, buttons([press('Go', 0)])),
    ]);
  });

  it('is asked below a text of its own after anything else', () =>
    expect(shown({ messages: [mediaBubble('image', { url: `${url}.png` })], input: choice(['Yes']) })).toEqual([
      { sendPhoto: { photo: `${url}.png` } },
      text('Select', buttons([press('Yes', 0)])),
    ]));

  it('is asked on the last part of a long text', () => {
    const [first, last] = shown({
      messages: [textBubble('b', `${'a'.repeat(4_000)} ${'b'.repeat(200)}`)],
      input: choice(['Yes']),
    });
    expect(first).toEqual(text('a'.repeat(4_000)));
    expect(last).toEqual(text('b'.repeat(200), buttons([press('Yes', 0)])));
  });

  it('asks people in groups by a reply', () => {
    const asked = input('text input', { options: { labels: { placeholder: 'Your name' } } });
    const parts = { conversation: '-100:77:7', reply: { messageId: 5 } };
    expect(shown({ messages: [textBubble('b', 'Name?')], input: asked }, parts)).toEqual([
      text('Name?', {
        message_thread_id: 77,
        reply_parameters: { message_id: 5, allow_sending_without_reply: true },
        reply_markup: { force_reply: true, selective: true, input_field_placeholder: 'Your name' },
      }),
    ]);
  });

  it('is shown to the one who is asked in a group, also as buttons', () => {
    const parts = { conversation: '-100:7', reply: { messageId: 5 } };
    expect(shown({ messages: [textBubble('b', 'Q?')], input: choice(['Yes']) }, parts)).toEqual([
      text('Q?', {
        ...buttons([press('Yes', 0)]),
        reply_parameters: { message_id: 5, allow_sending_without_reply: true },
      }),
    ]);
  });

  it('has pages when there are many choices', () => {
    const labels = Array.from({ length: 100 }, (_, index) => `Choice ${index}`);
    const { commands, prompt } = render({ messages: [textBubble('b', 'Q?')], input: choice(labels) });
    const rows = (command: Command | undefined) =>
      (callOf(command!).fields.reply_markup as { inline_keyboard: readonly { text: string }[][] }).inline_keyboard;
    expect(rows(commands[0]).flat()).toHaveLength(91);
    expect(rows(commands[0]).at(-1)).toEqual([press('2/2 ▶', 'p1')]);
    const next = { ...event, token: 'f1:7:p1' };
    const answer = answerTo(next, prompt);
    const [turned] = telegram.toggled!(answer.kind === 'open' ? answer.prompt : prompt!, next, at());
    expect(rows(turned).flat()).toHaveLength(11);
    expect(rows(turned).at(-1)).toEqual([press('◀ 1/2', 'p0')]);
  });
});

const event: PersonEvent = {
  kind: 'choice',
  dedupeKey: 'd',
  conversation: '7',
  person: { id: '7' },
  at: 0,
  reply: { callbackId: 'c', pressedId: 91, marks: [] },
};

describe('an answer', () => {
  it('marks what is chosen of several, and sends it', () => {
    const { prompt } = render({ input: choice(['Red', 'Green'], { isMultipleChoice: true }) });
    const marked = answerTo({ ...event, token: 'f1:7:1' }, prompt);
    if (marked.kind !== 'open') throw new Error('A mark is no answer');
    expect(telegram.toggled!(marked.prompt, event, at()).map(inShort)).toEqual([
      {
        editMessageReplyMarkup: {
          message_id: 91,
          ...buttons([press('☐ Red', 0), press('☑ Green', 1)], [press('Send', 'send')]),
        },
      },
    ]);
    expect(answerTo({ ...event, token: 'f1:7:send' }, marked.prompt)).toEqual({
      kind: 'reply',
      message: { type: 'text', text: 'Green' },
    });
  });

  it('narrows a list down', () => {
    const { prompt } = render({ input: choice(['Red', 'Green', 'Grey'], { isSearchable: true }) });
    const said = { ...event, kind: 'message', text: 'gr', reply: { messageId: 5 } } as const;
    const answer = answerTo(said, prompt);
    if (answer.kind !== 'open') throw new Error('A part of a label is no answer');
    expect(telegram.toggled!(answer.prompt, said, at()).map(inShort)).toEqual([
      text('Select', buttons([press('Green', 1), press('Grey', 2)])),
    ]);
  });

  it('collects files until it is done', () => {
    const options = { isMultipleAllowed: true, isRequired: false };
    const { prompt } = render({ input: input('file input', { options }) });
    const said = { ...event, kind: 'message', media: [{ kind: 'image', ref: 'r' }], reply: { messageId: 5 } } as const;
    const answer = answerTo(said, prompt, ['https://f.example/a', 'https://f.example/b']);
    if (answer.kind !== 'open') throw new Error('A file is no answer yet');
    expect(telegram.toggled!(answer.prompt, said, at()).map(inShort)).toEqual([
      text('📎 2', buttons([press('Done', 'done')])),
    ]);
  });

  it('stays to be seen in place of the buttons', () => {
    const [edit, next] = shown({ messages: [textBubble('b', 'Next')] }, { reply: { pressedId: 91, marks: ['Yes'] } });
    expect(edit).toEqual({
      editMessageReplyMarkup: { message_id: 91, ...buttons([{ text: '✓ Yes', callback_data: '-' }]) },
    });
    expect(next).toEqual(text('Next'));
    expect(answerTo({ ...event, token: '-' }, render({ input: choice(['Yes']) }).prompt)).toEqual({ kind: 'stale' });
  });

  it('takes the keyboard for the own number away', () => {
    const asked = render({ input: input('phone number input') }).prompt!;
    expect(shown({ messages: [textBubble('b', 'Thanks')] }, { asked })).toEqual([
      text('Thanks', { reply_markup: { remove_keyboard: true } }),
    ]);
  });

  it.each<[PersonEvent['kind'], object, readonly unknown[]]>([
    ['choice', {}, [{ answerCallbackQuery: { callback_query_id: 'c' } }]],
    ['message', {}, [{ sendChatAction: { action: 'typing' } }]],
    ['start', { conversation: '-100:77:7' }, [{ sendChatAction: { action: 'typing', message_thread_id: 77 } }]],
    ['edited', {}, []],
    ['unfollow', {}, []],
  ])('is acknowledged: %s', (kind, parts, expected) =>
    expect(telegram.acknowledge!({ ...event, kind, ...parts }).map(inShort)).toEqual(expected),
  );
});

describe('between bubbles', () => {
  const [one, two] = [textBubble('a', 'one'), textBubble('b', 'two')];
  const pauses = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
    render(turn, parts).commands.map((command) => [Object.keys(inShort(command) as object)[0], command.delayMs ?? 0]);

  it('is the pause of the channel, or of the bot', () => {
    expect(pauses({ messages: [one, two] }, { bubbleDelayMs: 500 })).toEqual([
      ['sendMessage', 0],
      ['sendMessage', 500],
    ]);
    expect(pauses({ messages: [one, two] }, { bubbleDelayMs: 500, typing: { delayBetweenBubbles: 0 } })).toEqual([
      ['sendMessage', 0],
      ['sendMessage', 0],
    ]);
  });

  it('is a wait, with typing', () =>
    expect(pauses({ messages: [one, two], actions: [wait(2, 'a')] })).toEqual([
      ['sendMessage', 0],
      ['sendChatAction', 0],
      ['sendMessage', 2_000],
    ]));

  it('is a redirect, as a button', () =>
    expect(shown({ messages: [one, two], actions: [redirect(url, 'a')] })).toEqual([
      text('one'),
      text(url, open(url)),
      text('two'),
    ]));

  it('is nothing of what needs a browser', () => {
    const { commands, losses } = render({ messages: [one], actions: [{ type: 'pixel', lastBubbleBlockId: 'a' }] });
    expect(commands).toHaveLength(1);
    expect(losses).toEqual([{ blockId: 'a', what: 'pixel needs a browser and is left out' }]);
  });
});

it('asks nothing that the Bot API does not know', () => {
  const { commands } = render({
    messages: [mediaBubble('image', { url: `${url}.png` }), mediaBubble('embed', { url })],
    input: input('cards', { items: [{ imageUrl: `${url}.gif`, title: 'T', paths: [{ id: 'a', text: 'A' }] }] }),
  });
  expect(withFallbacks(commands).flatMap(faultsOf)).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { PersonEvent } from '../channel.ts';
import replay from './samples/replay.json' with { type: 'json' };
import updates from './samples/updates.json' with { type: 'json' };
import { telegram } from './telegram.ts';

const credentials = { botToken: '123456789:AA', secretToken: 's' };
const now = 1_790_000_100_000;
const parse = (body: unknown, more: object = {}) =>
  telegram.parse(rawRequest(JSON.stringify(body), { at: now }), { ...credentials, ...more });

const ada = { id: '700000001', name: 'Ada Example', locale: 'en' };
const said = (id: number, parts: Partial<PersonEvent>) => [
  {
    dedupeKey: String(880_000_000 + id),
    conversation: '700000001',
    person: ada,
    at: (1_790_000_000 + id) * 1_000,
    kind: 'message',
    ...parts,
  },
];

describe('an update', () => {
  it.each<[keyof typeof updates, unknown[]]>([
    ['start_plain', said(1, { kind: 'start', text: '/start', reply: { messageId: 1 } })],
    ['start_deep_link', said(2, { kind: 'start', text: '/start', ref: 'promo_7', reply: { messageId: 2 } })],
    ['text', said(3, { text: 'Hello <b>&</b> 😀', reply: { messageId: 3 } })],
    ['reply_to_bot', said(4, { text: 'blue', reply: { messageId: 4 } })],
    [
      'callback_query',
      said(5, {
        kind: 'choice',
        token: 'f1:3:0',
        at: now,
        reply: { callbackId: '3006477143', pressedId: 91, marks: ['Yes'] },
      }),
    ],
    [
      'callback_query_inaccessible_message',
      said(6, {
        kind: 'choice',
        token: 'f1:1:2',
        at: now,
        reply: { callbackId: '3006477144', pressedId: 12, marks: [] },
      }),
    ],
    [
      'photo',
      said(7, {
        text: 'my dog',
        media: [{ kind: 'image', ref: { id: 'AgAC-big' }, size: 95_214 }],
        reply: { messageId: 7 },
      }),
    ],
    [
      'album_item',
      said(8, {
        media: [{ kind: 'image', ref: { id: 'AgAC-a' }, size: 9_000 }],
        album: '13700000000000001',
        reply: { messageId: 8 },
      }),
    ],
    [
      'voice',
      said(9, {
        media: [{ kind: 'audio', ref: { id: 'AwAC1' }, mimeType: 'audio/ogg', size: 12_345 }],
        reply: { messageId: 9 },
      }),
    ],
    [
      'document',
      said(10, {
        media: [{ kind: 'file', ref: { id: 'BQAC1' }, name: 'cv.pdf', mimeType: 'application/pdf', size: 51_234 }],
        reply: { messageId: 10 },
      }),
    ],
    ['location', said(11, { location: { latitude: 52.370216, longitude: 4.895168 }, reply: { messageId: 11 } })],
    [
      'contact_own',
      said(12, {
        person: { ...ada, phone: '+31612345678' },
        contacts: [{ name: 'Ada', phone: '+31612345678' }],
        reply: { messageId: 12 },
      }),
    ],
    ['blocked', said(13, { kind: 'unfollow' })],
    ['unblocked', said(14, { kind: 'follow' })],
    ['edited_message', said(15, { kind: 'edited', text: 'Hello again', at: 1_790_000_020_000 })],
    [
      'group_topic_command',
      said(16, {
        kind: 'start',
        conversation: '-1001234567890:77:700000001',
        isGroup: true,
        isMention: true,
        text: '/start',
        reply: { messageId: 501 },
      }),
    ],
    // Answers of the Bot API are no updates.
    ['_send_ok', []],
    ['_err_blocked', []],
  ])('%s', (name, expected) => expect(parse(updates[name])).toEqual(expected));

  it('covers every sample', () => {
    for (const update of Object.values(updates)) expect(() => parse(update)).not.toThrow();
  });

  it('that was recorded', () => {
    expect(parse(replay.mention)).toMatchObject([{ text: '@vercelchatsdkbot hi', conversation: '7527593' }]);
    expect(parse(replay.followUp)).toMatchObject([{ text: 'how are you', at: 1_767_224_901_000 }]);
  });
});

const from = { id: 7, is_bot: false, first_name: 'Ada' };
const message = (more: object) => ({
  update_id: 1,
  message: { message_id: 2, from, chat: { id: 7, type: 'private' }, date: 3, ...more },
});
const group = { id: -100, type: 'supergroup' };

describe('a message', () => {
  it.each<[string, object, object | undefined]>([
    ['a restart', { text: '/restart@flow_bot' }, { kind: 'message', text: '/restart' }],
    ['a command with a text', { text: '/order two' }, { kind: 'message', text: '/order two' }],
    ['a path', { text: '/a/b' }, { kind: 'message', text: '/a/b' }],
    [
      'a sticker',
      { sticker: { file_id: 's', emoji: '👍', is_animated: false } },
      { text: '👍', media: [{ kind: 'image', ref: { id: 's' } }] },
    ],
    ['a moving sticker', { sticker: { file_id: 's', is_video: true } }, { media: [{ kind: 'video' }] }],
    ['an animation', { animation: { file_id: 'a' }, document: { file_id: 'd' } }, { media: [{ ref: { id: 'a' } }] }],
    ['a video', { video: { file_id: 'v' } }, { media: [{ kind: 'video' }] }],
    [
      'a venue',
      { venue: { location: { latitude: 1, longitude: 2 }, title: 'Bar', address: 'A 1' } },
      { location: { latitude: 1, longitude: 2, title: 'Bar' } },
    ],
    [
      'the contact of somebody else',
      { contact: { phone_number: '+1 (555) 1', first_name: 'Bob', user_id: 8 } },
      { person: { id: '7', name: 'Ada' }, contacts: [{ name: 'Bob', phone: '+15551' }] },
    ],
    ['data of a page', { web_app_data: { data: '{"a":1}', button_text: 'Open' } }, { text: '{"a":1}' }],
    ['a poll', { poll: { id: 'p' } }, { kind: 'unknown' }],
    ['a dice', { dice: { emoji: '🎲', value: 3 } }, { kind: 'unknown' }],
    ['a kind of tomorrow', { hologram: { id: 1 } }, undefined],
    ['a notice', { pinned_message: { message_id: 1 } }, undefined],
    ['of a bot', { text: 'hi', from: { ...from, is_bot: true } }, undefined],
    ['in a channel', { text: 'hi', chat: { id: -5, type: 'channel' } }, undefined],
    ['of nobody', { text: 'hi', from: undefined }, undefined],
    [
      'in a topic of a private chat',
      { text: 'hi', is_topic_message: true, message_thread_id: 9 },
      { conversation: '7:9' },
    ],
    ['in a thread of replies', { text: 'hi', message_thread_id: 9 }, { conversation: '7' }],
    ['in a group', { text: 'hi', chat: group }, { conversation: '-100:7', isGroup: true, isMention: false }],
    ['in a group that names us', { text: '@flow_bot blue', chat: group }, { isMention: true, text: 'blue' }],
    ['in a group that names another', { text: '@flow blue', chat: group }, { isMention: false, text: '@flow blue' }],
    [
      'in a group that answers us',
      { text: 'blue', chat: group, reply_to_message: { from: { id: 123456789 } } },
      { isMention: true, text: 'blue' },
    ],
    ['with ids that are no numbers', { text: 'hi', chat: { id: '7' } }, undefined],
    ['with ids that lose figures', { text: 'hi', chat: { id: 2 ** 60 } }, undefined],
  ])('%s', (_name, parts, expected) => {
    const events = parse(message(parts));
    if (expected) expect(events).toMatchObject([expected]);
    else expect(events).toEqual([]);
  });

  it('in a group that names the bot of the channel alone', () => {
    const events = (text: string) => parse(message({ text, chat: group }), { botUsername: '@mine' });
    expect(events('hi @mine')).toMatchObject([{ isMention: true, text: 'hi' }]);
    expect(events('hi @other_bot')).toMatchObject([{ isMention: false }]);
  });
});

describe('a press', () => {
  const press = (data: unknown, labels: Readonly<Record<string, string>>) => ({
    update_id: 1,
    callback_query: {
      id: 'c',
      from,
      data,
      message: {
        message_id: 2,
        chat: { id: 7, type: 'private' },
        date: 3,
        reply_markup: {
          inline_keyboard: Object.entries(labels).map(([callback_data, text]) => [{ text, callback_data }, null]),
        },
      },
    },
  });

  it('says what was marked when it sends', () =>
    expect(parse(press('f1:7:send', { 'f1:7:0': '☑ Red', 'f1:7:1': '☐ Green', 'f1:7:send': 'Send' }))).toMatchObject([
      { token: 'f1:7:send', reply: { marks: ['Red'] } },
    ]));

  it.each([
    [7, { token: 'f1:7:0', reply: { messageId: 5, pressedId: 2 } }],
    [8, { token: '-', reply: { callbackId: 'c' } }],
  ])('in a group counts for the one who was asked alone: %d', (askedId, expected) => {
    const update = press('f1:7:0', { 'f1:7:0': 'Yes' });
    const asked = { message_id: 5, from: { id: askedId } };
    const message = { ...update.callback_query.message, chat: group, reply_to_message: asked };
    expect(parse({ ...update, callback_query: { ...update.callback_query, message } })).toMatchObject([
      { conversation: '-100:7', isMention: true, ...expected },
    ]);
  });

  it.each([[undefined], [7], ['']])('without a token is none: %s', (data) =>
    expect(parse(press(data, {}))).toEqual([]),
  );
});

it.each([
  '',
  '{',
  'null',
  '[]',
  '{}',
  '{"update_id":1}',
  '{"update_id":"1","message":{}}',
  '{"update_id":1,"message":7,"callback_query":[],"my_chat_member":null}',
])('takes no event from %s', (body) => expect(telegram.parse(rawRequest(body), credentials)).toEqual([]));

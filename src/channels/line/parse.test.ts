import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { PersonEvent } from '../channel.ts';
import { line } from './line.ts';
import allEvents from './samples/all-events.json' with { type: 'json' };
import webhook from './samples/webhook.json' with { type: 'json' };

const parse = (body: unknown) => line.parse(rawRequest(JSON.stringify(body)), { channelSecret: 's' });
const userId = 'U4af4980629000000000000000000000a';
const said = (number: number, parts: Partial<PersonEvent>) => {
  const at = (1_790_000_000 + number) * 1_000;
  return {
    dedupeKey: `01H810YECXQQZ37VAXPF6H9E${String(number).padStart(2, '0')}`,
    conversation: userId,
    person: { id: userId },
    at,
    kind: 'message',
    reply: { replyToken: '0f3779fba3b349968c5d07db31eab56f', at },
    ...parts,
  };
};

describe('a delivery', () => {
  it('is its events, but for notices and those that another module answers', () =>
    expect(parse(webhook)).toEqual([
      said(1, { kind: 'start' }),
      said(2, { text: 'Hello' }),
      said(3, { kind: 'choice', token: 'f1:3:0' }),
      said(4, { kind: 'choice', token: 'f1:4:date', picked: '2026-12-24' }),
      said(5, { kind: 'choice', token: 'f1:5:time', picked: '09:30' }),
      said(6, { kind: 'choice', token: 'f1:6:dt', picked: '2026-12-24T09:30' }),
      said(7, { media: [{ kind: 'image', ref: { id: '468789577898262531' } }], album: 'E005D41A' }),
      said(8, { media: [{ kind: 'file', ref: { id: '468789577898262532' }, name: 'cv.pdf', size: 51_234 }] }),
      said(9, { location: { latitude: 35.66, longitude: 139.7, title: 'Station' } }),
      // The same key as the second: a redelivery.
      said(2, { text: 'Hello' }),
      said(12, {
        conversation: `Ca56f94637c0000000000000000000001:${userId}`,
        isGroup: true,
        isMention: true,
        text: 'hi',
      }),
      (({ reply: _none, ...event }) => event)(said(13, { kind: 'unfollow' })),
    ]));

  it('of every kind of event is read', () => {
    const kinds = Map.groupBy(parse(allEvents), ({ kind }) => kind);
    expect([...kinds].map(([kind, events]) => [kind, events.length])).toEqual([
      ['message', 10],
      ['start', 1],
      ['unfollow', 1],
      ['choice', 4],
      ['edited', 1],
    ]);
    expect(parse(allEvents).filter((one) => 'picked' in one)).toHaveLength(4);
  });
});

const from = { type: 'user', userId: 'U1' };
const group = { type: 'group', groupId: 'C1', userId: 'U1' };
const event = (more: object) => ({
  events: [null, { type: 'message', mode: 'active', timestamp: 5, source: from, webhookEventId: 'w', ...more }, 7],
});

describe('an event', () => {
  it.each<[string, object, object | undefined]>([
    ['a sticker with a keyword', { message: { id: '1', type: 'sticker', keywords: ['Love', 'Hi'] } }, { text: 'Love' }],
    ['a sticker without', { message: { id: '1', type: 'sticker' } }, { text: '' }],
    ['a video', { message: { id: '1', type: 'video' } }, { media: [{ kind: 'video', ref: { id: '1' } }] }],
    [
      'a picture from elsewhere',
      {
        message: {
          id: '1',
          type: 'image',
          contentProvider: { type: 'external', originalContentUrl: 'https://a.example/x' },
        },
      },
      { media: [{ kind: 'image', ref: { url: 'https://a.example/x' } }] },
    ],
    ['a kind of tomorrow', { message: { id: '1', type: 'hologram' } }, { kind: 'unknown' }],
    ['an event of tomorrow', { type: 'dream' }, undefined],
    ['no message', { message: 7 }, undefined],
    [
      'in a group',
      { source: group, message: { type: 'text', text: 'hi' } },
      { conversation: 'C1:U1', isMention: false },
    ],
    ['a command in a group', { source: group, message: { type: 'text', text: '/start' } }, { isMention: true }],
    ['a press in a group', { source: group, type: 'postback', postback: { data: 'f1:1:0' } }, { isMention: true }],
    [
      'a press of the own question in a group',
      { source: group, type: 'postback', postback: { data: 'f1:1:0|U1' } },
      { token: 'f1:1:0' },
    ],
    [
      'a press of the question of somebody else',
      { source: group, type: 'postback', postback: { data: 'f1:1:0|U2' } },
      { token: '-' },
    ],
    [
      'in a room',
      { source: { type: 'room', roomId: 'R1', userId: 'U1' }, message: { type: 'text', text: 'a' } },
      { conversation: 'R1:U1' },
    ],
    [
      'of nobody in a group',
      { source: { type: 'group', groupId: 'C1' }, message: { type: 'text', text: 'hi' } },
      undefined,
    ],
    ['without its id', { webhookEventId: undefined, message: { type: 'text', text: 'hi' } }, undefined],
    ['of a press without data', { type: 'postback', postback: {} }, undefined],
  ])('%s', (_name, parts, expected) => {
    const events = parse(event(parts));
    if (expected) expect(events).toMatchObject([expected]);
    else expect(events).toEqual([]);
  });

  it('in a group loses the name that called', () => {
    const mention = {
      mentionees: [
        { index: 0, length: 4, isSelf: true },
        { index: 8, length: 4, isSelf: false },
        { index: 13, length: 4, isSelf: true },
      ],
    };
    expect(
      parse(event({ source: group, message: { type: 'text', text: '@bot hi @ann @bot', mention } })),
    ).toMatchObject([{ text: 'hi @ann', isMention: true }]);
  });
});

it.each(['', '{', 'null', '[]', '{}', '{"events":[]}', '{"events":7}', '{"events":[{}]}'])(
  'takes no event from %s',
  (body) => expect(line.parse(rawRequest(body), { channelSecret: 's' })).toEqual([]),
);

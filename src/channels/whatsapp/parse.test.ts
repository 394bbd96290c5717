import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { PersonEvent } from '../channel.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import replay from './samples/replay.json' with { type: 'json' };
import { whatsApp } from './whatsapp.ts';

const meta: WhatsAppCredentials = {
  provider: 'meta',
  systemUserAccessToken: 't',
  phoneNumberId: '10001',
  appSecret: 's',
};
const dialog360: WhatsAppCredentials = { provider: '360dialog', apiKey: 'k', webhookSecret: 's' };
type Message = Readonly<Record<string, unknown>>;

function parse(body: unknown, credentials = meta) {
  return whatsApp.parse(rawRequest(typeof body === 'string' ? body : JSON.stringify(body)), credentials);
}

function envelope(messages: readonly Message[], more: object = {}) {
  const value = { metadata: { phone_number_id: '10001' }, messages, ...more };
  return { object: 'whatsapp_business_account', entry: [{ id: 'w', changes: [{ field: 'messages', value }] }] };
}

function message(type: string, content: unknown, more: object = {}): Message {
  return { from: '33600000001', id: 'wamid.1', timestamp: '1790000000', type, [type]: content, ...more };
}

const one = (type: string, content: unknown, more: object = {}) => parse(envelope([message(type, content, more)]));

describe('messages', () => {
  it('have their sender, time and window', () => {
    const contacts = [{ profile: { name: 'Ada' }, wa_id: '33600000001', user_id: 'US.1' }];
    expect(parse(envelope([message('text', { body: 'hi' })], { contacts }))).toEqual([
      {
        kind: 'message',
        dedupeKey: 'wamid.1',
        conversation: '33600000001',
        person: { id: '33600000001', otherIds: ['US.1'], name: 'Ada', phone: '+33600000001' },
        at: 1_790_000_000_000,
        text: 'hi',
        reply: { messageId: 'wamid.1', windowEndsAt: 1_790_086_400_000, isMarkedRead: true },
      },
    ]);
  });

  const choice = { kind: 'choice', text: 'Yes', replyId: 'i1' };
  it.each<[string, unknown, object]>([
    ['text', { body: 'hi' }, { kind: 'message', text: 'hi' }],
    ['button', { text: 'Tapped', payload: 'P' }, { kind: 'message', text: 'Tapped' }],
    ['interactive', { type: 'button_reply', button_reply: { id: 'i1', title: 'Yes' } }, choice],
    [
      'interactive',
      { type: 'button_reply', button_reply: { id: 'f1:7:0', title: 'Yes' } },
      { kind: 'choice', text: 'Yes', token: 'f1:7:0' },
    ],
    ['interactive', { type: 'list_reply', list_reply: { id: 'i1', title: 'Yes', description: 'x' } }, choice],
    [
      'image',
      { id: 'm1', mime_type: 'image/jpeg', caption: 'Look' },
      { text: 'Look', media: [{ kind: 'image', ref: { id: 'm1' }, mimeType: 'image/jpeg' }] },
    ],
    ['sticker', { id: 'm1', mime_type: 'image/webp' }, { media: [{ kind: 'image', ref: { id: 'm1' } }] }],
    ['video', { id: 'm1' }, { media: [{ kind: 'video', ref: { id: 'm1' } }] }],
    [
      'audio',
      { id: 'm1', mime_type: 'audio/ogg; codecs=opus' },
      { media: [{ kind: 'audio', mimeType: 'audio/ogg; codecs=opus' }] },
    ],
    [
      'document',
      { id: 'm1', filename: 'cv.pdf', caption: 'Mine' },
      { text: 'Mine', media: [{ kind: 'file', name: 'cv.pdf' }] },
    ],
    [
      'location',
      { latitude: 52.37, longitude: 4.89, name: 'Dam' },
      { location: { latitude: 52.37, longitude: 4.89, title: 'Dam' } },
    ],
    [
      'contacts',
      [{ name: { formatted_name: 'Bob' }, phones: [{ phone: '+336' }], emails: [{ email: 'b@x.example' }] }],
      { contacts: [{ name: 'Bob', phone: '+336', email: 'b@x.example' }] },
    ],
  ])('of the kind %s', (type, content, expected) => expect(one(type, content)).toMatchObject([expected]));

  it('take no name of a document for its caption', () =>
    expect(one('document', { id: 'm', filename: 'cv.pdf', caption: 'cv.pdf' })[0]).not.toHaveProperty('text'));

  it.each<[string, unknown]>([
    ['reaction', { emoji: '👍' }],
    ['system', { type: 'user_identity_changed', body: 'x' }],
    ['unsupported', {}],
    ['order', { catalog_id: 'c' }],
    ['edit', {}],
    ['interactive', { type: 'nfm_reply', nfm_reply: { body: 'Sent' } }],
    ['interactive', undefined],
    ['image', {}],
    ['location', { latitude: 'x' }],
    ['constructor', {}],
    ['from another age', {}],
  ])('that say nothing are passed over: %s', (type, content) => expect(one(type, content)).toEqual([]));

  it('that are understood come through beside others', () =>
    expect(parse(envelope([message('order', {}), message('text', { body: 'x' }, { id: 'wamid.2' })]))).toMatchObject([
      { dedupeKey: 'wamid.2', text: 'x' },
    ]));

  it.each([[1_790_000_000], ['1790000000']])('have a time as text or number: %j', (timestamp) =>
    expect(one('text', { body: 'x' }, { timestamp })).toMatchObject([{ at: 1_790_000_000_000 }]),
  );

  it('for another number are not ours', () => {
    const other = envelope([message('text', { body: 'x' })], { metadata: { phone_number_id: '2' } });
    expect(parse(other)).toEqual([]);
    expect(parse(other, dialog360)).toHaveLength(1);
  });

  it('of an advertisement say which', () =>
    expect(one('text', { body: 'x' }, { referral: { source_id: 'ad', ctwa_clid: 'click' } })).toMatchObject([
      { referral: { sourceId: 'ad', clickId: 'click' } },
    ]));

  it('of 360dialog are not marked as read', () =>
    expect((parse(envelope([message('text', { body: 'x' })]), dialog360)[0] as PersonEvent).reply).not.toHaveProperty(
      'isMarkedRead',
    ));
});

describe('people', () => {
  const scoped = 'US.13491208655302741918';
  it.each<[string, object, object]>([
    ['by number and by id', { from_user_id: scoped }, { id: '33600000001', otherIds: [scoped], phone: '+33600000001' }],
    ['by id alone', { from: undefined, from_user_id: scoped }, { id: scoped }],
  ])('%s', (_name, more, person) =>
    expect(one('text', { body: 'x' }, more)).toMatchObject([{ conversation: (person as { id: string }).id, person }]),
  );

  it('without any id are nobody', () => expect(one('text', { body: 'x' }, { from: undefined })).toEqual([]));

  it.each<[string, object, object]>([
    [
      'number',
      { type: 'user_changed_number', new_wa_id: '336' },
      { id: '336', otherIds: ['33600000001'], phone: '+336' },
    ],
    [
      'number by its other name',
      { type: 'customer_changed_number', wa_id: '336' },
      { id: '336', otherIds: ['33600000001'] },
    ],
    [
      'id',
      { type: 'user_changed_user_id', user_id: 'US.2', previous_user_id: 'US.1' },
      { id: 'US.2', otherIds: ['33600000001', 'US.1'] },
    ],
  ])('with another %s are followed', (_name, system, person) =>
    expect(one('system', system)).toMatchObject([
      { kind: 'identity', conversation: (person as { id: string }).id, person },
    ]),
  );
});

describe('several messages in one delivery', () => {
  const text = (id: string, from = '33600000001') => message('text', { body: id }, { id, from });
  const sound = message('audio', { id: 'm' }, { id: 's' });
  const albums = (messages: readonly Message[]) =>
    parse(envelope(messages)).map((event) => (event as PersonEvent).album ?? null);
  const marked = (messages: readonly Message[]) =>
    parse(envelope(messages)).flatMap((event) =>
      'reply' in event && event.reply?.isMarkedRead ? event.dedupeKey : [],
    );

  it.each<[string, readonly Message[], readonly (string | null)[], readonly string[]]>([
    ['of one person are one', [text('a'), text('b')], ['a', 'a'], ['a']],
    ['of two people are two', [text('a'), text('b', '2'), text('c')], ['a', null, 'a'], ['a', 'b']],
    ['around a sound are apart', [text('a'), text('b'), sound, text('c')], ['a', 'a', null, null], ['a']],
  ])('%s', (_name, messages, expected, read) => {
    expect(albums(messages)).toEqual(expected);
    expect(marked(messages)).toEqual(read);
  });

  it('in two entries and two changes are all read', () => {
    const { entry } = envelope([text('a')]);
    const change = entry[0]!.changes[0]!;
    const second = { ...change, value: { ...change.value, messages: [text('b', '2')] } };
    const third = { ...change, value: { ...change.value, messages: [text('c', '3'), text('d', '3')] } };
    const keys = parse({
      entry: [
        { id: 'w', changes: [change, second] },
        { id: 'v', changes: [third] },
      ],
    });
    expect(keys.map((event) => (event as PersonEvent).dedupeKey)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('delivery states', () => {
  const state = (status: string, more: object = {}) =>
    parse(
      envelope([], { messages: undefined, statuses: [{ id: 'wamid.out', status, timestamp: '1790000000', ...more }] }),
    );
  const event = { kind: 'delivery', messageId: 'wamid.out', at: 1_790_000_000_000 };
  const errors = (code: number) => ({ errors: [{ code, title: 'T', error_data: { details: 'D' } }] });
  it.each<[string, object, readonly object[]]>([
    ['delivered', {}, [{ ...event, state: 'delivered' }]],
    ['read', {}, [{ ...event, state: 'read' }]],
    ['played', {}, [{ ...event, state: 'read' }]],
    ['failed', errors(131_047), [{ ...event, state: 'failed', reason: 'window_closed', detail: '131047: D' }]],
    ['failed', errors(131_026), [{ ...event, state: 'failed', reason: 'user_unreachable', detail: '131026: D' }]],
    ['failed', {}, [{ ...event, state: 'failed' }]],
    ['sent', {}, []],
    ['deleted', {}, []],
    ['__proto__', {}, []],
  ])('%s', (status, more, expected) => expect(state(status, more)).toEqual(expected));
});

describe('recorded deliveries', () => {
  const ofNumber = { ...meta, phoneNumberId: '100000000000001' };
  it('are read', () => {
    expect(parse(replay.firstMessage, ofNumber)).toMatchObject([
      { kind: 'message', text: 'What is Vercel?', person: { name: 'Test User', phone: '+15550002222' } },
    ]);
    expect(parse(replay.secondMessage, ofNumber)).toMatchObject([
      { text: 'Tell me more', dedupeKey: 'wamid.FAKE_MSG_ID_002' },
    ]);
    expect(parse(replay.statusUpdate, ofNumber)).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['{'],
    [''],
    ['null'],
    ['[]'],
    ['{"entry":1}'],
    ['{"entry":[null,{"changes":[1,{"value":null}]}]}'],
    ['{"entry":[{"changes":[{"value":{"messages":[null,1,{}],"statuses":[null,{}],"contacts":[null]}}]}]}'],
  ])('gives nothing: %s', (body) => expect(parse(body)).toEqual([]));
});

describe('a read mark', () => {
  const event = { kind: 'message', dedupeKey: 'a', conversation: 'c', person: { id: 'c' }, at: 0 } as const;
  it('is sent with the sign of typing', () =>
    expect(whatsApp.acknowledge!({ ...event, reply: { messageId: 'wamid.1', isMarkedRead: true } })).toEqual([
      {
        kind: 'aside',
        request: {
          method: 'POST',
          host: 'graph',
          path: '/messages',
          body: {
            kind: 'json',
            value: {
              messaging_product: 'whatsapp',
              status: 'read',
              message_id: 'wamid.1',
              typing_indicator: { type: 'text' },
            },
          },
        },
      },
    ]));
  it('is not sent twice', () =>
    expect(whatsApp.acknowledge!({ ...event, reply: { messageId: 'wamid.1' } })).toEqual([]));
});

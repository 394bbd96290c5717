import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { PersonEvent } from '../channel.ts';
import { generic } from './generic.ts';
import samples from './samples/inbound.json' with { type: 'json' };

const at = Date.parse('2026-09-21T12:00:00.000Z');

function parse(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const request = rawRequest(JSON.stringify(body), { headers: { 'webhook-id': 'msg_1', ...headers }, at: at + 500 });
  return generic.parse(request, { outboundUrl: 'https://app.example' });
}

describe('events', () => {
  const common = {
    dedupeKey: 'msg_1',
    conversation: 'cust-42',
    person: { id: 'cust-42', name: 'Ada', locale: 'en' },
    at,
    reply: { webhookId: 'msg_1', receivedAt: at + 500 },
  };
  it.each<[keyof typeof samples, Partial<PersonEvent>]>([
    ['text', { kind: 'message', text: 'Hello' }],
    ['choice', { kind: 'choice', token: 'f1:3:0', text: 'Yes' }],
    ['choices', { kind: 'choice', tokens: ['f1:3:0', 'f1:3:2'] }],
    [
      'file',
      {
        kind: 'message',
        text: 'my cv',
        media: [
          {
            kind: 'file',
            ref: { url: 'https://files.example.com/cv.pdf' },
            name: 'cv.pdf',
            mimeType: 'application/pdf',
            size: 51_234,
          },
        ],
      },
    ],
    ['location', { kind: 'message', location: { latitude: 52.37, longitude: 4.89, title: 'Dam 1' } }],
    ['contact', { kind: 'message', contacts: [{ name: 'Ada', phone: '+31612345678', email: 'ada@example.com' }] }],
    ['start', { kind: 'start', ref: 'promo_7', variables: { plan: 'pro' } }],
    ['reset', { kind: 'reset' }],
    ['unsubscribed', { kind: 'unfollow' }],
  ])('of %s', (name, expected) => expect(parse(samples[name])).toEqual([{ ...common, ...expected }]));

  it('of a voice note', () => {
    const data = { user: { id: 'u' }, url: 'https://files.example.com/a.ogg', mimeType: 'audio/ogg' };
    expect(parse({ type: 'message.audio', timestamp: '2026-09-21T12:00:00Z', data })).toMatchObject([
      { kind: 'message', conversation: 'u', media: [{ kind: 'audio', ref: { url: data.url }, mimeType: 'audio/ogg' }] },
    ]);
  });

  it.each([
    ['+31 6 1234-5678', '+31612345678'],
    ['0612345678', undefined],
  ])('of a person with the phone %s', (phone, expected) => {
    const body = { ...samples.text, data: { ...samples.text.data, user: { id: 'u', phone }, sequence: 4 } };
    expect(parse(body)[0]).toMatchObject({ person: { id: 'u' }, sequence: 4 });
    expect((parse(body)[0] as PersonEvent).person.phone).toBe(expected);
  });

  it.each([
    ['p_3', 'c_1', 'f1:3:1'],
    ['p_10', 'c_12', 'f1:10:12'],
    ['q', 'c_1', 'f1:?:c_1'],
    ['p_3', 'yes', 'f1:?:yes'],
  ])('of the choice %s %s', (promptId, choiceId, token) => {
    const body = { ...samples.choice, data: { user: { id: 'u' }, promptId, choiceId } };
    expect(parse(body)).toMatchObject([{ kind: 'choice', token }]);
  });

  it('of nothing that is not known', () => expect(parse({ type: 'message.poll' })).toEqual([]));

  it.each([['{'], ['null'], ['[]'], ['{"type":"message.text"}']])('of nothing that cannot be read: %s', (body) =>
    expect(generic.parse(rawRequest(body), { outboundUrl: '' })).toEqual([]),
  );
});

describe('the wait for an answer', () => {
  it.each([
    ['respond-sync, wait=10', 10_000],
    ['respond-sync; wait="3"', 3_000],
    ['Respond-Sync, wait=60', 25_000],
    ['respond-sync, wait=0', 1_000],
    ['respond-sync', 25_000],
    ['wait=10', undefined],
    ['respond-async', undefined],
  ])('%s', (prefer, expected) =>
    expect((parse(samples.text, { prefer })[0] as PersonEvent).answerWithinMs).toBe(expected),
  );
});

describe('what the sender is told', () => {
  it.each([
    ['stored', 202, { id: 'msg_1', duplicate: false }],
    ['repeated', 202, { id: 'msg_1', duplicate: true }],
    ['reused', 422, { code: 'ID_REUSED' }],
    ['gap', 409, { code: 'SEQUENCE_GAP' }],
  ] as const)('of a request that was %s', (fate, status, body) => {
    const response = generic.received!(rawRequest('', { headers: { 'webhook-id': 'msg_1' } }), fate);
    expect({ status: response.status, body: JSON.parse(response.body ?? '') }).toEqual({ status, body });
  });
});

describe('files', () => {
  it('are fetched from their address', () =>
    expect(generic.download!.request({ url: 'https://files.example.com/a/b.pdf?x=1' })).toEqual({
      method: 'GET',
      host: 'https://files.example.com',
      path: '/a/b.pdf?x=1',
    }));
});

import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../test/support/channel-turns.ts';
import type { AppRequest, AppResponse, Command } from '../channel.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { whatsApp } from './whatsapp.ts';

const meta: WhatsAppCredentials = {
  provider: 'meta',
  systemUserAccessToken: 'token',
  phoneNumberId: '10001',
  wabaId: '20002',
  appSecret: 's',
};
const dialog360: WhatsAppCredentials = { provider: '360dialog', apiKey: 'key', webhookSecret: 's' };
const [command] = whatsApp.say('x', contextOf()) as [Command];
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}): AppResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a request', () => {
  const file = whatsApp.download!.next!({ id: 'm' }, answer(200, { url: 'https://lookaside.example/f?x=1&y' }))!;
  const browser = expect.stringContaining('Mozilla');
  it.each<[string, AppRequest, WhatsAppCredentials, object]>([
    [
      'with a message',
      command.request,
      meta,
      { host: 'graph', path: '/v21.0/10001/messages', headers: { authorization: 'Bearer token' } },
    ],
    ['of another version', command.request, { ...meta, graphVersion: 'v25.0' }, { path: '/v25.0/10001/messages' }],
    [
      'to 360dialog',
      command.request,
      dialog360,
      { host: 'dialog360', path: '/messages', headers: { 'd360-api-key': 'key' } },
    ],
    ['for the place of a file', whatsApp.download!.request({ id: 'm1' }), meta, { host: 'graph', path: '/v21.0/m1' }],
    [
      'for a file',
      file,
      meta,
      {
        host: 'https://lookaside.example',
        path: '/f?x=1&y',
        headers: { authorization: 'Bearer token', 'user-agent': browser },
      },
    ],
    [
      'for a file of 360dialog',
      file,
      dialog360,
      { host: 'dialog360', path: '/f?x=1&y', headers: { 'd360-api-key': 'key' } },
    ],
  ])('%s', (_name, request, credentials, expected) =>
    expect(whatsApp.authorize(request, credentials)).toMatchObject(expected),
  );

  it.each([
    [answer(404)],
    [answer(200, { url: 'nonsense' })],
    [answer(200, 'nonsense')],
    [{ failure: 'x', isSent: true }],
  ])('for a file is not made of %j', (response) =>
    expect(whatsApp.download!.next!({ id: 'm' }, response)).toBeUndefined(),
  );
});

describe('what follows from an answer', () => {
  const error = (code: number, status = 400) => answer(status, { error: { code, message: 'M' } });
  const gaveUp = (reason: string) => ({ kind: 'gaveUp', reason });
  it.each<[string, AppResponse, object]>([
    ['sent', answer(200, { messages: [{ id: 'wamid.1' }] }), { kind: 'sent', messageId: 'wamid.1' }],
    ['uploaded', answer(200, { id: 'media' }), { kind: 'sent' }],
    ['sent without a word', answer(200, ''), { kind: 'sent' }],
    ['nothing heard', { failure: 'reset', isSent: true }, { kind: 'again', scope: 'conversation' }],
    ['500', answer(500, 'oops'), { kind: 'again', scope: 'conversation' }],
    ['429', answer(429), { kind: 'again', scope: 'channel' }],
    [
      '429 with a pause',
      answer(429, {}, { 'retry-after': '3' }),
      { kind: 'again', scope: 'channel', afterMs: 3_000, isHint: true },
    ],
    ['too much of the number', error(130_429), { kind: 'again', scope: 'channel' }],
    [
      'too much to one person',
      error(131_056),
      { kind: 'again', scope: 'conversation', delaysMs: [1_000, 4_000, 16_000, 64_000] },
    ],
    ['out of order', error(131_016), { kind: 'again', scope: 'conversation' }],
    ['window closed', error(131_047), gaveUp('window_closed')],
    ['cannot be reached', error(131_026), gaveUp('user_unreachable')],
    ['a kind that is not known', error(131_051), gaveUp('unsupported')],
    ['bad media', error(131_053), gaveUp('rejected')],
    ['no right', error(190, 401), gaveUp('auth')],
    ['no right, without a code', answer(401), gaveUp('auth')],
    ['locked', error(131_031), { ...gaveUp('auth'), endsChannel: true }],
    ['too large', answer(413), gaveUp('too_large')],
    ['refused', error(100), { ...gaveUp('rejected'), detail: '100: M' }],
    ['refused without a reason', answer(400, 'null'), { ...gaveUp('rejected'), detail: 'HTTP 400' }],
  ])('%s', (_name, response, expected) => expect(whatsApp.outcome(command, response)).toMatchObject(expected));
});

describe('setting up', () => {
  const context = (credentials: WhatsAppCredentials) => ({
    credentials,
    webhookUrl: 'https://bot.example/hook',
    settings: {},
  });
  const steps = whatsApp.setup!(context(meta));

  it('checks token and number, then subscribes', () =>
    expect(steps.map(({ request }) => whatsApp.authorize(request, meta))).toMatchObject([
      { method: 'GET', path: '/v21.0/debug_token?input_token=token' },
      { method: 'GET', path: '/v21.0/10001?fields=id,display_phone_number' },
      { method: 'POST', path: '/v21.0/20002/subscribed_apps' },
    ]));

  const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
  it.each<[number, AppResponse, object]>([
    [0, answer(200, { data: { is_valid: true, expires_at: 0, scopes } }), { isOk: true }],
    [0, answer(200, { data: { is_valid: true, expires_at: 9, scopes } }), { isOk: false }],
    [
      0,
      answer(200, { data: { is_valid: true, expires_at: 0, scopes: scopes.slice(1) } }),
      { isOk: false, detail: 'The token lacks whatsapp_business_management' },
    ],
    [0, answer(400, { error: { message: 'Bad token' } }), { isOk: false, detail: 'Bad token' }],
    [0, answer(502, '<html>'), { isOk: false }],
    [1, answer(200, { id: '10001', display_phone_number: '+33 7' }), { isOk: true, detail: '+33 7' }],
    [1, answer(200, { id: '3' }), { isOk: false }],
    [2, answer(200, { success: true }), { isOk: true }],
    [2, { failure: 'refused', isSent: false }, { isOk: false, detail: 'refused' }],
  ])('reads the answer to step %i: %j', (index, response, expected) =>
    expect(steps[index]!.read(response)).toMatchObject(expected),
  );

  it('shows what to type into the console', () => {
    expect(whatsApp.steps(context({ ...meta, verifyToken: 'v' }))).toContainEqual({
      label: 'Verify token',
      value: 'v',
    });
    expect(whatsApp.steps(context(dialog360))).toEqual([
      { label: 'Webhook address', value: 'https://bot.example/hook' },
    ]);
    expect(whatsApp.test(context(dialog360))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../test/support/bot-api.ts';
import { contextOf } from '../../../test/support/channel-turns.ts';
import type { AppResponse, Command, SetupContext } from '../channel.ts';
import { addressOf, conversationOf } from './chat.ts';
import type { TelegramCredentials } from './credentials.ts';
import answers from './samples/updates.json' with { type: 'json' };
import { telegram } from './telegram.ts';

const credentials = { botToken: '123:AA', secretToken: 's' };
const answer = (status: number, body: unknown, headers = {}): AppResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const error = (code: number, description: string, parameters = {}) =>
  answer(code, { ok: false, error_code: code, description, parameters });
const [hello] = telegram.say('Hi', contextOf({ conversation: '-5:7' })) as [Command];

describe('an answer of the Bot API', () => {
  it.each<[string, AppResponse, object]>([
    ['sent', answer(200, answers._send_ok), { kind: 'sent', messageId: '92' }],
    [
      'an album',
      answer(200, { ok: true, result: [{ message_id: 5 }, { message_id: 6 }] }),
      { kind: 'sent', messageId: '5' },
    ],
    ['typing', answer(200, { ok: true, result: true }), { kind: 'sent' }],
    ['nonsense after success', answer(200, '<html>'), { kind: 'sent' }],
    ['blocked', answer(403, answers._err_blocked), { kind: 'gaveUp', reason: 'user_unreachable' }],
    ['deactivated', answer(403, answers._err_deactivated), { kind: 'gaveUp', reason: 'user_unreachable' }],
    ['kicked', error(403, 'Forbidden: bot was kicked from the group chat'), { reason: 'user_unreachable' }],
    ['not begun', error(403, "Forbidden: bot can't initiate conversation with a user"), { reason: 'user_unreachable' }],
    ['chat not found', answer(400, answers._err_chat_not_found), { kind: 'gaveUp', reason: 'user_unreachable' }],
    ['peer', error(400, 'Bad Request: PEER_ID_INVALID'), { reason: 'user_unreachable' }],
    ['rates', answer(429, answers._err_429), { kind: 'again', scope: 'channel', afterMs: 5_000, isHint: true }],
    ['rates by header', answer(429, '', { 'retry-after': '3' }), { kind: 'again', scope: 'channel', afterMs: 3_000 }],
    ['rates without a hint', answer(429, ''), { kind: 'again', scope: 'channel' }],
    ['token', answer(401, answers._err_token), { kind: 'gaveUp', reason: 'auth', endsChannel: true }],
    ['malformed token', error(404, 'Not Found'), { kind: 'gaveUp', reason: 'auth', endsChannel: true }],
    ['an older server', error(404, 'Not Found: method not found'), { kind: 'gaveUp', reason: 'unsupported' }],
    ['marks', answer(400, answers._err_entities), { kind: 'gaveUp', reason: 'rejected' }],
    ['address of a file', error(400, 'Bad Request: failed to get HTTP URL content'), { reason: 'rejected' }],
    ['size', error(413, 'Request Entity Too Large'), { kind: 'gaveUp', reason: 'too_large' }],
    ['length', error(400, 'Bad Request: message is too long'), { reason: 'too_large' }],
    ['another program', error(409, 'Conflict: terminated by other getUpdates request'), { kind: 'gaveUp' }],
    ['trouble', answer(502, 'Bad Gateway'), { kind: 'again', scope: 'conversation' }],
    ['silence', { failure: 'ECONNRESET', isSent: true }, { kind: 'again', scope: 'conversation' }],
  ])('%s', (_name, response, expected) => expect(telegram.outcome(hello, response)).toMatchObject(expected));

  it('leads to the group that a group has become, once', () => {
    const outcome = telegram.outcome(hello, answer(400, answers._err_migrated));
    const instead = { ...hello.request, body: { kind: 'json', value: { chat_id: -1001234567890, text: 'Hi' } } };
    expect(outcome).toEqual({ kind: 'again', scope: 'conversation', afterMs: 0, instead });
    const moved = { ...hello, request: instead } as Command;
    expect(telegram.outcome(moved, answer(400, answers._err_migrated))).toMatchObject({ kind: 'gaveUp' });
  });
});

describe('a request', () => {
  it('has the token in its path', () => {
    expect(telegram.authorize(hello.request, credentials).path).toBe('/bot123:AA/sendMessage');
    expect(hello.request.path).not.toContain('AA');
  });

  it('asks where a file is, then for the file', () => {
    const { request, next } = telegram.download!;
    const ref = { id: 'f' };
    expect(request(ref)).toMatchObject({ path: '/getFile', body: { value: { file_id: 'f' } } });
    const found = next!(ref, answer(200, { ok: true, result: { file_path: 'photos/a b.jpg' } }));
    expect(telegram.authorize(found!, credentials)).toEqual({
      method: 'GET',
      host: 'telegram',
      path: '/file/bot123:AA/photos/a%20b.jpg',
    });
    expect(next!(ref, answer(400, { ok: false }))).toBeUndefined();
  });
});

it.each([
  [{ chatId: 7 }, '7', { chat_id: 7 }],
  [{ chatId: 7, threadId: 9 }, '7:9', { chat_id: 7, message_thread_id: 9 }],
  [{ chatId: -5, userId: 7 }, '-5:7', { chat_id: -5 }],
  [{ chatId: -5, threadId: 9, userId: 7 }, '-5:9:7', { chat_id: -5, message_thread_id: 9 }],
])('the conversation of %j is %s', (chat, key, address) => {
  expect(conversationOf(chat)).toBe(key);
  expect(addressOf(key)).toEqual(address);
});

it('writes to a name', () => expect(addressOf('@channel')).toEqual({ chat_id: '@channel' }));

describe('asking for updates', () => {
  const { request, read } = telegram.poll!;

  it('goes on after the last one', () => {
    const updates = [{ update_id: 5, message: answers.text.message }, { update_id: 6 }];
    const { requests, since } = read(
      answer(200, { ok: true, result: updates }, { date: 'Tue, 01 Dec 2026 10:00:00 GMT' }),
    );
    expect(since).toBe('7');
    expect(requests.flatMap((one) => telegram.parse(one, credentials))).toMatchObject([{ text: 'Hello <b>&</b> 😀' }]);
    expect(requests[0]?.at).toBe(Date.parse('2026-12-01T10:00:00Z'));
    expect(request(since)).toMatchObject({ path: '/getUpdates', body: { value: { offset: 7 } } });
    expect(request(undefined).body).not.toHaveProperty('value.offset');
  });

  it.each<[AppResponse]>([
    [answer(200, { ok: true, result: [] })],
    [answer(409, { ok: false })],
    [answer(200, '{')],
    [{ failure: 'ECONNRESET', isSent: true }],
  ])('reads nothing of %j', (response) => expect(read(response)).toEqual({ requests: [], since: undefined }));
});

describe('setting up', () => {
  const webhookUrl = 'https://bot.example/channels/telegram/c';
  const context = (settings = {}): SetupContext<TelegramCredentials> => ({ credentials, webhookUrl, settings });

  it.each([
    [{}, ['getMe', 'setWebhook', 'setMyCommands']],
    [{ receive: 'poll' }, ['getMe', 'deleteWebhook', 'setMyCommands']],
  ])('with %j calls %j', (settings, calls) => {
    const steps = telegram.setup!(context(settings));
    expect(steps.map(({ request }) => request.path.slice(1))).toEqual(calls);
    expect(steps.flatMap(({ request }) => faultsOf({ kind: 'message', request }))).toEqual([]);
  });

  it('says where updates go', () =>
    expect(telegram.setup!(context())[1]?.request.body).toEqual({
      kind: 'json',
      value: {
        url: webhookUrl,
        secret_token: 's',
        allowed_updates: ['message', 'callback_query', 'my_chat_member'],
      },
    }));

  it.each<[AppResponse, object]>([
    [
      answer(200, { ok: true, result: { url: webhookUrl, pending_update_count: 2 } }),
      { isOk: true, detail: '2 waiting' },
    ],
    [answer(200, { ok: true, result: { url: '' } }), { isOk: false }],
    [
      answer(200, { ok: true, result: { url: webhookUrl, last_error_message: 'Connection refused' } }),
      { isOk: false, detail: 'Connection refused' },
    ],
    [answer(401, answers._err_token), { isOk: false, detail: 'Unauthorized' }],
    [
      { failure: 'ENOTFOUND', isSent: false },
      { isOk: false, detail: 'ENOTFOUND' },
    ],
  ])('is checked by %j', (response, expected) =>
    expect(telegram.test(context())[1]?.read(response)).toMatchObject(expected),
  );

  it('is undone', () => expect(telegram.teardown!(context())[0]?.request.path).toBe('/deleteWebhook'));
});

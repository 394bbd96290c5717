import { describe, expect, it } from 'vitest';
import { contextOf, textBubble, turnOf, wait } from '../../../test/support/channel-turns.ts';
import { faultsOf, inShort, messagesOf } from '../../../test/support/line-api.ts';
import type { AppResponse, ChannelTurn, Command, PersonEvent, RenderContext, SetupContext } from '../channel.ts';
import type { LineCredentials } from './credentials.ts';
import { line } from './line.ts';

const credentials = { channelSecret: 's', channelAccessToken: 't' };
const answer = (status: number, body: unknown, headers = {}): AppResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const error = (status: number, message: string, more = {}) => answer(status, { message, ...more });

const { now } = contextOf();
const reply = { replyToken: 'r', at: now - 1_000 };
const render = (turn: Partial<ChannelTurn>, parts: Partial<RenderContext> = {}) =>
  line.render(turnOf(turn), contextOf({ conversation: 'U1', reply, ...parts }));
const bubbles = (count: number) =>
  Array.from({ length: count }, (_, index) => textBubble(`b${index}`, `text ${index}`));
const text = (letters: string) => ({ type: 'text', text: letters });
const [replied] = render({ messages: bubbles(1) }).commands as [Command];
const [pushed] = render({ messages: bubbles(1) }, { reply: undefined }).commands as [Command];

describe('a turn', () => {
  it('is one answer by the token of the event, else a push', () => {
    expect(render({ messages: bubbles(2) }).commands.map(inShort)).toEqual([
      { reply: [text('text 0'), text('text 1')] },
    ]);
    expect(replied.fallback?.map(inShort)).toEqual([{ push: [text('text 0')] }]);
    expect(inShort(pushed)).toEqual({ push: [text('text 0')] });
  });

  it('uses no token that has ended', () =>
    expect(
      render({ messages: bubbles(1) }, { reply: { replyToken: 'r', at: now - 60_000 } }).commands.map(inShort),
    ).toEqual([{ push: [text('text 0')] }]));

  it('pushes what comes after a wait', () => {
    const { commands } = render({ messages: bubbles(2), actions: [wait(3, 'b0')] });
    expect(commands.map(inShort)).toEqual([{ reply: [text('text 0')] }, { push: [text('text 1')] }]);
    expect(commands.map(({ delayMs }) => delayMs)).toEqual([undefined, 3_000]);
  });

  it('of many texts is joined, in order', () => {
    const [first, ...others] = render({ messages: bubbles(12) }).commands;
    expect(others).toEqual([]);
    expect(
      messagesOf(first!)
        .map((message) => message.text)
        .join('\n\n'),
    ).toBe(
      bubbles(12)
        .map((_, index) => `text ${index}`)
        .join('\n\n'),
    );
    expect(messagesOf(first!)).toHaveLength(5);
  });

  it('of more than fits is several calls', () => {
    const pictures = Array.from({ length: 7 }, (_, index) => ({
      id: `p${index}`,
      type: 'image',
      content: { url: `https://a.example/${index}.png` },
    })) satisfies ChannelTurn['messages'];
    expect(render({ messages: pictures }).commands.map((command) => messagesOf(command).length)).toEqual([5, 2]);
    const { commands, losses } = render({ messages: pictures }, { settings: { allowPush: false } });
    expect(commands.map((command) => messagesOf(command).length)).toEqual([5]);
    expect(losses.map(({ blockId }) => blockId)).toEqual(['p4', 'p5']);
  });

  it('is one call without pauses where pushing is off', () => {
    const turn = { messages: bubbles(2), actions: [wait(3, 'b0')] };
    const { commands } = render(turn, { settings: { allowPush: false }, bubbleDelayMs: 500 });
    expect(commands.map(inShort)).toEqual([{ reply: [text('text 0'), text('text 1')] }]);
    expect(commands[0]).not.toHaveProperty('fallback');
    expect(commands[0]).not.toHaveProperty('delayMs');
  });

  it('goes to the group', () =>
    expect(
      render({ messages: bubbles(1) }, { conversation: 'C1:U1', reply: undefined }).commands[0]?.request.body,
    ).toMatchObject({
      value: { to: 'C1' },
    }));

  it('has keys of its own that are the same each time', () => {
    const key = ({ request }: Command) => request.headers?.['x-line-retry-key'];
    const keys = (seed: string) =>
      render({ messages: bubbles(2), actions: [wait(1, 'b0')] }, { seed, reply: undefined }).commands.map(key);
    expect(new Set([...keys('a'), ...keys('b'), ...keys('a')]).size).toBe(4);
    expect(pushed.sendsOnce).toBe(true);
    expect(replied.sendsOnce).toBeUndefined();
  });
});

describe('an answer of LINE', () => {
  const sent = { sentMessages: [{ id: '1' }, { id: '2' }] };
  it.each<[string, Command, AppResponse, object]>([
    ['sent', replied, answer(200, sent), { kind: 'sent', messageId: '2' }],
    ['typing', replied, answer(202, '{}'), { kind: 'sent' }],
    ['a conflict of another kind', pushed, error(409, 'Conflict'), { kind: 'gaveUp' }],
    ['token that is spent', replied, error(400, 'Invalid reply token'), { kind: 'gaveUp', reason: 'rejected' }],
    [
      'a text that is empty',
      pushed,
      error(400, 'The request body has 1 error(s)', {
        details: [{ message: 'May not be empty', property: 'messages[0].text' }],
      }),
      {
        kind: 'gaveUp',
        reason: 'rejected',
        detail: '400: The request body has 1 error(s): messages[0].text: May not be empty',
      },
    ],
    [
      'somebody unknown',
      pushed,
      error(400, "The property, 'to', in the request body is invalid"),
      { reason: 'user_unreachable' },
    ],
    ['access', pushed, error(401, 'Authentication failed.'), { kind: 'gaveUp', reason: 'auth', endsChannel: true }],
    ['plan', pushed, error(403, 'Not available for your account'), { kind: 'gaveUp', reason: 'rejected' }],
    [
      'rate',
      pushed,
      error(429, 'The API rate limit has been exceeded. Try again later.'),
      { kind: 'again', scope: 'channel' },
    ],
    ['quota', pushed, error(429, 'You have reached your monthly limit.'), { kind: 'gaveUp', reason: 'quota' }],
    ['trouble', pushed, answer(500, ''), { kind: 'again', scope: 'conversation' }],
    ['never sent', replied, { failure: 'ECONNREFUSED', isSent: false }, { kind: 'again', scope: 'conversation' }],
  ])('%s', (_name, command, response, expected) => expect(line.outcome(command, response)).toMatchObject(expected));

  it('is taken for sent where LINE had the push before', () =>
    expect(line.outcome(pushed, answer(409, {}, { 'x-line-accepted-request-id': '1' }))).toEqual({ kind: 'sent' }));

  it.each<[AppResponse]>([[answer(502, '')], [{ failure: 'ECONNRESET', isSent: true }]])(
    'that is lost has an answer by token sent once more, and never pushed then: %j',
    (response) => {
      const outcome = line.outcome(replied, response);
      if (outcome.kind !== 'again' || !outcome.instead) throw new Error('It is not sent again');
      expect(outcome.delaysMs).toHaveLength(1);
      expect(outcome.instead.body).toEqual(replied.request.body);
      const second = { ...replied, request: outcome.instead };
      expect(line.outcome(second, error(400, 'Invalid reply token'))).toEqual({ kind: 'sent' });
    },
  );
});

describe('tokens', () => {
  it('that are long-lived are used as they are', () => {
    expect(line.token!.request(credentials)).toBeUndefined();
    expect(line.authorize(pushed.request, credentials).headers).toMatchObject({ authorization: 'Bearer t' });
  });

  it('are made of id and secret', () => {
    const request = line.token!.request({ channelSecret: 'a&b', channelId: '7' });
    expect(request).toMatchObject({
      path: '/oauth2/v3/token',
      body: { text: 'grant_type=client_credentials&client_id=7&client_secret=a%26b' },
    });
    expect(line.token!.read(answer(200, { token_type: 'Bearer', access_token: 'x', expires_in: 900 }), 5)).toEqual({
      token: 'x',
      expiresAt: 900_005,
    });
    expect(line.authorize(pushed.request, { channelSecret: 's', channelId: '7' }, 'x').headers).toMatchObject({
      authorization: 'Bearer x',
    });
  });

  it.each<[AppResponse, object]>([
    [answer(400, { error: 'invalid_client' }), { kind: 'gaveUp', reason: 'auth', detail: 'invalid_client' }],
    [answer(503, ''), { kind: 'again' }],
    [{ failure: 'ECONNRESET', isSent: true }, { kind: 'again' }],
  ])('that are refused: %j', (response, expected) => expect(line.token!.read(response, 0)).toMatchObject(expected));
});

describe('a file', () => {
  it('is fetched from LINE', () => {
    const request = line.download!.request({ id: '46/8' });
    expect(request).toEqual({ method: 'GET', host: 'lineData', path: '/v2/bot/message/46%2F8/content' });
    expect(line.authorize(request, credentials).headers).toEqual({ authorization: 'Bearer t' });
  });

  it('that is elsewhere is fetched there, without our token', () => {
    const request = line.download!.request({ url: 'https://a.example/x?y=1' });
    expect(line.authorize(request, credentials)).toEqual({ method: 'GET', host: 'https://a.example', path: '/x?y=1' });
  });
});

it.each<[Partial<PersonEvent>, number]>([
  [{ kind: 'message' }, 1],
  [{ kind: 'choice' }, 1],
  [{ kind: 'message', isGroup: true }, 0],
  [{ kind: 'unfollow' }, 0],
])('shows that somebody types for %j', (parts, count) => {
  const event: PersonEvent = {
    kind: 'message',
    dedupeKey: 'd',
    conversation: 'U1',
    person: { id: 'U1' },
    at: 0,
    ...parts,
  };
  const commands = line.acknowledge!(event);
  expect(commands).toHaveLength(count);
  expect(commands.flatMap(faultsOf)).toEqual([]);
});

describe('setting up', () => {
  const webhookUrl = 'https://bot.example/channels/line/c';
  const context: SetupContext<LineCredentials> = { credentials, webhookUrl, settings: {} };

  it('registers the webhook and tries it', () => {
    const [account, register, tried] = line.setup!(context);
    expect(faultsOf({ kind: 'message', request: register!.request })).toEqual([]);
    expect(account!.read(answer(200, { displayName: 'Shop', basicId: '@1' }))).toEqual({
      isOk: true,
      detail: 'Shop @1',
    });
    expect(tried!.read(answer(200, { success: true }))).toMatchObject({ isOk: true });
    expect(tried!.read(answer(200, { success: false, reason: 'COULD_NOT_CONNECT' }))).toEqual({
      isOk: false,
      detail: 'COULD_NOT_CONNECT',
    });
    expect(tried!.read(error(400, 'No webhook'))).toEqual({ isOk: false, detail: 'No webhook' });
  });

  it('says what is done by hand', () =>
    expect(line.steps(context)[0]).toEqual({ label: 'Webhook URL', value: webhookUrl }));
});

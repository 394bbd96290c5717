import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReparteeError } from '../../src/errors/errors.ts';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup, runTrusted } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;
let bot: PublishedBot;
let isBroken: boolean;

const flow = oneGroup(
  [
    asks('q', { options: { variableId: 'v1' } }),
    says('before'),
    {
      id: 's',
      type: 'Set variable',
      options: { variableId: 'v2', isCode: true, expressionToEvaluate: 'Math.max(1, 2)' },
    },
    says('after {{Sum}}', { id: 'after' }),
    asks('r'),
  ],
  {
    variables: [
      { id: 'v1', name: 'Said' },
      { id: 'v2', name: 'Sum' },
    ],
  },
);

beforeEach(async () => {
  isBroken = false;
  server = await openSmallServer({
    runScripts: async (requests) => {
      if (isBroken) throw new Error('the script engine is gone');
      return runTrusted(requests);
    },
  });
  chat = new Chat(server);
  bot = await chat.publish(flow);
});
afterEach(() => server.close());

const key = { 'idempotency-key': 'k' };

describe('a turn that crashes leaves nothing behind', () => {
  const ways: [string, (fail: boolean) => void, number][] = [
    [
      'in a block',
      (fail) => {
        isBroken = fail;
      },
      500,
    ],
    [
      'when it is written',
      (fail) => {
        const error = new ReparteeError('storeUnavailable');
        if (fail) vi.spyOn(server.store.sessions, 'commit').mockRejectedValueOnce(error);
      },
      503,
    ],
  ];

  it.each(ways)('%s', async (_, setBroken, status) => {
    const { sessionId, resultId } = (await chat.start(bot)).body;
    const before = [await server.store.sessions.get(sessionId), await server.store.results.get(resultId!)];
    setBroken(true);
    const failed = await chat.continue(sessionId, { message: 'a', variables: { Sum: 'x' } }, key);
    setBroken(false);
    expect(failed.status).toBe(status);
    expect([await server.store.sessions.get(sessionId), await server.store.results.get(resultId!)]).toEqual(before);
    expect(await server.store.results.answers(resultId!)).toEqual([]);
    // The retry works, with the key and after it without.
    expect(shortly(await chat.continue(sessionId, { message: 'a', variables: { Sum: 'x' } }, key))).toBe(
      'before after 2 ?r',
    );
    expect(await server.store.results.answers(resultId!)).toMatchObject([{ blockId: 'q', content: 'a' }]);
  });

  it.each(ways)('%s of a start', async (_, setBroken, status) => {
    const body = { message: 'a' };
    setBroken(true);
    expect((await chat.start(bot, body, key)).status).toBe(status);
    setBroken(false);
    expect(await server.store.results.list(bot.id, { limit: 9, offset: 0 })).toEqual([]);
    expect(shortly(await chat.start(bot, body, key))).toBe('before after 2 ?r');
    expect(await server.store.results.list(bot.id, { limit: 9, offset: 0 })).toHaveLength(1);
  });

  it('the answer of a crash tells nothing about it', async () => {
    isBroken = true;
    const { body } = await chat.start(bot, { message: 'a' });
    expect(body).toEqual({
      defined: false,
      code: 'INTERNAL_SERVER_ERROR',
      status: 500,
      message: 'Internal server error',
    });
  });

  it('the turn after it that waited is processed', async () => {
    const { sessionId } = (await chat.start(bot)).body;
    isBroken = true;
    const first = chat.say(sessionId, 'a');
    const second = chat.say(sessionId, 'b');
    expect((await first).status).toBe(500);
    isBroken = false;
    const { status } = await second;
    expect([200, 500]).toContain(status);
    if (status === 500) expect(shortly(await chat.say(sessionId, 'c'))).toBe('before after 2 ?r');
  });
});

it('a session that another process changed meanwhile is not overwritten', async () => {
  const { sessionId, resultId } = (await chat.start(bot)).body;
  const { sessions } = server.store;
  const commit = sessions.commit.bind(sessions);
  vi.spyOn(sessions, 'commit').mockImplementationOnce(async (turn) => {
    const { state, expiresAt, isWaiting } = (await sessions.get(sessionId))!;
    await commit({ at: turn.at, sessionId, botId: bot.id, session: { state, expiresAt, isWaiting } });
    return commit(turn);
  });
  expect((await chat.say(sessionId, 'a')).body).toMatchObject({ status: 409, code: 'CONFLICT' });
  expect(await server.store.results.answers(resultId!)).toEqual([]);
  expect(shortly(await chat.say(sessionId, 'a'))).toBe('before after 2 ?r');
});

it('a server that closes finishes the turn in flight', async () => {
  const { sessionId, resultId } = (await chat.start(bot)).body;
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const { sessions } = server.store;
  const commit = sessions.commit.bind(sessions);
  vi.spyOn(sessions, 'commit').mockImplementationOnce(async (turn) => {
    arrived.resolve();
    await promise;
    return commit(turn);
  });
  const answer = chat.say(sessionId, 'a');
  await arrived.promise;
  let isIdle = false;
  const idle = server.conversations.idle().then(() => {
    isIdle = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isIdle).toBe(false);
  release();
  await idle;
  expect(await server.store.results.answers(resultId!)).toHaveLength(1);
  expect((await answer).status).toBe(200);
});

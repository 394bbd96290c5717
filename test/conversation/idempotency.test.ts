import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReparteeError } from '../../src/errors/errors.ts';
import { continueChatSchema } from '../../src/http/chat-api/continue-chat.ts';
import { Chat, type Headers, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;
let bot: PublishedBot;

const flow = oneGroup([says('Hi'), asks('q1'), says('one'), asks('q2'), says('two'), asks('q3')]);
const key = { 'idempotency-key': 'k1' };
const hour = 60 * 60 * 1000;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  bot = await chat.publish(flow);
});
afterEach(() => server.close());

const startSession = async () => (await chat.start(bot)).body.sessionId;

describe('the same key', () => {
  it('with another body is refused, and the first answer stays', async () => {
    const id = await startSession();
    const first = await chat.say(id, 'a', key);
    const other = await chat.say(id, 'b', key);
    expect(other.body).toEqual({
      defined: true,
      code: 'ID_REUSED',
      status: 422,
      message: 'This Idempotency-Key was used with another request.',
    });
    expect((await chat.say(id, 'a', key)).text).toBe(first.text);
    expect(shortly(await chat.say(id, 'b'))).toBe('two ?q3');
  });

  it.each([
    ['the format of texts', { message: 'a', textBubbleContentFormat: 'markdown' }],
    ['variables', { message: 'a', variables: { X: 1 } }],
  ])('%s are part of the body', async (_, body) => {
    const id = await startSession();
    await chat.say(id, 'a', key);
    expect((await chat.continue(id, body, key)).status).toBe(422);
  });

  it('with the same body in other words is the same request', async () => {
    const id = await startSession();
    const first = await chat.say(id, 'a', key);
    const again = await chat.continue(id, { extra: 1, message: { text: 'a', type: 'text' } }, key);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
  });

  it('of another session or bot is another key', async () => {
    const [one, two] = [await startSession(), await startSession()];
    await chat.say(one, 'a', key);
    expect(shortly(await chat.say(two, 'b', key))).toBe('one ?q2');
    const otherBot = await chat.publish(flow);
    const starts = [
      await chat.start(bot, {}, key),
      await chat.start(otherBot, {}, key),
      await chat.start(bot, {}, key),
    ];
    expect(starts.map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, undefined, 'true']);
    expect(starts[2]?.body.sessionId).toBe(starts[0]?.body.sessionId);
    expect(starts[1]?.body.sessionId).not.toBe(starts[0]?.body.sessionId);
  });

  it('works for a day', async () => {
    const id = await startSession();
    await chat.say(id, 'a', key);
    server.clock.pass(24 * hour - 1);
    expect((await chat.say(id, 'a', key)).headers['idempotency-replayed']).toBe('true');
    server.clock.pass(2);
    expect(shortly(await chat.say(id, 'a', key))).toBe('two ?q3');
  });

  it('works in previews', async () => {
    const first = await chat.preview(bot, {}, key);
    const again = await chat.preview(bot, {}, key);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });
});

describe('answers that are kept', () => {
  it('the last answer of a conversation that has ended', async () => {
    const short = await chat.publish(oneGroup([asks('q')]));
    const { sessionId } = (await chat.start(short)).body;
    const first = await chat.say(sessionId, 'a', key);
    expect((await chat.say(sessionId, 'a')).status).toBe(404);
    const again = await chat.say(sessionId, 'a', key);
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it('a refused command', async () => {
    const id = await startSession();
    const body = { message: { type: 'command', command: 'help' } };
    const first = await chat.continue(id, body, key);
    const again = await chat.continue(id, body, key);
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([400, 400, 'true']);
    expect(again.text).toBe(first.text);
  });

  it('a conversation that is not there', async () => {
    const first = await chat.say('unknown', 'a', key);
    const again = await chat.say('unknown', 'a', key);
    expect([first.status, again.status, again.headers['idempotency-replayed']]).toEqual([404, 404, 'true']);
  });

  it('the last message of an ended conversation, known by its reply id', async () => {
    const short = await chat.publish(oneGroup([asks('q')]));
    const { sessionId } = (await chat.start(short)).body;
    const body = { message: { type: 'text', text: 'a', metadata: { replyId: 'wamid.1' } } };
    const first = await chat.continue(sessionId, body);
    const again = await chat.continue(sessionId, body);
    expect([again.status, again.text]).toEqual([200, first.text]);
  });
});

describe('answers that are not kept', () => {
  it.each([
    ['a full disk', () => new ReparteeError('storeUnavailable'), 503],
    ['a crash', () => new Error('bug'), 500],
  ])('%s: the next try works', async (_, errorOf, status) => {
    const id = await startSession();
    vi.spyOn(server.store.sessions, 'commit').mockRejectedValueOnce(errorOf());
    expect((await chat.say(id, 'a', key)).status).toBe(status);
    const again = await chat.say(id, 'a', key);
    expect([again.status, shortly(again), again.headers['idempotency-replayed']]).toEqual([200, 'one ?q2', undefined]);
  });

  it('a time limit of the operator', async () => {
    await server.close();
    server = await openSmallServer({
      limits: { ...(await import('../../src/engine/guards.ts')).defaultLimits, refuseAfterMs: 2_000 },
      runScripts: async (requests) => {
        server.clock.pass(slowMs);
        return requests.map(() => ({ ok: true, value: 'x', assigned: [] }));
      },
    });
    chat = new Chat(server);
    let slowMs = 3_000;
    const script = {
      id: 's',
      type: 'Set variable',
      options: { variableId: 'v', expressionToEvaluate: 'x', isCode: true },
    };
    const slow = await chat.publish(
      oneGroup([asks('q'), script, says('ok'), asks('r')], { variables: [{ id: 'v', name: 'V' }] }),
    );
    const { sessionId, resultId } = (await chat.start(slow)).body;
    const first = await chat.say(sessionId, 'a', key);
    expect(first.body).toEqual({ defined: false, code: 'TIMEOUT', status: 408, message: '2 seconds timeout reached' });
    expect(await server.store.results.answers(resultId!)).toEqual([]);
    slowMs = 0;
    expect(shortly(await chat.say(sessionId, 'a', key))).toBe('ok ?r');
  });

  it('a busy conversation', async () => {
    await server.close();
    const { promise, resolve } = Promise.withResolvers<void>();
    server = await openSmallServer({
      queueWaitMs: 20,
      runScripts: async (requests) => {
        await promise;
        return requests.map(() => ({ ok: true, value: 'x', assigned: [] }));
      },
    });
    chat = new Chat(server);
    const script = {
      id: 's',
      type: 'Set variable',
      options: { variableId: 'v', expressionToEvaluate: 'x', isCode: true },
    };
    const slow = await chat.publish(
      oneGroup([asks('q'), script, asks('r'), says('ok'), asks('z')], { variables: [{ id: 'v', name: 'V' }] }),
    );
    const { sessionId } = (await chat.start(slow)).body;
    const running = chat.say(sessionId, 'a');
    const refused = await chat.say(sessionId, 'b', key);
    expect(refused.body).toEqual({
      defined: true,
      code: 'CONFLICT',
      status: 409,
      message: 'This conversation is busy. Try again.',
    });
    resolve();
    expect(shortly(await running)).toBe('?r');
    expect(shortly(await chat.say(sessionId, 'b', key))).toBe('ok ?z');
  });
});

it('replies that arrive together are processed one after the other, in order', async () => {
  const id = await startSession();
  const answers = await Promise.all(['a', 'b', 'c'].map((text) => chat.say(id, text)));
  expect(answers.map(shortly)).toEqual(['one ?q2', 'two ?q3', '.']);
});

describe('a kept answer is for those who may take part', () => {
  const allowed = { ...key, origin: 'https://shop.example' };
  const foreign = { ...key, origin: 'https://other.example' };
  const refused = [403, 'Origin not allowed'];
  const guarded = { ...flow, settings: { security: { allowedOrigins: ['https://shop.example'] } } };
  const short = { ...oneGroup([asks('q')]), settings: guarded.settings };
  const withReplyId = { message: { type: 'text', text: 'a', metadata: { replyId: 'wamid.1' } } };

  it.each<[string, object, (session: string) => [string, object]]>([
    ['a start', guarded, () => ['start', {}]],
    ['a message', guarded, (id) => [id, { message: 'a' }]],
    ['a message known by its reply id', guarded, (id) => [id, withReplyId]],
    ['the last message of a conversation', short, (id) => [id, { message: 'a' }]],
    ['the last message, known by its reply id', short, (id) => [id, withReplyId]],
  ])('%s is not repeated to another site', async (_, document, requestOf) => {
    const shop = await chat.publish(document as typeof flow);
    const { sessionId } = (await chat.start(shop, {}, { origin: allowed.origin })).body;
    const [to, body] = requestOf(sessionId);
    const send = (headers: Headers) => {
      const all = body === withReplyId ? { ...headers, 'idempotency-key': null } : headers;
      return to === 'start' ? chat.start(shop, body, all) : chat.continue(to, body, all);
    };
    const first = await send(allowed);
    const other = await send(foreign);
    const again = await send(allowed);
    expect([other.status, other.body.message]).toEqual(refused);
    // The refusal is not kept in place of the answer.
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
  });

  it('a refusal of another site is not kept for the right one', async () => {
    const shop = await chat.publish(guarded);
    const { sessionId } = (await chat.start(shop)).body;
    expect((await chat.say(sessionId, 'a', foreign)).status).toBe(403);
    expect(shortly(await chat.say(sessionId, 'a', allowed))).toBe('one ?q2');
  });

  it.each<[string, (bot: PublishedBot) => object, Headers]>([
    ['another site', ({ publicId }) => ({ typebot: publicId }), foreign],
    ['nobody', ({ id }) => ({ typebot: id, isPreview: true }), key],
  ])('a first message that was refused to %s is taken from the right caller', async (_, paramsOf, wrong) => {
    const shop = await chat.publish(guarded);
    const body = { sessionId: 'mine', startParams: paramsOf(shop) };
    const send = (headers: Headers) => chat.send('POST', '/api/v2/sendMessage', { body, headers });
    expect([401, 403]).toContain((await send(wrong)).status);
    expect((await send({ ...chat.asOwner, ...allowed })).status).toBe(200);
  });

  it('a preview is not repeated to somebody without the token', async () => {
    const body = { sessionId: 'mine', startParams: { typebot: bot.id, isPreview: true } };
    const send = (headers: Headers) =>
      chat.send('POST', '/api/v2/sendMessage', { body, headers: { ...key, ...headers } });
    const first = await send(chat.asOwner);
    const other = await send({});
    const again = await send(chat.asOwner);
    expect([first.status, other.status, other.body.code, again.text]).toEqual([200, 422, 'ID_REUSED', first.text]);
  });

  it('a start and a preview under one key are two requests', async () => {
    const live = await chat.start(bot, {}, key);
    expect((await chat.preview(bot, {}, key)).status).toBe(422);
    expect((await chat.start(bot, {}, key)).text).toBe(live.text);
  });
});

describe('messages that wait', () => {
  const script = {
    id: 's',
    type: 'Set variable',
    options: { variableId: 'v', expressionToEvaluate: 'x', isCode: true },
  };
  const slow = oneGroup([asks('q'), script, asks('r', { outgoingEdgeId: 'end' })], {
    variables: [{ id: 'v', name: 'V' }],
  });

  /** A conversation with a turn that runs until the test lets it go on. */
  async function openSlow() {
    await server.close();
    const running = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    server = await openSmallServer({
      runScripts: async (requests) => {
        running.resolve();
        await released.promise;
        return requests.map(() => ({ ok: true, value: 'x', assigned: [] }));
      },
    });
    chat = new Chat(server);
    const { sessionId } = (await chat.start(await chat.publish(slow))).body;
    const first = chat.say(sessionId, 'first');
    await running.promise;
    return { sessionId, first, release: () => released.resolve() };
  }

  it('are so many of a conversation; one more is told when to try again, and its refusal is not kept', async () => {
    const { sessionId, first, release } = await openSlow();
    const waiting = Array.from({ length: 100 }, (_, i) => chat.say(sessionId, `message ${i}`));
    while (server.conversations.waiting < 100) await new Promise(setImmediate);
    const refused = await chat.say(sessionId, 'too many', key);
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    release();
    await first;
    await Promise.all(waiting);
    expect((await chat.say(sessionId, 'too many', key)).status).not.toBe(429);
  });

  it('hold what was understood of their body, and nothing else of it', async () => {
    const { sessionId, first, release } = await openSlow();
    let whole: WeakRef<object> | undefined;
    const ballast = Array.from({ length: 1_000 }, (_, i) => `ballast ${i}`);
    // No spy, which would remember the body.
    const validate = continueChatSchema.safeParse;
    continueChatSchema.safeParse = (body) => {
      continueChatSchema.safeParse = validate;
      whole = new WeakRef(body as object);
      return validate(body);
    };
    const waiting = chat.continue(sessionId, { message: 'x', ballast });
    while (server.conversations.waiting < 1) await new Promise(setImmediate);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    while (whole?.deref()) {
      await new Promise(setImmediate);
      collect();
    }
    expect(server.conversations.waiting).toBe(1);
    release();
    await Promise.all([first, waiting]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, group, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterEach(() => server.close());

const hour = 60 * 60 * 1000;
const flow = oneGroup([says('Hi'), asks('q'), says('one'), asks('r')]);
const listens = oneGroup([{ id: 'w', type: 'webhook' }, says('got'), asks('q')]);

describe('a session', () => {
  it('lives 48 hours after its last turn', async () => {
    const { sessionId } = (await chat.start(await chat.publish(flow))).body;
    server.clock.pass(47 * hour);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('one ?r');
    server.clock.pass(48 * hour - 1);
    expect((await chat.send('GET', `/api/v1/sessions/${sessionId}`, { headers: chat.asOwner })).status).toBe(200);
    server.clock.pass(1);
    expect((await chat.say(sessionId, 'x')).body).toMatchObject({ status: 404, message: 'Session not found.' });
  });

  it('that waits for a webhook lives longer', async () => {
    const bot = await chat.publish(listens);
    const { sessionId } = (await chat.start(bot)).body;
    server.clock.pass(29 * 24 * hour);
    await server.conversations.sweep();
    expect(shortly(await chat.continue(sessionId))).toBe('got ?q');
  });

  it('is swept away with its time, not before; its result stays', async () => {
    const bot = await chat.publish(flow);
    const [first, second] = [(await chat.start(bot)).body, (await chat.start(bot)).body];
    server.clock.pass(24 * hour);
    await chat.say(second.sessionId, 'x');
    server.clock.pass(24 * hour);
    expect((await server.conversations.sweep()).sessions).toBe(1);
    expect(await server.store.sessions.get(first.sessionId)).toBeUndefined();
    expect(await server.store.sessions.get(second.sessionId)).toBeDefined();
    expect(await server.store.results.get(first.resultId!)).toBeDefined();
  });

  it('is swept a part at a time', async () => {
    const bot = await chat.publish(flow);
    for (let i = 0; i < 5; i++) await chat.start(bot);
    server.clock.pass(48 * hour);
    const swept = [
      (await server.conversations.sweep(2)).sessions,
      (await server.conversations.sweep(2)).sessions,
      (await server.conversations.sweep(2)).sessions,
    ];
    expect(swept).toEqual([2, 2, 1]);
  });
});

describe('a bot that restarts conversations that are gone', () => {
  const restarting = (sessionGone: string): typeof flow => ({ ...flow, settings: { general: { sessionGone } } });
  const ending = { ...oneGroup([asks('q')]), settings: { general: { sessionGone: 'restart' } } };
  const gone = { status: 404, code: 'NOT_FOUND', message: 'Session not found.' };
  let bot: PublishedBot;

  const expired = async () => {
    const { sessionId, resultId } = (await chat.start(bot)).body;
    await chat.say(sessionId, 'x');
    server.clock.pass(48 * hour);
    return { sessionId, resultId };
  };

  beforeEach(async () => {
    bot = await chat.publish(restarting('restart'));
  });

  it.each([
    ['before the sweep', false],
    ['after the sweep', true],
  ])('answers an expired id with a new conversation, %s', async (_, isSwept) => {
    const { sessionId, resultId } = await expired();
    if (isSwept) await server.conversations.sweep();
    const answer = await chat.say(sessionId, 'hello');
    expect(shortly(answer)).toBe('Hi ?q');
    expect(Object.keys(answer.body).sort()).toEqual(['clientSideActions', 'input', 'logs', 'messages', 'sessionId']);
    expect(answer.body.sessionId).toBe(sessionId);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('one ?r');
    const results = await server.store.results.list(bot.id, { limit: 9, offset: 0 });
    expect(results).toHaveLength(2);
    expect(results.find(({ id }) => id !== resultId)).toMatchObject({ lastSessionId: sessionId, hasStarted: true });
  });

  it('answers an ended id, and uses the message where a start would', async () => {
    bot = await chat.publish({ ...ending, groups: [group('g1', asks('q'), says('one'), asks('r'))] });
    const { sessionId } = (await chat.start(bot)).body;
    await chat.say(sessionId, 'a');
    await chat.say(sessionId, 'b');
    const answer = await chat.continue(sessionId, { message: 'again', variables: { X: 1 } });
    expect(shortly(answer)).toBe('one ?r');
    expect(answer.body.sessionId).toBe(sessionId);
  });

  it('never answers an id that was not issued', async () => {
    expect((await chat.say('madeup', 'x')).body).toMatchObject(gone);
  });

  it('remembers ids for 30 days', async () => {
    const { sessionId } = await expired();
    await server.conversations.sweep();
    server.clock.pass(30 * 24 * hour - 1);
    expect((await chat.say(sessionId, 'x')).status).toBe(200);
    await server.conversations.sweep();
    server.clock.pass(48 * hour);
    await server.conversations.sweep();
    server.clock.pass(30 * 24 * hour + 1);
    expect((await chat.say(sessionId, 'x')).body).toMatchObject(gone);
  });

  it('does not when it is closed, unpublished or does not ask for it', async () => {
    const { sessionId } = await expired();
    const patch = (typebot: object) =>
      chat.send('PATCH', `/api/v1/typebots/${bot.id}`, { body: { typebot, overwrite: true }, headers: chat.asOwner });
    await patch({ isClosed: true });
    expect((await chat.say(sessionId, 'x')).body).toMatchObject({ status: 400, message: 'This bot is now closed' });
    await patch({ isClosed: false });
    await chat.send('POST', `/api/v1/typebots/${bot.id}/unpublish`, { headers: chat.asOwner });
    expect((await chat.say(sessionId, 'x')).body).toMatchObject(gone);
    bot = await chat.publish(restarting('404'));
    expect((await chat.say((await expired()).sessionId, 'x')).body).toMatchObject(gone);
    bot = await chat.publish(flow);
    expect((await chat.say((await expired()).sessionId, 'x')).body).toMatchObject(gone);
  });

  it('keeps the answer to a message with a key', async () => {
    const { sessionId } = await expired();
    const key = { 'idempotency-key': 'k' };
    const first = await chat.say(sessionId, 'x', key);
    expect((await chat.say(sessionId, 'x', key)).text).toBe(first.text);
  });

  it('keeps the answer to a message that brings its own id', async () => {
    const { sessionId } = await expired();
    const body = { message: { type: 'text', text: 'x', metadata: { replyId: 'wamid.9' } } };
    const first = await chat.continue(sessionId, body);
    expect(shortly(first)).toBe('Hi ?q');
    expect((await chat.continue(sessionId, body)).text).toBe(first.text);
    expect(shortly(await chat.say(sessionId, 'y'))).toBe('one ?r');
  });
});

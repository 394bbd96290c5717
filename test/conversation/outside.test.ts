import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
});
afterEach(() => server.close());

const asOwner = () => ({ headers: chat.asOwner });

/** Replaces the draft and publishes it. */
async function republish(bot: PublishedBot, parts: object): Promise<void> {
  const { status } = await chat.send('PATCH', `/api/v1/typebots/${bot.id}`, {
    body: { typebot: parts, overwrite: true },
    ...asOwner(),
  });
  expect(status).toBe(200);
  await chat.send('POST', `/api/v1/typebots/${bot.id}/publish`, asOwner());
}

describe('variables on continueChat', () => {
  const flow = oneGroup(
    [asks('q', { options: { variableId: 'v1' } }), says('{{Said}} {{More}}', { id: 'b' }), asks('r')],
    {
      variables: [
        { id: 'v1', name: 'Said' },
        { id: 'v2', name: 'More' },
      ],
    },
  );

  it.each([
    ['are set before the message is processed', { More: 'x' }, 'hi x ?r'],
    ['may be of any type', { More: { a: [1] } }, 'hi {"a":[1]} ?r'],
    ['may empty a variable', { More: null }, 'hi  ?r'],
    ['of unknown names are ignored', { Other: 'x', more: 'x', __proto__: null }, 'hi  ?r'],
    ['do not replace what the message sets', { Said: 'x' }, 'hi  ?r'],
  ])('%s', async (_, variables, expected) => {
    const { sessionId } = (await chat.start(await chat.publish(flow))).body;
    expect(shortly(await chat.continue(sessionId, { message: 'hi', variables }))).toBe(expected);
  });

  it('stay when the reply is not understood', async () => {
    const strict = {
      ...flow,
      groups: [group('g1', { id: 'q', type: 'number input' }, says('{{More}}', { id: 'b' }), asks('r'))],
    };
    const { sessionId } = (await chat.start(await chat.publish(strict))).body;
    await chat.continue(sessionId, { message: 'x', variables: { More: 'kept' } });
    expect(shortly(await chat.say(sessionId, '5'))).toBe('kept ?r');
  });

  it('start a registered conversation with values', async () => {
    const greets = { ...flow, groups: [group('g1', says('{{More}}', { id: 'b' }), asks('q'))] };
    const { sessionId } = (await chat.start(await chat.publish(greets), { isOnlyRegistering: true })).body;
    expect(shortly(await chat.continue(sessionId, { variables: { More: 'x' } }))).toBe('x ?q');
  });
});

describe('publishing', () => {
  it('does not touch running conversations, new ones run the new version', async () => {
    const bot = await chat.publish(oneGroup([asks('q'), says('old'), asks('r')]));
    const { sessionId } = (await chat.start(bot)).body;
    await republish(bot, { groups: [group('g1', asks('q'), says('new'), asks('r'))] });
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('old ?r');
    const fresh = (await chat.start(bot)).body;
    expect(shortly(await chat.say(fresh.sessionId, 'x'))).toBe('new ?r');
  });

  it('publishedAt changes with a publication only', async () => {
    const bot = await chat.publish(oneGroup([asks('q')]));
    const at = async () => (await chat.start(bot)).body.typebot.publishedAt;
    const first = await at();
    server.clock.pass(60_000);
    expect(await at()).toBe(first);
    await republish(bot, { name: 'Renamed' });
    expect(await at()).not.toBe(first);
    expect((await chat.preview(bot)).body.typebot).not.toHaveProperty('publishedAt');
    expect((await chat.start(bot, { isOnlyRegistering: true })).body.typebot).not.toHaveProperty('publishedAt');
  });
});

describe('updateTypebot', () => {
  const update = (sessionId: string, headers = chat.asOwner) =>
    chat.send('POST', `/api/v1/sessions/${sessionId}/updateTypebot`, { body: {}, headers });
  const flow = oneGroup([asks('q', { options: { variableId: 'v1' } }), says('old {{V}}', { id: 'b' }), asks('r')], {
    variables: [{ id: 'v1', name: 'V' }],
  });

  it('moves a running conversation to the published groups and edges', async () => {
    const bot = await chat.publish(flow);
    const { sessionId } = (await chat.start(bot)).body;
    await republish(bot, {
      groups: [
        group(
          'g1',
          asks('q', { options: { variableId: 'v1' } }),
          says('new {{V}} {{W}} {{X}}', { id: 'b' }),
          asks('r'),
        ),
      ],
      variables: [
        { id: 'v1', name: 'Renamed', value: 'ignored' },
        { id: 'v2', name: 'W', value: 'added' },
        { id: 'v3', name: 'X' },
      ],
    });
    const answer = await update(sessionId);
    expect([answer.status, answer.text]).toEqual([200, '{"message":"success"}']);
    expect(shortly(await chat.say(sessionId, 'hi'))).toBe('new hi added  ?r');
  });

  it('starts again with the kept variables when the current block is gone', async () => {
    const bot = await chat.publish({
      ...flow,
      groups: [group('g1', asks('q', { options: { variableId: 'v1' } }), asks('r'))],
    });
    const { sessionId } = (await chat.start(bot)).body;
    expect(shortly(await chat.say(sessionId, 'Ada'))).toBe('?r');
    await republish(bot, { groups: [group('g1', says('again {{V}}', { id: 'b' }), asks('z'))] });
    await update(sessionId);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('again Ada ?z');
  });

  it('is refused without rights or without a publication', async () => {
    const bot = await chat.publish(flow);
    const { sessionId } = (await chat.start(bot)).body;
    expect((await update(sessionId, {})).body).toMatchObject({
      status: 401,
      message: 'You must be authenticated to access this resource',
    });
    expect((await update('unknown')).body).toEqual({
      defined: true,
      code: 'NOT_FOUND',
      status: 404,
      message: 'Session not found',
    });
    await chat.send('POST', `/api/v1/typebots/${bot.id}/unpublish`, asOwner());
    expect((await update(sessionId)).body).toEqual({
      defined: true,
      code: 'UNAUTHORIZED',
      status: 401,
      message: 'Unauthorized',
    });
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('old x ?r');
  });
});

describe('executeWebhook', () => {
  const listener = {
    id: 'w',
    type: 'webhook',
    options: { responseVariableMapping: [{ id: 'm', variableId: 'v1', bodyPath: 'data.name' }] },
  };
  const flow = oneGroup([says('wait'), listener, says('got {{Name}}', { id: 'b' }), asks('q')], {
    variables: [{ id: 'v1', name: 'Name' }],
  });
  const waiting = async () => {
    const bot = await chat.publish(flow);
    const { sessionId, resultId, clientSideActions, input } = (await chat.start(bot)).body;
    expect([clientSideActions, input]).toEqual([
      [{ type: 'listenForWebhook', expectsDedicatedReply: true, lastBubbleBlockId: 'wait' }],
      undefined,
    ]);
    return { bot, sessionId, resultId: resultId! };
  };
  const deliver = (bot: PublishedBot, resultId: string, body: unknown, blockId = 'w', headers = chat.asOwner) =>
    chat.send('POST', `/api/v1/typebots/${bot.id}/blocks/${blockId}/results/${resultId}/executeWebhook`, {
      body,
      headers,
    });

  it('resumes the conversation with what was delivered', async () => {
    const { bot, sessionId, resultId } = await waiting();
    expect((await deliver(bot, resultId, { name: 'Zoe' })).text).toBe('{"message":"OK"}');
    expect(shortly(await chat.continue(sessionId))).toBe('got Zoe ?q');
  });

  it.each([
    ['a list', ['Zoe'], 'data[0]', 'got Zoe ?q'],
    ['a text', 'Zoe', 'data', 'got Zoe ?q'],
    ['nothing', undefined, 'data.name', 'got  ?q'],
  ])('delivers %s', async (_, body, bodyPath, expected) => {
    const options = { responseVariableMapping: [{ id: 'm', variableId: 'v1', bodyPath }] };
    const blocks = [{ ...listener, options }, says('got {{Name}}', { id: 'b' }), asks('q')];
    const bot = await chat.publish(oneGroup(blocks, { variables: [{ id: 'v1', name: 'Name' }] }));
    const { sessionId, resultId } = (await chat.start(bot)).body;
    expect((await deliver(bot, resultId!, body)).status).toBe(200);
    expect(shortly(await chat.continue(sessionId))).toBe(expected);
  });

  it('reaches a block of the linked bot that runs', async () => {
    const child = await chat.publish(flow);
    const link = { id: 'link', type: 'Typebot link', options: { typebotId: child.id, mergeResults: true } };
    const parent = await chat.publish(oneGroup([link, says('back', { id: 'back' })]));
    const { sessionId, resultId } = (await chat.start(parent)).body;
    expect((await deliver(child, resultId!, { name: 'Zoe' })).status).toBe(200);
    expect(shortly(await chat.continue(sessionId))).toBe('got Zoe ?q');
  });

  it('delivers the last of several', async () => {
    const { bot, sessionId, resultId } = await waiting();
    await Promise.all([deliver(bot, resultId, { name: 'one' }), deliver(bot, resultId, { name: 'two' })]);
    expect(shortly(await chat.continue(sessionId))).toBe('got two ?q');
  });

  it.each([
    ['no message', undefined, 'got  ?q'],
    ['the text that a browser forwards', '{"data":{"name":"Ada"}}', 'got Ada ?q'],
    ['a text of a person', 'hello', 'got  ?q'],
  ])('without a delivery: %s', async (_, message, expected) => {
    const { sessionId } = await waiting();
    expect(shortly(await chat.continue(sessionId, { message }))).toBe(expected);
  });

  it('a message of the client wins over what was delivered', async () => {
    const { bot, sessionId, resultId } = await waiting();
    await deliver(bot, resultId, { name: 'Zoe' });
    expect(shortly(await chat.say(sessionId, '{"data":{"name":"Ada"}}'))).toBe('got Ada ?q');
  });

  it('is refused with a reason', async () => {
    const { bot, sessionId, resultId } = await waiting();
    const other = await chat.publish(flow);
    const refusals = [
      await deliver(bot, resultId, {}, 'w', {}),
      await deliver({ id: 'x', publicId: 'x' }, resultId, {}),
      await deliver(bot, resultId, {}, 'b'),
      await deliver(bot, resultId, {}, 'x'),
      await deliver(bot, 'unknown', {}),
      await deliver(other, resultId, {}),
    ];
    expect(refusals.map(({ status, body }) => [status, body.message])).toEqual([
      [401, 'You must be authenticated to access this resource'],
      [404, 'Typebot not found'],
      [404, 'Webhook block not found'],
      [404, 'Webhook block not found'],
      [404, 'No chat session found'],
      [404, 'No chat session found'],
    ]);
    await chat.continue(sessionId);
    const late = await deliver(bot, resultId, {});
    expect([late.status, late.body.message]).toEqual([409, 'The conversation does not wait for this call.']);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('.');
  });

  it('reaches the newest preview that waits', async () => {
    const bot = await chat.publish(flow);
    await chat.preview(bot);
    server.clock.pass(1_000);
    const { sessionId } = (await chat.preview(bot)).body;
    const url = `/api/v1/typebots/${bot.id}/blocks/w/web/executeTestWebhook`;
    expect((await chat.send('POST', url, { body: { name: 'Zoe' }, ...asOwner() })).text).toBe('{"message":"OK"}');
    expect(shortly(await chat.continue(sessionId))).toBe('got Zoe ?q');
  });
});

describe('the end of a conversation', () => {
  const ends = oneGroup([says('Hi')]);
  const asksOnce = oneGroup([says('Hi'), asks('q'), says('Bye')]);

  it('at the start keeps the session, which starts again', async () => {
    const { sessionId } = (await chat.start(await chat.publish(ends))).body;
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('Hi .');
    expect((await chat.say(sessionId, 'x')).status).toBe(404);
  });

  it('at the start with a message that was used deletes it', async () => {
    const bot = await chat.publish(oneGroup([asks('q'), says('Bye')]));
    const { sessionId, ...answer } = (await chat.start(bot, { message: 'x' })).body;
    expect(answer.messages.map(({ id }) => id)).toEqual(['Bye']);
    expect((await chat.say(sessionId, 'x')).status).toBe(404);
  });

  it('of a preview keeps the session, which starts again', async () => {
    const { sessionId } = (await chat.preview(await chat.publish(asksOnce))).body;
    for (let i = 0; i < 2; i++) {
      expect(shortly(await chat.say(sessionId, 'x'))).toBe('Bye .');
      expect(shortly(await chat.say(sessionId, 'x'))).toBe('Hi ?q');
    }
  });

  it('of a restarted conversation keeps its result and variables and clears its answers', async () => {
    const flow = flowDocument({
      groups: [
        group('g1', says('{{V}}', { id: 'b' }), {
          id: 's',
          type: 'Set variable',
          options: { variableId: 'v', expressionToEvaluate: 'set' },
        }),
      ],
      edges: edges('to-start>g1'),
      variables: [{ id: 'v', name: 'V' }],
    });
    const bot = await chat.publish(flow);
    const { sessionId } = (await chat.start(bot)).body;
    expect(shortly(await chat.continue(sessionId))).toBe('set .');
    expect(await server.store.results.list(bot.id, { limit: 9, offset: 0 })).toHaveLength(1);
  });
});

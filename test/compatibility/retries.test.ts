import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
let steps: PublishedBot;

/** Four questions in a row, each with its own bubble. */
const stepsFlow = oneGroup([asks('q1'), says('one'), asks('q2'), says('two'), asks('q3'), says('three'), asks('q4')]);

beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
  steps = await chat.publish(stepsFlow);
});
afterAll(() => server.close());

const answersOf = async (resultId: string | undefined) =>
  (await server.store.results.answers(resultId!)).map(({ content }) => content);

describe('C21 a flow that loops is cut and answered', () => {
  it.each([
    ['an edge back to its group', [group('g1', says('again', { outgoingEdgeId: 'e' }))], ['e>g1']],
    ['a jump to its own group', [group('g1', { id: 'j', type: 'Jump', options: { groupId: 'g1' } })], []],
    [
      'two groups in a circle',
      [group('g1', says('a', { outgoingEdgeId: 'x' })), group('g2', says('b', { outgoingEdgeId: 'y' }))],
      ['x>g2', 'y>g1'],
    ],
  ])('%s', async (_, groups, arrows) => {
    const bot = await chat.publish(flowDocument({ groups, edges: edges('to-start>g1', ...arrows) }));
    const answer = await chat.start(bot);
    expect(answer.status).toBe(200);
    expect(answer.body.messages.length).toBeLessThanOrEqual(100);
    expect(answer.body.input).toBeUndefined();
    expect(answer.body.logs).toContainEqual({
      status: 'error',
      description: expect.stringMatching(/^The flow was stopped: /),
      context: 'Guard',
    });
  });

  it.each([
    ['where nothing changes, after one round', [], -1],
    ['where a variable changes, at the depth limit', [{ variableId: 'v', type: 'Append value(s)', item: 'x' }], 51],
  ])('a bot that links to itself ends %s', async (_, changes, out) => {
    const link = { id: 'l', type: 'Typebot link', options: { typebotId: 'current', groupId: 'g1' } };
    const sets = changes.map((options) => ({ id: 's', type: 'Set variable', options }));
    const flow = oneGroup([...sets, says('in'), link, says('out')], { variables: [{ id: 'v', name: 'V' }] });
    const answer = await chat.start(await chat.publish(flow));
    expect(answer.status).toBe(200);
    const texts = shortly(answer).split(' ');
    expect([texts[0], texts.indexOf('out'), texts.at(-1)]).toEqual(['in', out, '.']);
  });

  it('a message to a bot that never says or asks anything returns', async () => {
    const bot = await chat.publish(oneGroup([{ id: 's', type: 'Set variable' }]));
    const { sessionId } = (await chat.start(bot)).body;
    const answer = await chat.say(sessionId, 'x');
    expect(answer.body).toEqual({ messages: [], clientSideActions: [], logs: [] });
  });
});

describe('C22 a request that arrives again moves nothing', () => {
  const headers = { 'idempotency-key': 'msg 1' };

  it('same key, same answer', async () => {
    const { sessionId, resultId } = (await chat.start(steps)).body;
    const first = await chat.say(sessionId, 'a', headers);
    const again = [await chat.say(sessionId, 'a', headers), await chat.say(sessionId, 'a', headers)];
    expect(shortly(first)).toBe('one ?q2');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    for (const answer of again) {
      expect([answer.status, answer.text]).toEqual([first.status, first.text]);
      expect(answer.headers['idempotency-replayed']).toBe('true');
    }
    expect(await answersOf(resultId)).toEqual(['a']);
  });

  it('five copies in flight', async () => {
    const { sessionId, resultId } = (await chat.start(steps)).body;
    const answers = await Promise.all(Array.from({ length: 5 }, () => chat.say(sessionId, 'a', headers)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await answersOf(resultId)).toEqual(['a']);
    expect(shortly(await chat.say(sessionId, 'b'))).toBe('two ?q3');
  });

  it('five copies of a start make one conversation', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => chat.start(steps, {}, { 'idempotency-key': 's' })),
    );
    expect(new Set(answers.map(({ body }) => body.sessionId)).size).toBe(1);
  });

  const withReplyId = (text: string, replyId: string) => ({ message: { type: 'text', text, metadata: { replyId } } });

  it('a reply id that names no item identifies the message', async () => {
    const { sessionId, resultId } = (await chat.start(steps)).body;
    const first = await chat.continue(sessionId, withReplyId('a', 'wamid.1'));
    const again = await chat.continue(sessionId, withReplyId('a', 'wamid.1'));
    expect(again.text).toBe(first.text);
    expect(shortly(await chat.continue(sessionId, withReplyId('b', 'wamid.1')))).toBe('two ?q3');
    expect(shortly(await chat.continue(sessionId, withReplyId('b', 'wamid.2')))).toBe('three ?q4');
    expect(await answersOf(resultId)).toEqual(['a', 'b', 'b']);
  });

  it('five copies in flight with such a reply id', async () => {
    const { sessionId, resultId } = (await chat.start(steps)).body;
    const copies = Array.from({ length: 5 }, () => chat.continue(sessionId, withReplyId('a', 'wamid.1')));
    expect(new Set((await Promise.all(copies)).map(({ text }) => text)).size).toBe(1);
    expect(await answersOf(resultId)).toEqual(['a']);
  });

  it.each([
    ['a stored item', { items: [{ id: 'more', content: 'More', outgoingEdgeId: 'back' }] }, 'more'],
    ['a dynamic item', { items: [], options: { dynamicVariableId: 'v' }, outgoingEdgeId: 'back' }, 'choice0'],
  ])('the id of %s is no message id: the same button may be pressed again', async (_, input, replyId) => {
    const bot = await chat.publish(
      flowDocument({
        groups: [group('g1', says('Look'), { id: 'c', type: 'choice input', ...input })],
        edges: edges('to-start>g1', 'back>g1'),
        variables: [{ id: 'v', name: 'List', value: ['More'] }],
      }),
    );
    const { sessionId, resultId } = (await chat.start(bot)).body;
    for (let i = 0; i < 3; i++) {
      expect(shortly(await chat.continue(sessionId, withReplyId('More', replyId)))).toBe('Look ?c');
    }
    expect(await answersOf(resultId)).toEqual(['More', 'More', 'More']);
  });

  it('the same text twice without any key is two replies', async () => {
    const { sessionId } = (await chat.start(steps)).body;
    const answers = await Promise.all([chat.say(sessionId, '1'), chat.say(sessionId, '1')]);
    expect(answers.map(shortly)).toEqual(['one ?q2', 'two ?q3']);
  });
});

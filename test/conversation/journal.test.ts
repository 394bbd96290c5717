import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutgoingRequest } from '../../src/blocks/shared/request-service.ts';
import { Chat, type ChatAnswer, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

const order = {
  id: 'w',
  type: 'Webhook',
  options: {
    webhook: { url: 'https://shop.example/orders', method: 'POST' },
    responseVariableMapping: [{ id: 'm', variableId: 'v1', bodyPath: 'data' }],
  },
};
const variables = [{ id: 'v1', name: 'Number' }];
const ordering = [order, says('Order {{Number}}'), asks('q2'), says('Bye', { id: 'b2' })];
const later = oneGroup([asks('q1'), ...ordering], { variables });
const atOnce = oneGroup(ordering, { variables });

let server: SmallServer;
let chat: Chat;
let sent: OutgoingRequest[];
beforeEach(async () => {
  sent = [];
  server = await openSmallServer({
    request: async (request) => {
      sent.push(request);
      return { kind: 'response', status: 200, text: String(sent.length) };
    },
  });
  chat = new Chat(server);
  return () => server.close();
});

/** Runs a request whose turn is not stored although it has called the outside. */
async function lost(run: () => Promise<{ readonly status: number }>): Promise<void> {
  const commit = vi.spyOn(server.store.sessions, 'commit').mockRejectedValueOnce(new Error('gone'));
  expect((await run()).status).toBe(500);
  commit.mockRestore();
}

/** Calls that wait for their turn to run again. */
const noted = () => server.store.journal.removeOld(Number.POSITIVE_INFINITY, 10);

describe('a turn that was not stored, and runs again', () => {
  it('makes its calls once, although the body holds the time', async () => {
    const { sessionId } = (await chat.start(await chat.publish(later))).body;
    await lost(() => chat.say(sessionId, 'go'));
    server.clock.pass(1_000);
    expect(shortly(await chat.say(sessionId, 'go'))).toBe('Order 1 ?q2');
    expect(sent).toHaveLength(1);
    expect(shortly(await chat.say(sessionId, 'x'))).toBe('Bye .');
    expect(await noted()).toBe(0);
  });

  it('is another turn after another message', async () => {
    const { sessionId } = (await chat.start(await chat.publish(later))).body;
    await lost(() => chat.say(sessionId, 'go'));
    expect(shortly(await chat.say(sessionId, 'come'))).toBe('Order 2 ?q2');
    expect(await noted()).toBe(0);
  });

  it.each<[string, (bot: PublishedBot) => Promise<ChatAnswer>, number]>([
    ['under a key', (bot) => chat.start(bot, {}, { 'idempotency-key': 'k1' }), 1],
    ['under an id of the caller', (bot) => chat.preview(bot, { sessionId: 'mine' }), 1],
    // Nothing tells such a start from that of another person.
    ['that nobody could recognise', (bot) => chat.start(bot), 2],
  ])('may be a start %s', async (_name, startWith, count) => {
    const bot = await chat.publish(atOnce);
    const start = () => startWith(bot);
    await lost(start);
    const answer = await start();
    expect(answer.status).toBe(200);
    expect(sent).toHaveLength(count);
    expect(await noted()).toBe(0);
  });
});

it('a conversation under the id of one that is over makes its own calls', async () => {
  const bot = await chat.publish(later);
  const start = (text?: string) =>
    chat.preview(bot, { sessionId: 'mine', ...(text !== undefined && { message: { type: 'text', text } }) });
  await lost(() => start('go'));
  // Stored without a call, and with it what the lost one has noted is over.
  expect(shortly(await start())).toBe('?q1');
  expect(shortly(await start('go'))).toBe('Order 2 ?q2');
});

it('a turn that calls nothing never touches the journal', async () => {
  const { journal } = server.store;
  const begin = vi.spyOn(journal, 'begin');
  const commit = vi.spyOn(server.store.sessions, 'commit');
  const { sessionId } = (await chat.start(await chat.publish(oneGroup([asks('q1'), asks('q2')])))).body;
  await chat.say(sessionId, 'x');
  expect(begin).not.toHaveBeenCalled();
  expect(commit.mock.calls.map(([turn]) => turn.journal)).toEqual([undefined, undefined]);
});

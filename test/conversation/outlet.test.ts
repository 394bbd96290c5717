import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Leavings, Outlet } from '../../src/conversation/outlet.ts';
import type { RequestFacts } from '../../src/conversation/requests.ts';
import type { Bot } from '../../src/store/bots.ts';
import { outboxKind, timerKind } from '../../src/store/turn-jobs.ts';
import { TurnNotes } from '../../src/telemetry/turn-notes.ts';
import { Chat } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let bot: Bot;
const hour = 60 * 60 * 1000;

beforeEach(async () => {
  server = await openSmallServer();
  const { id } = await new Chat(server).publish(oneGroup([says('Hi'), asks('q1'), says('Bye'), asks('q2')]));
  bot = (await server.store.bots.get(id)) as Bot;
});
afterEach(() => server.close());

/** Answers with the ids of what was said, and leaves the same to be delivered. */
function delivering(fields: Partial<Outlet<readonly string[]>> = {}, left: Leavings = {}): Outlet<readonly string[]> {
  return {
    repeat: () => undefined,
    answer: ({ output }) => output.messages.map(({ type }) => type),
    leaves: (answer) => ({ outbox: [{ lane: 'ada', payload: answer }], ...left }),
    refuse: () => undefined,
    ...fields,
  };
}

const facts = (): RequestFacts => ({ caller: {}, textFormat: 'richText', notes: new TurnNotes() });
const start = (sessionId: string, outlet: Outlet<readonly string[]>) =>
  server.conversations.answer(
    { ...facts(), kind: 'preview', bot, sessionId, streams: false, isOnlyRegistering: false },
    outlet,
  );
const say = (sessionId: string, text: string, outlet: Outlet<readonly string[]>) =>
  server.conversations.answer({ ...facts(), kind: 'message', sessionId, message: { type: 'text', text } }, outlet);

async function jobs(kind: string) {
  const now = server.clock.now() + 1_000 * hour;
  return server.store.jobs.claim({ kind, limit: 10, now, owner: 'p1', until: now + 1 });
}

it('an outlet makes what the asker gets, and what it leaves is stored with the turn', async () => {
  const dueAt = server.clock.now() + 72 * hour;
  const answer = await start('s1', delivering({}, { timers: [{ dueAt, payload: 'ask again' }] }));
  expect(answer).toEqual(['text']);
  expect(await jobs(outboxKind)).toMatchObject([{ lane: 'ada', sessionId: 's1', payload: ['text'] }]);
  expect(await jobs(timerKind)).toMatchObject([{ sessionId: 's1', dueAt, payload: 'ask again' }]);
});

it('nothing is left by a turn that is not stored', async () => {
  await start('s1', delivering());
  const { sessions } = server.store;
  const { state, botId, expiresAt, isWaiting } = (await sessions.get('s1'))!;
  const overtaken = delivering({
    answer: () => {
      // Somebody who lost his place commits first.
      void sessions.commit({ at: 1, sessionId: 's1', botId, session: { state, expiresAt, isWaiting } });
      return [];
    },
  });
  await expect(say('s1', 'Ada', overtaken)).rejects.toMatchObject({ id: 'conversationBusy' });
  expect((await jobs(outboxKind)).map(({ payload }) => payload)).toEqual([['text']]);
});

it('a refusal may leave something, too', async () => {
  const apology = { outbox: [{ lane: 'ada', payload: 'sorry' }] };
  const outlet = delivering({ refuse: () => apology });
  await expect(say('gone', 'Hi', outlet)).rejects.toMatchObject({ id: 'sessionNotFound' });
  expect(await jobs(outboxKind)).toMatchObject([{ payload: 'sorry' }]);
});

it('a conversation with a timer is there when it is due', async () => {
  const dueAt = server.clock.now() + 72 * hour;
  await start('s1', delivering({}, { timers: [{ dueAt, payload: null }] }));
  await start('s2', delivering());
  server.clock.pass(73 * hour);
  await server.conversations.sweep();
  expect(await server.conversations.session('s1')).toBeDefined();
  expect(await server.conversations.session('s2')).toBeUndefined();
  expect(await say('s1', 'Ada', delivering())).toEqual(['text']);
});

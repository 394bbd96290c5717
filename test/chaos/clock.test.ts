import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/conversation/clock.ts';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';
import { resultsThroughApi } from './api-results.ts';
import { runCrowd } from './crowd.ts';
import { installBot } from './install-bot.ts';
import { findWrongs } from './read-back.ts';
import { patience, share } from './size.ts';

const hour = 60 * 60 * 1000;

/** The clock of the machine, put forward or back. */
class JumpingClock implements Clock {
  offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  monotonic(): number {
    return performance.now();
  }
}

const clock = new JumpingClock();
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ clock });
});
beforeEach(() => {
  clock.offsetMs = 0;
});
afterAll(() => server.close());

it('loses nothing while the clock jumps for hours', { timeout: patience }, async ({ signal }) => {
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  await installBot(address, server.token);
  const { persons, tally } = await runCrowd({
    name: 'clock',
    conversations: share(0.1),
    habits: ['plain', 'twice', 'hang up', 'hurry', 'no key'],
    address: () => address,
    token: server.token,
    signal,
    async misbehave({ tally, random, isOver }) {
      while (!isOver()) {
        await pause(random.between(0, 20));
        // Less than a day from end to end: as long as answers are kept.
        clock.offsetMs = random.between(-11 * hour, 11 * hour);
        tally.add('jumps');
        const swept = await server.conversations.sweep();
        expect(swept).toEqual({ sessions: 0, keptAnswers: 0, goneSessions: 0, logs: 0 });
      }
    },
  });
  console.log(`clock: ${tally}`);
  const results = await resultsThroughApi(() => address, server.token);
  expect(await findWrongs(server.store, results, persons)).toEqual([]);
  expect(tally.refusals()).toEqual([]);
});

describe('a clock that is wrong for a while', () => {
  let chat: Chat;
  let bot: PublishedBot;
  beforeAll(async () => {
    chat = new Chat(server);
    bot = await chat.publish(oneGroup([asks('q1'), says('one'), asks('q2'), says('two'), asks('q3')]));
  });
  const key = (name: string) => ({ 'idempotency-key': name });

  it.each([-1000, -50, -3, 3, 23])('by %d hours: answers are kept and sessions go on', async (hours) => {
    const started = await chat.start(bot, {}, key(`start ${hours}`));
    const { sessionId, resultId } = started.body;
    const first = await chat.say(sessionId, 'a', key('a'));
    clock.offsetMs = hours * hour;
    expect((await chat.start(bot, {}, key(`start ${hours}`))).text).toBe(started.text);
    expect((await chat.say(sessionId, 'a', key('a'))).text).toBe(first.text);
    await server.conversations.sweep();
    const second = await chat.say(sessionId, 'b', key('b'));
    expect(shortly(second)).toBe('two ?q3');
    clock.offsetMs = 0;
    await server.conversations.sweep();
    // What was said while the clock was wrong holds afterwards, unless it was so far behind that its time is over.
    const again = await chat.say(sessionId, 'b', key('b'));
    if (hours > -24) expect(again.text).toBe(second.text);
    const answers = await server.store.results.answers(resultId!);
    expect(answers.slice(0, 2).map(({ content }) => content)).toEqual(['a', 'b']);
  });

  it('by more than its life: a session is over, and goes on when the clock is right again', async () => {
    const { sessionId } = (await chat.start(bot)).body;
    clock.offsetMs = 49 * hour;
    expect((await chat.say(sessionId, 'a')).status).toBe(404);
    clock.offsetMs = 0;
    // Nothing was swept meanwhile, so it goes on.
    expect(shortly(await chat.say(sessionId, 'a'))).toBe('one ?q2');
  });

  it('answers and what happened keep the order in which they came, whatever their dates', async () => {
    const { sessionId, resultId = '' } = (await chat.start(bot)).body;
    const replies = ['a', 'b', 'c'];
    for (const [i, offset] of [0, -5 * hour, 5 * hour].entries()) {
      clock.offsetMs = offset;
      expect((await chat.say(sessionId, replies[i]!)).status).toBe(200);
    }
    const answers = await server.store.results.answers(resultId);
    expect(answers.map(({ content }) => content)).toEqual(replies);
    expect(answers[1]!.createdAt).toBeLessThan(answers[0]!.createdAt);
    const timeline = await server.store.sessions.timeline({ resultId });
    expect(timeline.flatMap((entry) => (entry.kind === 'answer' ? [entry.content] : []))).toEqual(replies);
  });
});

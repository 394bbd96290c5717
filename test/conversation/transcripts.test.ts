import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../src/flow/document.ts';
import { Chat, shortly } from '../support/chat.ts';
import { oneGroup } from '../support/running-flow.ts';
import { asks, says } from '../support/sample-blocks.ts';
import { openTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let chat: Chat;
beforeAll(async () => {
  server = await openTestServer();
  chat = new Chat(server);
});
afterAll(() => server.close());

/** Asks, then says the transcript. */
function telling(settings: FlowDocument['settings'] = {}) {
  const transcript = { id: 't', type: 'Set variable', options: { variableId: 'vt', type: 'Transcript' } };
  const variables = [{ id: 'vt', name: 'T' }];
  return oneGroup([asks('q'), transcript, says('{{T}}', { id: 'told' })], { variables, settings });
}

describe('a preview', () => {
  it('begins its transcript anew when the flow starts over', async () => {
    const { sessionId } = (await chat.preview(await chat.publish(telling()))).body;
    expect(shortly(await chat.say(sessionId, 'one'))).toBe('User: "one" .');
    expect(shortly(await chat.say(sessionId, 'two'))).toBe('User: "two" .');
  });

  it('knows nothing of the one whose session id it takes over', async () => {
    const bot = await chat.publish(telling());
    await chat.preview(bot, { sessionId: 'mine', message: 'one' });
    expect(shortly(await chat.preview(bot, { sessionId: 'mine', message: 'two' }))).toBe('User: "two" .');
  });
});

it.each([false, true])('a remembered person goes on with the transcript, registering first: %s', async (registers) => {
  const bot = await chat.publish(telling({ general: { rememberUser: { isEnabled: true } } }));
  const { sessionId, resultId } = (await chat.start(bot)).body;
  await chat.say(sessionId, 'one');
  const visit = await chat.start(bot, { resultId, isOnlyRegistering: registers });
  const told = 'User: "one"\n\nAssistant: "User: "one""\n\nUser: "two"';
  expect(shortly(await chat.say(visit.body.sessionId, 'two'))).toBe(`${told} .`);
});

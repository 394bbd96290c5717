import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/flow/json.ts';
import type { TurnCommit } from '../../src/store/sessions.ts';
import { Chat, type PublishedBot, shortly } from '../support/chat.ts';
import { flowDocument, oneGroup } from '../support/running-flow.ts';
import { asks, edges, group, says } from '../support/sample-blocks.ts';
import { openSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let chat: Chat;
let commits: TurnCommit[];

beforeEach(async () => {
  server = await openSmallServer();
  chat = new Chat(server);
  commits = [];
  const { sessions } = server.store;
  const commit = sessions.commit.bind(sessions);
  vi.spyOn(sessions, 'commit').mockImplementation((turn) => {
    commits.push(turn);
    return commit(turn);
  });
});
afterEach(() => server.close());

const resultsOf = (bot: PublishedBot) => server.store.results.list(bot.id, { limit: 100, offset: 0 });
const variable = (id: string, name: string, extra = {}) => ({ id, name, ...extra });
const email = (id: string, options = {}) => ({ id, type: 'email input', options });
const setTo = (id: string, variableId: string, value: string, extra = {}) => ({
  id,
  type: 'Set variable',
  options: { variableId, expressionToEvaluate: value },
  ...extra,
});

describe('the row of a result', () => {
  const flow = oneGroup(
    [says('Hi'), email('q', { variableId: 'v1' }), setTo('s', 'v2', 'secret'), asks('r'), says('Bye')],
    {
      variables: [
        variable('v1', 'Email'),
        variable('v2', 'Hidden', { isSessionVariable: true }),
        variable('v3', 'Unset'),
      ],
    },
  );

  it('appears with the first turn and follows the conversation', async () => {
    const bot = await chat.publish(flow);
    const { sessionId, resultId } = (await chat.start(bot)).body;
    const row = { id: resultId, botId: bot.id, lastSessionId: sessionId, isArchived: false };
    expect(await resultsOf(bot)).toMatchObject([{ ...row, hasStarted: false, isCompleted: false, variables: [] }]);

    await chat.say(sessionId, 'no address');
    expect(await resultsOf(bot)).toMatchObject([{ hasStarted: false, isCompleted: false }]);
    expect(await server.store.results.answers(resultId!)).toEqual([]);

    await chat.say(sessionId, 'Ada@Example.com');
    const saved = [{ id: 'v1', name: 'Email', value: 'ada@example.com' }];
    expect(await resultsOf(bot)).toMatchObject([{ ...row, hasStarted: true, isCompleted: false, variables: saved }]);
    expect(await server.store.results.answers(resultId!)).toMatchObject([{ blockId: 'q', content: 'ada@example.com' }]);

    expect(shortly(await chat.say(sessionId, 'bye'))).toBe('Bye .');
    expect(await resultsOf(bot)).toMatchObject([{ ...row, hasStarted: true, isCompleted: true, variables: saved }]);
    expect(await server.store.results.answers(resultId!)).toMatchObject([
      { blockId: 'q' },
      { blockId: 'r', content: 'bye' },
    ]);
    expect(await server.store.sessions.get(sessionId)).toBeUndefined();
  });

  it('does not appear by registering, and gets the id that was fixed then', async () => {
    const bot = await chat.publish(flow);
    const { sessionId, resultId } = (await chat.start(bot, { isOnlyRegistering: true })).body;
    expect([resultId, await resultsOf(bot)]).toEqual([undefined, []]);
    const fixed = (await server.store.sessions.get(sessionId))?.state.frames[0]?.resultId;
    expect(shortly(await chat.continue(sessionId))).toBe('Hi ?q');
    expect(await resultsOf(bot)).toMatchObject([{ id: fixed, lastSessionId: sessionId }]);
  });

  it('of a bot that ends at once has no answers and is not completed', async () => {
    const bot = await chat.publish(oneGroup([says('Hi')]));
    await chat.start(bot);
    expect(await resultsOf(bot)).toMatchObject([{ hasStarted: false, isCompleted: false }]);
  });

  it('is completed while an embed waits after an answer', async () => {
    const embed = {
      id: 'e',
      type: 'embed',
      content: { url: 'https://example.com', waitForEvent: { isEnabled: true } },
    };
    const bot = await chat.publish(oneGroup([asks('q'), embed, says('Bye')]));
    const { sessionId } = (await chat.start(bot)).body;
    await chat.say(sessionId, 'x');
    expect(await resultsOf(bot)).toMatchObject([{ isCompleted: true }]);
    expect(await server.store.sessions.get(sessionId)).toMatchObject({ isWaiting: true });
  });

  it('answers of a circle are added, never changed', async () => {
    const bot = await chat.publish(
      flowDocument({ groups: [group('g1', asks('q', { outgoingEdgeId: 'e' }))], edges: edges('to-start>g1', 'e>g1') }),
    );
    const { sessionId, resultId } = (await chat.start(bot)).body;
    for (const text of ['a', 'b', 'a']) await chat.say(sessionId, text);
    const answers = await server.store.results.answers(resultId!);
    expect(answers.map(({ content }) => content)).toEqual(['a', 'b', 'a']);
  });
});

it('previews leave no rows', async () => {
  const bot = await chat.publish(
    oneGroup([says('{{V}}'), setTo('s', 'v', 'x'), asks('q'), says('Bye'), asks('r')], {
      variables: [variable('v', 'V')],
    }),
  );
  const { sessionId, resultId } = (await chat.preview(bot, { prefilledVariables: { V: 'y' } })).body;
  await chat.say(sessionId, 'answer');
  expect([resultId, await resultsOf(bot)]).toEqual([undefined, []]);
  for (const { records } of commits) {
    expect(records).toMatchObject({ results: [], answers: [], logs: [], visitedEdges: [], history: [] });
  }
  expect((await server.store.sessions.get(sessionId))?.state.frames[0]?.answers).toEqual([
    { key: 'Group 1', value: 'answer' },
  ]);
});

describe('what a turn appends', () => {
  it('edges that are not the own ones of their blocks', async () => {
    const choice = {
      id: 'c',
      type: 'choice input',
      items: [
        { id: 'i1', content: 'A', outgoingEdgeId: 'item' },
        { id: 'i2', content: 'B' },
      ],
      outgoingEdgeId: 'own',
    };
    const bot = await chat.publish(
      flowDocument({
        groups: [
          group('g1', choice),
          group('g2', { id: 'j', type: 'Jump', options: { groupId: 'g3', blockId: 'back' } }),
          group('g3', says('x'), says('back', { outgoingEdgeId: 'again' })),
        ],
        edges: edges('to-start>g1', 'item>g2', 'own>g1', 'again>g1'),
      }),
    );
    const { sessionId, resultId } = (await chat.start(bot)).body;
    expect(shortly(await chat.say(sessionId, 'B'))).toBe('?c');
    expect(shortly(await chat.say(sessionId, 'A'))).toBe('back ?c');
    expect(shortly(await chat.say(sessionId, 'A'))).toBe('back ?c');
    const visited = commits.flatMap(({ records }) => records?.visitedEdges ?? []);
    expect(visited).toEqual(
      ['item', 'virtual-g3-back', 'item', 'virtual-g3-back'].map((edgeId, index) => ({ resultId, index, edgeId })),
    );
  });

  it('changes of variables that are shown or compared, not those of answers', async () => {
    const flow = oneGroup(
      [
        setTo('s1', 'v1', 'one'),
        setTo('s2', 'v2', 'unseen'),
        asks('q', { options: { variableId: 'v1' } }),
        setTo('s3', 'v1', 'two'),
        says('{{Shown}}', { id: 'b' }),
        asks('r'),
      ],
      { variables: [variable('v1', 'Shown'), variable('v2', 'Unseen')] },
    );
    const { sessionId, resultId } = (
      await chat.start(await chat.publish(flow), { prefilledVariables: { Shown: 'zero' } })
    ).body;
    await chat.say(sessionId, 'answer');
    const history = commits.flatMap(({ records }) => records?.history ?? []);
    const entry = { resultId, variableId: 'v1' };
    expect(history).toEqual([
      { ...entry, index: 0, blockIndex: 0, blockId: 's1', value: 'zero' },
      { ...entry, index: 1, blockIndex: 1, blockId: 's1', value: 'one' },
      { ...entry, index: 2, blockIndex: 2, blockId: 's3', value: 'two' },
    ]);
  });

  it('logs of blocks, our own diagnostics and those of clients', async () => {
    const flow = oneGroup([{ id: 'l', type: 'Typebot link' }, { id: 'u', type: 'Telepathy' }, asks('q')]);
    const started = await chat.start(await chat.publish(flow));
    const { sessionId, resultId, logs } = started.body;
    const linkLog = { status: 'error', description: 'Failed to link typebot', details: 'Typebot ID is not specified' };
    expect(logs).toEqual([linkLog]);
    const clientLogs = [
      { description: 'from the client', details: 'x'.repeat(1_000) },
      { status: 'info', description: 'more', context: 'c', details: 'x'.repeat(999) },
    ];
    await chat.send('POST', `/api/v2/sessions/${sessionId}/clientLogs`, { body: { clientLogs } });
    expect(await server.store.results.logs(resultId!)).toMatchObject([
      linkLog,
      { status: 'error', description: 'Unknown block type "Telepathy"', details: null },
      { status: 'error', description: 'from the client', details: `${'x'.repeat(1_000)}...` },
      { status: 'info', description: 'more', context: 'c', details: 'x'.repeat(999) },
    ]);
  });

  describe.each(['v1', 'v2'])('of clients (%s)', (version) => {
    const report = async (sessionId: string, clientLogs: readonly unknown[]) => {
      const url = `/api/${version}/sessions/${sessionId}/clientLogs`;
      return (await chat.send('POST', url, { body: { clientLogs } })).body.message;
    };
    const lines = (count: number) => Array.from({ length: count }, (_, i) => ({ description: `${i}` }));

    it('are 50 of a request; what comes after them is not even looked at', async () => {
      const { sessionId, resultId } = (await chat.start(await chat.publish(oneGroup([asks('q')])))).body;
      expect(await report(sessionId, lines(50))).toBe('Logs successfully saved.');
      const limits = 'a request may bring 50, and a result holds 1000.';
      expect(await report(sessionId, [...lines(50), 'no log'])).toBe(`50 of 51 logs saved: ${limits}`);
      expect(await server.store.results.logs(resultId!)).toHaveLength(100);
    });

    it('are cut when they are long', async () => {
      const { sessionId, resultId } = (await chat.start(await chat.publish(oneGroup([asks('q')])))).body;
      const text = `${'x'.repeat(9_999)}👍`;
      await report(sessionId, [{ status: text, description: text, details: text, context: text }]);
      const cut = `${'x'.repeat(9_999)}\uFFFD`;
      const [log] = await server.store.results.logs(resultId!);
      expect(log).toMatchObject({ status: cut, description: cut, context: cut });
    });

    it('are 1000 of a result, those that come with messages too', async () => {
      const questions = [asks('q'), asks('r')];
      const bot = await chat.publish(oneGroup(questions));
      const { sessionId, resultId } = (await chat.start(bot)).body;
      await server.store.results.addLogs(resultId!, lines(998), server.clock.now(), 1000);
      const url = `/api/${version}/sendMessage`;
      await chat.send('POST', url, { body: { sessionId, message: 'a', clientLogs: lines(1) } });
      expect(await report(sessionId, lines(2))).toMatch(/^1 of 2 logs saved: /);
      const { status } = await chat.send('POST', url, { body: { sessionId, message: 'b', clientLogs: lines(60) } });
      expect(status).toBe(200);
      expect(await server.store.results.logs(resultId!)).toHaveLength(1000);
    });
  });

  it.each([
    ['a preview', async (bot: PublishedBot) => (await chat.preview(bot)).body.sessionId, 'Result not found.'],
    [
      'a registered conversation',
      async (bot: PublishedBot) => (await chat.start(bot, { isOnlyRegistering: true })).body.sessionId,
      'Result not found.',
    ],
    ['nothing', async () => 'unknown', 'Session not found.'],
  ])('clients cannot log to %s', async (_, sessionOf, message) => {
    const bot = await chat.publish(oneGroup([asks('q')]));
    const url = `/api/v2/sessions/${await sessionOf(bot)}/clientLogs`;
    const answer = await chat.send('POST', url, { body: { clientLogs: [{ description: 'x' }] } });
    expect([answer.status, answer.body.message]).toEqual([404, message]);
  });
});

describe('linked bots', () => {
  const child = oneGroup([asks('cq', { options: { variableId: 'c1' } }), says('in {{Name}}', { id: 'cb' })], {
    variables: [variable('c1', 'Name'), variable('c2', 'Own')],
  });
  const parentOf = (typebotId: string, mergeResults: boolean) =>
    oneGroup(
      [
        asks('pq'),
        { id: 'l', type: 'Typebot link', options: { typebotId, mergeResults } },
        says('out {{Name}}', { id: 'pb' }),
        asks('pr'),
      ],
      { variables: [variable('p1', 'Name', { value: 'parent' })] },
    );

  it('that merge write to the result of their parent', async () => {
    const linked = await chat.publish(child);
    const parent = await chat.publish(parentOf(linked.id, true));
    const { sessionId, resultId } = (await chat.start(parent)).body;
    expect(shortly(await chat.say(sessionId, 'a'))).toBe('?cq');
    expect(shortly(await chat.say(sessionId, 'Ada'))).toBe('in Ada out Ada ?pr');
    expect(await resultsOf(linked)).toEqual([]);
    expect(await resultsOf(parent)).toMatchObject([
      { id: resultId, variables: [{ id: 'p1', name: 'Name', value: 'Ada' }], isCompleted: false },
    ]);
    expect((await server.store.results.answers(resultId!)).map(({ blockId }) => blockId)).toEqual(['pq', 'cq']);
  });

  it('that do not merge have a result of their own, completed when they end', async () => {
    const linked = await chat.publish(child);
    const parent = await chat.publish(parentOf(linked.id, false));
    const { sessionId, resultId } = (await chat.start(parent)).body;
    await chat.say(sessionId, 'a');
    const [own] = await resultsOf(linked);
    expect(own).toMatchObject({ hasStarted: false, isCompleted: false });
    expect(shortly(await chat.say(sessionId, 'Ada'))).toBe('in Ada out parent ?pr');
    expect(await resultsOf(linked)).toMatchObject([
      { id: own?.id, hasStarted: true, isCompleted: true, variables: [{ name: 'Name', value: 'Ada' }] },
    ]);
    expect((await server.store.results.answers(own!.id)).map(({ blockId }) => blockId)).toEqual(['cq']);
    expect((await server.store.results.answers(resultId!)).map(({ blockId }) => blockId)).toEqual(['pq']);
    await chat.say(sessionId, 'end');
    expect(await resultsOf(parent)).toMatchObject([
      { id: resultId, isCompleted: true, variables: [{ name: 'Name', value: 'parent' }] },
    ]);
  });

  it('do not create the result of their parent with their own id when it has none yet', async () => {
    const linked = await chat.publish(child);
    const parent = await chat.publish(
      oneGroup([{ id: 'l', type: 'Typebot link', options: { typebotId: linked.id, mergeResults: true } }, asks('z')]),
    );
    const { resultId } = (await chat.start(parent)).body;
    expect(await resultsOf(parent)).toMatchObject([{ id: resultId, botId: parent.id }]);
    expect(await resultsOf(linked)).toEqual([]);
  });
});

describe('a bot that remembers people', () => {
  const flow = (settings: JsonObject) => ({
    ...oneGroup([says('I know {{Name}}', { id: 'b' }), asks('q', { options: { variableId: 'v1' } }), asks('r')], {
      variables: [variable('v1', 'Name'), variable('v2', 'Given', { value: 'given' })],
    }),
    settings,
  });

  it.each([
    ['rememberUser', { general: { rememberUser: { isEnabled: true } } }, true],
    ['the old negated flag', { general: { isNewResultOnRefreshEnabled: false } }, true],
    ['the old negated flag, on', { general: { isNewResultOnRefreshEnabled: true } }, false],
    [
      'both: the new one counts',
      { general: { rememberUser: { isEnabled: false }, isNewResultOnRefreshEnabled: false } },
      false,
    ],
    ['neither', {}, false],
  ])('%s', async (_, settings, isRemembered) => {
    const bot = await chat.publish(flow(settings));
    const first = (await chat.start(bot, { prefilledVariables: { Given: 'changed' } })).body;
    await chat.say(first.sessionId, 'Ada');
    const again = await chat.start(bot, { resultId: first.resultId });
    expect(again.body.sessionId).not.toBe(first.sessionId);
    expect(again.body.resultId === first.resultId).toBe(isRemembered);
    // From the beginning again, with what is known.
    expect(shortly(again)).toBe(isRemembered ? 'I know Ada ?q' : 'I know  ?q');
    await chat.say(again.body.sessionId, 'Bob');
    const answers = await server.store.results.answers(again.body.resultId!);
    expect(answers.map(({ content }) => content)).toEqual(isRemembered ? ['Ada', 'Bob'] : ['Bob']);
    const variables = Object.fromEntries(
      (await server.store.results.get(again.body.resultId!))!.variables.map(({ name, value }) => [name, value]),
    );
    // A variable with an initial value of its own is not filled again.
    expect(variables).toEqual({ Name: 'Bob', Given: 'given' });
  });

  it('values of the start win over remembered ones', async () => {
    const bot = await chat.publish(flow({ general: { rememberUser: { isEnabled: true } } }));
    const { resultId, sessionId } = (await chat.start(bot)).body;
    await chat.say(sessionId, 'Ada');
    expect(shortly(await chat.start(bot, { resultId, prefilledVariables: { Name: 'Zoe' } }))).toBe('I know Zoe ?q');
  });
});

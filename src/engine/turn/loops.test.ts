import { describe, expect, it } from 'vitest';
import { type ConversationOptions, flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { abTest } from '../../blocks/ab-test/ab-test.ts';
import { condition } from '../../blocks/condition/condition.ts';
import { httpRequest } from '../../blocks/http-request/http-request.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { redirect } from '../../blocks/redirect/redirect.ts';
import { returnBlock } from '../../blocks/return/return.ts';
import { setVariable } from '../../blocks/set-variable/set-variable.ts';
import { requestService } from '../../blocks/shared/request-service.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../../blocks/typebot-link/typebot-link.ts';
import { wait } from '../../blocks/wait/wait.ts';
import type { FlowDocument } from '../../flow/document.ts';
import type { Message } from '../message.ts';
import { callOf, provide } from '../service.ts';

const kinds = kindsOf(
  ...[abTest, condition, httpRequest, jump, redirect, returnBlock, sampleInput, setVariable, textBubble],
  ...[typebotLink, wait],
);
const back = { id: 'back', type: 'Return' };
const to = (groupId: string, extra: object = {}) => ({
  id: `to ${groupId}`,
  type: 'Jump',
  options: { groupId },
  ...extra,
});
const link = (options: object, extra: object = {}) => ({ id: 'link', type: 'Typebot link', options, ...extra });
const set = (options: object, extra: object = {}) => ({
  ...{ id: 'set', type: 'Set variable', options: { variableId: 'vn', ...options }, ...extra },
});
const pauses = (shouldPause: boolean) => ({ id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause } });
const when = (value: string, outgoingEdgeId: string) => ({
  id: 'if',
  type: 'Condition',
  items: [
    {
      ...{ id: 'yes', outgoingEdgeId },
      content: { comparisons: [{ id: 'c', variableId: 'vn', comparisonOperator: 'Equal to', value }] },
    },
  ],
});
const requests = { url: 'https://a.test/', method: 'GET' };
const variables = [{ id: 'vn', name: 'N' }];

/** A flow that asks `q` and then comes to the given groups; `r` leads from the edge of the same name to their first. */
function document(groups: readonly (readonly unknown[])[], parts: Partial<FlowDocument> = {}): FlowDocument {
  return flowDocument({
    groups: [group('g1', asks('q', { outgoingEdgeId: 'r' })), ...groups.map((blocks, i) => group(`r${i}`, ...blocks))],
    edges: edges('to-start>g1', 'r>r0', 'r1>r1', 'r2>r2', 'ask>g1'),
    variables,
    ...parts,
  });
}

const guardLog = (block: string) => ({
  status: 'error',
  description: `The flow was stopped: it came back to ${block} without an input or a changed variable in between`,
  context: 'Guard',
});

describe('a circle is left where it closes, and the last input is asked again', () => {
  const other = flowDocument({ groups: [group('g1', says('other'))] });
  const backAndForth = flowDocument({
    groups: [group('g1', says('other'), link({ typebotId: 'main', groupId: 'r0' }))],
  });
  const setsItsOwn = flowDocument({
    groups: [group('g1', says('other'), set({ expressionToEvaluate: 'x' }))],
    variables,
  });

  it.each<[string, readonly (readonly unknown[])[], string, string]>([
    ['a jump to its own group', [[says('x'), to('r0')]], 'x ?q', 'text x'],
    ['a jump with something behind it', [[says('x'), to('r0'), says('never')]], 'x ?q', 'text x'],
    [
      'two jumps',
      [
        [says('x'), to('r1')],
        [says('y'), to('r0')],
      ],
      'x y ?q',
      'text x',
    ],
    ['a jump alone', [[to('r0')]], '?q', 'Jump to r0'],
    ['an edge', [[says('x', { outgoingEdgeId: 'r' })]], 'x ?q', 'text x'],
    ['edges', [[says('x', { outgoingEdgeId: 'r1' })], [says('y', { outgoingEdgeId: 'r' })]], 'x y ?q', 'text x'],
    [
      'edges that lead in from outside',
      [[says('x', { outgoingEdgeId: 'r1' })], [says('y'), to('r1')]],
      'x y ?q',
      'text y',
    ],
    ['a condition', [[when('', 'ask'), says('x'), to('r0')]], 'x ?q', 'Condition if'],
    [
      'an A/B test',
      [
        [
          {
            id: 'ab',
            type: 'AB test',
            items: [
              { id: 'a', path: 'a', outgoingEdgeId: 'r' },
              { id: 'b', path: 'b' },
            ],
          },
        ],
      ],
      '?q',
      'AB test ab',
    ],
    ['waits', [[says('x'), pauses(false), to('r0')]], 'x ?q', 'text x'],
    ['a variable that stays empty', [[says('x'), set({ type: 'Empty' }), to('r0')]], 'x ?q', 'text x'],
    [
      'a request that saves nothing',
      [[says('x'), { id: 'h', type: 'Webhook', options: { webhook: requests } }, to('r0')]],
      'x ?q',
      'text x',
    ],
    ['a link into itself', [[says('x'), link({ typebotId: 'current', groupId: 'r0' })]], 'x ?q', 'text x'],
    [
      'a link into itself that has an edge',
      [[says('x'), link({ typebotId: 'current', groupId: 'r0' }, { outgoingEdgeId: 'r' })]],
      'x ?q',
      'text x',
    ],
    [
      'a link to another bot',
      [[says('x'), link({ typebotId: 'other' }, { outgoingEdgeId: 'r' })]],
      'x other ?q',
      'text x',
    ],
    ['a link to a bot that links back', [[says('x'), link({ typebotId: 'backAndForth' })]], 'x other ?q', 'text x'],
    [
      'a link to a bot that sets a variable of its own',
      [[says('x'), link({ typebotId: 'setsItsOwn' }, { outgoingEdgeId: 'r' })]],
      'x other ?q',
      'text x',
    ],
    [
      'a jump and a Return',
      [
        [says('x'), to('r1'), says('y', { outgoingEdgeId: 'r' })],
        [says('z'), back],
      ],
      'x z y ?q',
      'text x',
    ],
  ])('%s', async (_name, groups, result, block) => {
    const linked = { other, backAndForth, setsItsOwn };
    const running = new SimulatedConversation(document(groups), kinds, { linked });
    await running.start();
    const { output, records } = await running.say('3');
    expect(shown(running.last!)).toBe(result);
    expect(output.logs.filter(({ origin }) => origin === 'guard').map(({ log }) => log)).toEqual([guardLog(block)]);
    expect(output).toMatchObject({ kind: 'walked', isEnded: false });
    expect(records.answers).toMatchObject([{ blockId: 'q', content: '3' }]);
    expect(records.results.find(({ id }) => id === 'result1')).toMatchObject({ isCompleted: false });
    // The same again, from the same place.
    expect(shown(await running.say('4'))).toBe(result);
    expect(running.state.frames).toHaveLength(1);
  });

  it('a variable that is set to the same value is no change', async () => {
    const same = [says('x'), set({ expressionToEvaluate: 'v' }), to('r0')];
    const running = new SimulatedConversation(document([same]), kinds);
    await running.start();
    expect(shown(await running.say('3'))).toBe('x x ?q');
    expect(shown(await running.say('4'))).toBe('x ?q');
  });

  it('actions of the first round stay', async () => {
    const go = { id: 'go', type: 'Redirect', options: { url: 'https://a.test/' } };
    const running = new SimulatedConversation(document([[says('x'), go, to('r0')]]), kinds);
    await running.start();
    expect((await running.say('3')).output.actions).toHaveLength(1);
  });

  it('in a flow of before version 6, too', async () => {
    const running = new SimulatedConversation(document([[says('x'), to('r0')]], { version: '5' }), kinds);
    await running.start();
    expect(shown(await running.say('3'))).toBe('x ?q');
  });

  it.each<[string, string, Message]>([
    ['a command', 'command', { type: 'command', command: 'help' }],
    ['a reply event', 'reply', { type: 'text', text: '3' }],
    ['an invalid-reply event', 'invalidReply', { type: 'text', text: '3!' }],
  ])('in the flow of %s', async (_name, type, message) => {
    const start = { id: 'start', type: 'start', outgoingEdgeId: 'to-start' };
    const event = { id: 'ev', type, outgoingEdgeId: 'r', options: { command: 'help', resumeAfter: true } };
    const running = new SimulatedConversation(document([[says('x'), to('r0')]], { events: [start, event] }), kinds);
    await running.start();
    expect(shown(await running.send(message))).toBe('x ?q');
    expect(running.state.returnMark).toBeUndefined();
    expect(running.state.frames[0]?.resume).toBeUndefined();
  });

  it('the last input may be some turns away', async () => {
    const running = new SimulatedConversation(
      document([
        [pauses(true), says('x'), to('r1')],
        [says('y'), to('r1')],
      ]),
      kinds,
    );
    await running.start();
    expect(shown(await running.say('3'))).toBe('…');
    expect(shown(await running.say())).toBe('x y ?q');
    expect(running.state.lastInput).toBeUndefined();
  });

  it('the last input is in the bot that linked when the linked one goes in circles', async () => {
    const circles = flowDocument({ groups: [group('g1', says('y', { outgoingEdgeId: 'to-start' }))] });
    const running = new SimulatedConversation(document([[link({ typebotId: 'circles' })]]), kinds, {
      linked: { circles },
    });
    await running.start();
    expect(shown(await running.say('3'))).toBe('y ?q');
    expect(running.state.frames).toHaveLength(1);
  });

  it('the last input is in the linked bot when the one that linked goes in circles', async () => {
    const asking = flowDocument({ groups: [group('g1', asks('inner'))] });
    const circles = [link({ typebotId: 'asking' }, { outgoingEdgeId: 'r1' })];
    const running = new SimulatedConversation(document([circles, [says('y'), to('r1')]]), kinds, {
      linked: { asking },
    });
    await running.start();
    expect(shown(await running.say('3'))).toBe('?inner');
    expect(shown(await running.say('4'))).toBe('y ?inner');
    expect(running.state.frames).toHaveLength(2);
  });

  it('an input that the first message answered counts', async () => {
    const running = new SimulatedConversation(document([[says('x'), to('r0')]]), kinds);
    expect(shown(await running.start({ message: { type: 'text', text: '3' } }))).toBe('x ?q');
  });
});

it('a circle before any input ends the conversation', async () => {
  const flow = flowDocument({ groups: [group('g1', says('x', { outgoingEdgeId: 'to-start' }))] });
  const running = new SimulatedConversation(flow, kinds);
  const { output } = await running.start();
  expect(shown(running.last!)).toBe('x .');
  expect(output.logs.map(({ log }) => log)).toEqual([guardLog('text x')]);
  expect(shown(await running.say('again'))).toBe('x .');
});

describe('no circle', () => {
  const response = (text: string) => ({ kind: 'response', status: 200, text }) as const;
  const polled = ['wait', 'wait', 'wait', 'done'];
  const polling = provide(requestService, async () => response(`"${polled.shift()}"`));
  const poll: ConversationOptions = { effects: { call: callOf([polling]) } };
  const request = {
    id: 'h',
    type: 'Webhook',
    options: { webhook: requests, responseVariableMapping: [{ id: 'm', variableId: 'vn', bodyPath: 'data' }] },
  };

  it.each<[string, readonly (readonly unknown[])[], string, ConversationOptions?]>([
    [
      'a loop that counts is left to the limits',
      [[says('x'), set({ type: 'Append value(s)', item: 'n' }), to('r0')]],
      'x x x .',
      { limits: { runsPerBlock: 3 } },
    ],
    [
      'a place that is visited twice',
      [
        [to('r1'), says('x'), to('r1', { id: 'again' }), says('y')],
        [says('z'), back],
      ],
      'z x z y .',
    ],
    [
      'one that is linked twice',
      [
        [
          link({ typebotId: 'current', groupId: 'r1' }),
          says('x'),
          link({ typebotId: 'current', groupId: 'r1' }),
          says('y'),
        ],
        [says('z')],
      ],
      'z x z y .',
    ],
    [
      'a Return that has somewhere to go only the second time',
      [[says('x'), back, to('r0'), says('after')]],
      'x x after .',
    ],
    ['asking the outside until it has an answer', [[request, when('done', 'r1'), to('r0')], [says('y')]], 'y .', poll],
  ])('%s', async (_name, groups, result, options = {}) => {
    const running = new SimulatedConversation(document(groups), kinds, options);
    await running.start();
    expect(shown(await running.say('3'))).toBe(result);
  });

  it('a flow that comes to the same input again', async () => {
    const running = new SimulatedConversation(document([[says('x', { outgoingEdgeId: 'ask' })]]), kinds);
    await running.start();
    for (let i = 0; i < 5; i++) expect(shown(await running.say('x'))).toBe('x ?q');
  });
});

import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import {
  asks,
  edges,
  group,
  kindsOf,
  sampleChoice,
  sampleInput,
  says,
  shown,
} from '../../../test/support/sample-blocks.ts';
import { embedBubble } from '../../blocks/embed-bubble/embed-bubble.ts';
import { fileInput } from '../../blocks/file-input/file-input.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { returnBlock } from '../../blocks/return/return.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { wait } from '../../blocks/wait/wait.ts';
import type { Message } from '../message.ts';

const kinds = kindsOf(sampleInput, sampleChoice, embedBubble, fileInput, jump, returnBlock, textBubble, wait);
const back = { id: 'back', type: 'Return' };
const retry = 'Invalid message. Please, try again.';
const options = { contentVariableId: 'vc', inputTypeVariableId: 'vt', inputNameVariableId: 'vn' };
const variables = [
  { id: 'vc', name: 'Content', value: 'before' },
  { id: 'vt', name: 'Type' },
  { id: 'vn', name: 'Name' },
  { id: 'va', name: 'Answer' },
];

const event = (type: string, extra: object = {}) => ({ id: type, type, outgoingEdgeId: 'e', ...extra });
const command = (extra: object = {}) => event('command', { options: { command: 'help', ...extra } });
const help: Message = { type: 'command', command: 'help' };

/** A flow that asks `q` and says `saved`, with one event (or several) whose flow is given. */
function conversation(events: readonly unknown[], flow: readonly unknown[], main?: readonly unknown[]) {
  const start = { id: 'start', type: 'start', outgoingEdgeId: 'to-start' };
  const document = flowDocument({
    events: [start, ...events],
    groups: [
      group('g1', ...(main ?? [asks('q', { options: { variableId: 'va' } }), says('saved'), asks('q2')])),
      group('ge', ...flow),
      group('gi', says('invalid event'), back),
    ],
    edges: edges('to-start>g1', 'e>ge', 'i>gi', 'block>ge.second', 'lost>gone'),
    variables,
  });
  return new SimulatedConversation(document, kinds);
}

async function started(...args: Parameters<typeof conversation>) {
  const running = conversation(...args);
  await running.start();
  return running;
}

describe('reply event (logic §11.3)', () => {
  it.each<[string, readonly unknown[], string, string]>([
    ['valid, Return', [says('seen'), back], 'x', 'seen saved ?q2'],
    ['invalid, Return', [says('seen'), back], 'no!', `seen ${retry} ?q`],
    ['no Return: the conversation ends', [says('seen')], 'x', 'seen .'],
    ['a jump elsewhere', [{ id: 'j', type: 'Jump', options: { groupId: 'gi' } }], 'x', 'invalid event saved ?q2'],
    ['an input of its own', [says('seen'), asks('own'), back], 'x', 'seen ?own'],
  ])('%s', async (_name, flow, reply, result) => {
    const running = await started([event('reply')], flow);
    expect(shown(await running.say(reply))).toBe(result);
  });

  it('saves the answer once, after the flow of the event', async () => {
    const running = await started([event('reply')], [says('seen'), back]);
    const { records, output } = await running.say('up');
    expect(records.answers).toEqual([{ resultId: 'result1', blockId: 'q', content: 'UP' }]);
    expect(records.timeline.map(({ kind }) => kind)).toEqual(['bubble', 'answer', 'bubble']);
    expect(output.lastMessageNewFormat).toBe('UP');
    expect(running.state.returnMark).toBeUndefined();
  });

  it('saves nothing without a Return', async () => {
    const running = await started([event('reply')], [says('seen')]);
    expect((await running.say('x')).records.answers).toEqual([]);
    expect(running.value('Answer')).toBeUndefined();
  });

  it.each<[string, Message | undefined, unknown]>([
    ['text, before normalisation', { type: 'text', text: 'up' }, 'up'],
    ['audio', { type: 'audio', url: 'https://a' }, 'https://a'],
    ['no message', undefined, null],
  ])('tells its variables: %s', async (_name, message, content) => {
    const running = await started([event('reply', { options })], [back]);
    await running.send(message);
    expect(['Content', 'Type', 'Name'].map((name) => running.value(name))).toEqual([content, 'text', 'G1']);
  });

  it.each([
    ['an optional one is skipped', false, 'seen saved ?q2'],
    ['a required one is shown again', true, 'seen ?q'],
  ])('no message to a file input: %s', async (_name, isRequired, result) => {
    const main = [{ id: 'q', type: 'file input', options: { isRequired } }, says('saved'), asks('q2')];
    const running = await started([event('reply')], [says('seen'), back], main);
    const { records } = await running.say();
    expect(shown(running.last!)).toBe(result);
    expect(records.answers).toEqual([]);
  });

  it('fires again for an input of its own flow, and says so once', async () => {
    const running = await started([event('reply')], [says('seen'), asks('own'), back]);
    await running.say('x');
    const second = await running.say('y');
    expect(shown(second)).toBe('seen ?own');
    expect(second.output.logs).toMatchObject([{ origin: 'diagnostic', log: { status: 'info' } }]);
    expect((await running.say('z')).output.logs).toEqual([]);
  });

  it.each<[string, readonly unknown[], string]>([
    ['an event without an edge is ignored', [event('reply', { outgoingEdgeId: undefined })], 'saved ?q2'],
    ['so is one with an unknown edge', [event('reply', { outgoingEdgeId: 'gone' })], 'saved ?q2'],
    [
      'the first that leads somewhere counts',
      [event('reply', { outgoingEdgeId: 'gone' }), event('reply')],
      'first second saved ?q2',
    ],
    ['the block of the edge is honoured', [event('reply', { outgoingEdgeId: 'block' })], 'second saved ?q2'],
  ])('%s', async (_name, events, result) => {
    expect(shown(await (await started(events, [says('first'), says('second'), back])).say('x'))).toBe(result);
  });

  it('comes for the message that starts a conversation too', async () => {
    const running = conversation([event('reply')], [says('seen'), back]);
    expect(shown(await running.start({ message: { type: 'text', text: 'x' } }))).toBe('seen saved ?q2');
  });

  it('does not come for messages to other blocks', async () => {
    const running = await started(
      [event('reply')],
      [says('seen')],
      [{ id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } }, says('after')],
    );
    expect(shown(await running.say('x'))).toBe('after .');
  });
});

describe('invalid-reply event (logic §11.4)', () => {
  it.each<[string, readonly unknown[], string, string]>([
    ['Return shows the input again', [event('invalidReply')], 'no!', 'first second ?q'],
    ['a valid reply does not fire it', [event('invalidReply')], 'x', 'saved ?q2'],
    ['the block of the edge is honoured', [event('invalidReply', { outgoingEdgeId: 'block' })], 'no!', 'second ?q'],
    ['without an edge it is ignored', [event('invalidReply', { outgoingEdgeId: undefined })], 'no!', `${retry} ?q`],
    ['with an unknown edge too', [event('invalidReply', { outgoingEdgeId: 'gone' })], 'no!', `${retry} ?q`],
    [
      'it goes before the reply event',
      [event('reply'), event('invalidReply', { outgoingEdgeId: 'i' })],
      'no!',
      'invalid event ?q',
    ],
    [
      'the reply event takes valid replies',
      [event('reply'), event('invalidReply', { outgoingEdgeId: 'i' })],
      'x',
      'first second saved ?q2',
    ],
    [
      'the reply event takes all without its edge',
      [event('reply'), event('invalidReply', { outgoingEdgeId: undefined })],
      'no!',
      `first second ${retry} ?q`,
    ],
  ])('%s', async (_name, events, reply, result) => {
    expect(shown(await (await started(events, [says('first'), says('second'), back])).say(reply))).toBe(result);
  });

  it('ends the conversation without a Return', async () => {
    expect(shown(await (await started([event('invalidReply')], [says('seen')])).say('no!'))).toBe('seen .');
  });

  it('tells its variables and saves no answer', async () => {
    const running = await started([event('invalidReply', { options })], [back]);
    const { records } = await running.say('no!');
    expect(['Content', 'Type', 'Name'].map((name) => running.value(name))).toEqual(['no!', 'text', 'G1']);
    expect(records.answers).toEqual([]);
  });
});

describe('command event (logic §11.2)', () => {
  it.each<[string, object, readonly unknown[], string]>([
    ['Return comes back to the input', command(), [says('helped'), back], 'helped ?q'],
    ['no Return ends the conversation', command(), [says('helped')], 'helped .'],
    ['resume comes back without a Return', command({ resumeAfter: true }), [says('helped')], 'helped ?q'],
    ['an input of its own', command({ resumeAfter: true }), [says('helped'), asks('own')], 'helped ?own'],
    [
      'the block of the edge is honoured',
      { ...command(), outgoingEdgeId: 'block' },
      [says('first'), says('second')],
      'second .',
    ],
  ])('%s', async (_name, commandEvent, flow, result) => {
    const running = await started([commandEvent], flow);
    const turn = await running.send(help);
    expect(shown(turn)).toBe(result);
    expect(turn.records.answers).toEqual([]);
  });

  it('comes back after an input of its own flow was answered', async () => {
    const running = await started([command({ resumeAfter: true })], [asks('own'), says('thanks')]);
    await running.send(help);
    const answered = await running.say('x');
    expect(shown(answered)).toBe('thanks ?q');
    expect(answered.records.answers).toMatchObject([{ blockId: 'own' }]);
    expect(shown(await running.say('y'))).toBe('saved ?q2');
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'an action',
      [{ id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } }, says('after')],
      'helped …',
    ],
    [
      'an embed',
      [{ id: 'w', type: 'embed', content: { url: 'page', waitForEvent: { isEnabled: true } } }],
      'helped page …',
    ],
  ])('runs %s that was waited for again', async (_name, main, result) => {
    for (const [extra, flow] of [
      [{}, [says('helped'), back]],
      [{ resumeAfter: true }, [says('helped')]],
    ] as const) {
      const running = await started([command(extra)], flow, main);
      expect(shown(await running.send(help))).toBe(result);
    }
  });

  it('takes the first event with exactly that command', async () => {
    const other = event('command', { id: 'other', outgoingEdgeId: 'i', options: { command: 'Help' } });
    const running = await started([other, command(), { ...other, options: { command: 'help' } }], [says('helped')]);
    expect(shown(await running.send(help))).toBe('helped .');
  });

  it('is not taken from events of other types', async () => {
    const running = await started([event('reply', { options: { command: 'help' } })], [says('seen')]);
    await expect(running.send(help)).rejects.toMatchObject({ id: 'commandNotFound' });
  });

  it.each<[string, object]>([
    ['commandNotFound', command({ command: 'other' })],
    ['commandNotConnected', { ...command(), outgoingEdgeId: undefined }],
    ['commandNotConnected', { ...command(), outgoingEdgeId: 'gone' }],
    ['commandWithoutGroup', { ...command(), outgoingEdgeId: 'lost' }],
  ])('%s changes nothing', async (id, commandEvent) => {
    const running = await started([commandEvent], [says('helped')]);
    const before = running.state;
    await expect(running.send(help)).rejects.toMatchObject({ id });
    expect(running.state).toEqual(before);
  });

  it.each<[string, readonly unknown[], string]>([
    ['runs when the flow starts with an input', [asks('q')], 'helped .'],
    ['does not behind a bubble', [says('hello'), asks('q')], 'hello ?q'],
    ['does not at an input that shows content', [{ id: 'q', type: 'choice input' }], '?q'],
  ])('on a session that has not started %s', async (_name, main, result) => {
    const running = conversation([command()], [says('helped')], main);
    await running.start({ isOnlyRegistering: true });
    expect(shown(await running.send(help))).toBe(result);
  });
});

import { describe, expect, it } from 'vitest';
import { flowDocument, oneGroup, SimulatedConversation, simulatedEffects } from '../../test/support/running-flow.ts';
import {
  asks,
  edges,
  group,
  kindsOf,
  sampleChoice,
  sampleInput,
  says,
  shown,
} from '../../test/support/sample-blocks.ts';
import { embedBubble } from '../blocks/embed-bubble/embed-bubble.ts';
import { jump } from '../blocks/jump/jump.ts';
import { redirect } from '../blocks/redirect/redirect.ts';
import { returnBlock } from '../blocks/return/return.ts';
import { textBubble } from '../blocks/text-bubble/text-bubble.ts';
import { wait } from '../blocks/wait/wait.ts';
import { advance } from './advance.ts';
import { defaultLimits } from './guards.ts';
import { newSession } from './new-session.ts';

const kinds = kindsOf(sampleInput, sampleChoice, embedBubble, jump, redirect, returnBlock, textBubble, wait);
const variables = [{ id: 'v-A', name: 'A' }];
const inA = { options: { variableId: 'v-A' } };
const message = { type: 'text', text: 'x' } as const;
const pause = { id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } };
const act = { id: 'r', type: 'Redirect', options: { url: 'page' } };

describe('where it starts (engine §2.2)', () => {
  const document = flowDocument({
    events: [
      { id: 'start', type: 'start', outgoingEdgeId: 'to-start' },
      { id: 'c', type: 'command', outgoingEdgeId: 'c', options: { command: 'x' } },
      { id: 'loose', type: 'reply' },
    ],
    groups: [group('g1', says('one')), group('g2', says('two'), says('three'))],
    edges: edges('to-start>g1', 'c>g2.three'),
  });

  it.each([
    ['at the start event', undefined, 'one .'],
    ['at a group', { type: 'group', groupId: 'g2' }, 'two three .'],
    ['at another event', { type: 'event', eventId: 'c' }, 'three .'],
    ['nowhere, at an event without an edge', { type: 'event', eventId: 'loose' }, '.'],
  ] as const)('%s', async (_name, startFrom, result) => {
    expect(shown(await new SimulatedConversation(document, kinds).start({ startFrom }))).toBe(result);
  });

  it.each([
    ['startGroupNotFound', { type: 'group', groupId: 'gone' }],
    ['startEventNotFound', { type: 'event', eventId: 'gone' }],
  ] as const)('%s', async (id, startFrom) => {
    await expect(new SimulatedConversation(document, kinds).start({ startFrom })).rejects.toMatchObject({ id });
  });

  it.each([
    ['the start event has no edge', { events: [{ id: 'start', type: 'start' }] }],
    ['its edge is missing', { edges: [] }],
    ['its group is missing', { groups: [] }],
    ['there is no start event', { events: [] }],
  ])('gives nothing when %s', async (_name, parts) => {
    const conversation = new SimulatedConversation({ ...document, ...parts }, kinds);
    for (const turn of [await conversation.start(), await conversation.say('x')]) {
      expect(turn.output).toMatchObject({ kind: 'idle', messages: [], isEnded: true });
    }
  });
});

describe('the message that starts (engine §2.4)', () => {
  it.each<[string, readonly unknown[], string]>([
    ['answers the input', [asks('q'), says('thanks'), asks('q2')], 'thanks ?q2'],
    ['answers an input that ends the flow', [asks('q')], '.'],
    ['is ignored behind a bubble', [says('hi'), asks('q')], 'hi ?q'],
    ['is ignored by an input that shows content', [{ id: 'q', type: 'choice input' }], '?q'],
    ['is ignored by an action that awaits a reply', [pause, asks('q')], '…'],
    [
      'is ignored by an embed that waits',
      [{ id: 'e', type: 'embed', content: { waitForEvent: { isEnabled: true } } }],
      ' …',
    ],
    ['is ignored by a silent bot, which ends', [act], '.'],
  ])('%s', async (_name, blocks, result) => {
    const document = oneGroup(blocks, { variables });
    expect(shown(await new SimulatedConversation(document, kinds).start({ message }))).toBe(result);
    const registered = new SimulatedConversation(document, kinds);
    await registered.start({ isOnlyRegistering: true });
    expect(shown(await registered.send(message))).toBe(result);
  });

  it('is asked for again when it is invalid', async () => {
    const conversation = new SimulatedConversation(oneGroup([asks('q')]), kinds);
    const result = await conversation.start({ message: { type: 'text', text: 'no!' } });
    expect(shown(result)).toBe('Invalid message. Please, try again. ?q');
    expect(result.output.kind).toBe('retried');
  });

  it('keeps what the first walk left', async () => {
    const conversation = new SimulatedConversation(oneGroup([act, asks('q'), { ...act, id: 'r2' }]), kinds);
    const { output, records } = await conversation.start({ message });
    expect(output.actions).toHaveLength(2);
    expect(records.results).toMatchObject([{ hasStarted: true, isCompleted: true }]);
  });
});

describe('registering', () => {
  it('runs nothing and writes the prefilled values', async () => {
    const conversation = new SimulatedConversation(oneGroup([says('{{A}}')], { variables }), kinds);
    const registered = await conversation.start({ isOnlyRegistering: true, prefilledVariables: { A: 'x' } });
    expect(registered.output).toMatchObject({ kind: 'registered', messages: [], isEnded: false });
    expect(registered.records).toMatchObject({ results: [], timeline: [] });
    expect(shown(await conversation.say())).toBe('x .');
  });

  it('keeps the answers of an earlier visit for the first turn, but not for a later start', async () => {
    const answers = [{ key: 'A', value: 'before' }];
    const restored = { variables: [], answers };
    const conversation = new SimulatedConversation(oneGroup([says('x')]), kinds, { restored });
    await conversation.start({ isOnlyRegistering: true });
    expect((await conversation.say()).state.frames[0]?.answers).toEqual(answers);
    expect((await conversation.say()).state.frames[0]?.answers).toEqual([]);
  });
});

describe('after the end', () => {
  it('starts again with the variables, without the answers', async () => {
    const document = oneGroup([says('hi {{A}}'), asks('q', inA)], { variables });
    const conversation = new SimulatedConversation(document, kinds);
    expect(shown(await conversation.start())).toBe('hi  ?q');
    expect(shown(await conversation.say('x'))).toBe('.');
    expect(conversation.state.position).toBeUndefined();
    expect(conversation.state.frames[0]?.answers).toEqual([{ key: 'A', value: 'x' }]);
    expect(shown(await conversation.say('ignored'))).toBe('hi x ?q');
    expect(conversation.state.frames[0]?.answers).toEqual([]);
  });

  it('forgets the return mark', async () => {
    const document = flowDocument({
      groups: [
        group('g1', { id: 'j', type: 'Jump', options: { groupId: 'g2' } }, says('marked')),
        group('g2', asks('q')),
      ],
    });
    const conversation = new SimulatedConversation(document, kinds);
    await conversation.start();
    await conversation.say('x');
    conversation.state = { ...conversation.state, returnMark: { status: 'pending', blockId: 'q' } };
    await conversation.say();
    expect(conversation.state.returnMark).toEqual({ status: 'pending', blockId: 'marked' });
  });

  it('starts again when the block it paused on is gone', async () => {
    const conversation = new SimulatedConversation(oneGroup([says('{{A}}'), asks('q', inA)], { variables }), kinds);
    await conversation.start();
    conversation.state = {
      ...conversation.state,
      position: 'gone',
      frames: [{ ...conversation.state.frames[0]!, values: { 'v-A': 'kept' } }],
    };
    expect(shown(await conversation.say('x'))).toBe('kept ?q');
    expect(conversation.value('A')).toBe('kept');
  });

  it.each<[string, readonly unknown[], boolean]>([
    ['without an answer', [says('x')], false],
    ['with one', [asks('q')], true],
    [
      'with one, while an embed waits',
      [asks('q'), { id: 'e', type: 'embed', content: { waitForEvent: { isEnabled: true } } }],
      true,
    ],
    ['with one, while an action awaits a reply', [asks('q'), pause], false],
  ])('%s the result is completed: %s', async (_name, blocks, isCompleted) => {
    const { records } = await new SimulatedConversation(oneGroup(blocks), kinds).start({ message });
    expect(records.results.map((result) => result.isCompleted)).toEqual([isCompleted]);
  });
});

describe('prefilled values', () => {
  it('are written by name before the flow runs; other names are ignored', async () => {
    const document = oneGroup([says('{{A}}-{{B}}')], {
      variables: [...variables, { id: 'v-B', name: 'B', value: 'b' }],
    });
    const conversation = new SimulatedConversation(document, kinds);
    const prefilledVariables = JSON.parse('{"A": 5, "B": null, "C": "x", "__proto__": "y"}');
    const { records } = await conversation.start({ prefilledVariables });
    expect(shown(conversation.last!)).toBe('5- .');
    expect(conversation.state.prefilled).toEqual(['A', 'B']);
    expect(records.history).toEqual([
      { resultId: 'result1', index: 0, blockIndex: 0, blockId: '{{A}}-{{B}}', variableId: 'v-A', value: '5' },
      { resultId: 'result1', index: 1, blockIndex: 0, blockId: '{{A}}-{{B}}', variableId: 'v-B', value: null },
    ]);
  });
});

describe('purity', () => {
  it('changes nothing that it is given and gives the same result twice', async () => {
    const { program } = new SimulatedConversation(
      oneGroup([asks('q', inA), says('{{A}}'), asks('q2')], { variables }),
      kinds,
    );
    const options = { textFormat: 'richText', limits: defaultLimits } as const;
    const run = (state = newSession(program, { resultId: 'r', streams: false })) =>
      advance(
        program,
        state,
        { type: 'message', message },
        simulatedEffects({ program: async () => program }),
        options,
      );
    const { state } = await run();
    const copy = structuredClone(state);
    const results = [await run(state), await run(state)];
    expect(state).toEqual(copy);
    expect(results[0]).toEqual(results[1]);
  });

  it('refuses a program that the conversation was not started with', async () => {
    const { program } = new SimulatedConversation(oneGroup([]), kinds);
    const other = { ...program, versionId: 'other' };
    const effects = simulatedEffects({ program: async () => program });
    const options = { textFormat: 'richText', limits: defaultLimits } as const;
    const state = newSession(program, { streams: false });
    await expect(advance(other, state, { type: 'start' }, effects, options)).rejects.toMatchObject({ id: 'internal' });
  });
});

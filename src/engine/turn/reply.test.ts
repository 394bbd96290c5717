import { describe, expect, it } from 'vitest';
import { flowDocument, oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { wait } from '../../blocks/wait/wait.ts';
import type { FlowDocument } from '../../flow/document.ts';
import type { Value } from '../../flow/values.ts';
import type { Message } from '../message.ts';

const kinds = kindsOf(sampleInput, textBubble, wait);
const text = (content: string, attachedFileUrls?: string[]): Message => ({
  type: 'text',
  text: content,
  ...(attachedFileUrls && { attachedFileUrls }),
});
const audio: Message = { type: 'audio', url: 'https://a/clip' };

async function started(document: FlowDocument, options = {}) {
  const conversation = new SimulatedConversation(document, kinds, options);
  await conversation.start();
  return conversation;
}

describe('an invalid reply', () => {
  const settings = { general: { systemMessages: { invalidMessage: 'Not {{A}}' } } };
  const variables = [{ id: 'v-A', name: 'A', value: '**so**' }];
  const document = (parts: Partial<FlowDocument> = {}) =>
    oneGroup([asks('q', { options: { variableId: 'v-A' } })], { variables, ...parts });

  it('is answered by the retry and the same input, and nothing is saved', async () => {
    const conversation = await started(document(), { isProgressTracked: true });
    const before = conversation.state;
    const { output, records } = await conversation.say('no!');
    expect(output).toMatchObject({ kind: 'retried', actions: [], logs: [], input: { id: 'q' } });
    expect(output.messages).toEqual([
      {
        id: 'q',
        type: 'text',
        content: {
          type: 'richText',
          richText: [{ type: 'p', children: [{ text: 'Invalid message. Please, try again.' }] }],
        },
      },
    ]);
    expect(conversation.state).toEqual(before);
    expect(records).toMatchObject({ answers: [], history: [], visitedEdges: [], timeline: [] });
  });

  it.each([
    ['richText', { type: 'richText', richText: [{ type: 'p', children: [{ text: 'Not **so**' }] }] }],
    ['markdown', { type: 'markdown', markdown: 'Not **so**' }],
    ['flat', { type: 'richText', richText: [{ type: 'p', children: [{ text: 'Not **so**' }] }] }],
  ] as const)('says what the bot says then, as %s', async (textFormat, content) => {
    const conversation = await started(document({ settings }), { textFormat });
    expect((await conversation.say('no!')).output.messages[0]?.content).toEqual(content);
  });

  it('or what the input says', async () => {
    const own = { ...sampleInput, retryText: () => 'Own {{A}}' } as typeof sampleInput;
    const conversation = new SimulatedConversation(document({ settings }), kindsOf(own), { textFormat: 'markdown' });
    await conversation.start();
    expect((await conversation.say('no!')).output.messages[0]?.content).toMatchObject({ markdown: 'Own **so**' });
  });

  it('may be followed by a valid one', async () => {
    const conversation = await started(document());
    await conversation.say('no!');
    expect(shown(await conversation.say('yes'))).toBe('.');
    expect(conversation.value('A')).toBe('yes');
  });
});

describe('an accepted reply', () => {
  it('is recorded as it was normalised', async () => {
    const conversation = await started(oneGroup([asks('q'), asks('q2')]));
    const { output, records } = await conversation.say('up and away');
    expect(output.lastMessageNewFormat).toBe('UP AND AWAY');
    expect(records.answers).toEqual([{ resultId: 'result1', blockId: 'q', content: 'UP AND AWAY' }]);
    expect(records.results).toMatchObject([{ id: 'result1', hasStarted: true, isCompleted: false }]);
  });

  it.each<[string, Message | undefined]>([
    ['the same text', text('x')],
    ['audio', audio],
    ['a skip', undefined],
  ])('needs no new format for %s', async (_name, message) => {
    const conversation = await started(oneGroup([asks('q')]));
    expect((await conversation.send(message)).output.lastMessageNewFormat).toBeUndefined();
  });

  it('is not part of the history of variables', async () => {
    const document = oneGroup([says('{{A}}'), asks('q', { options: { variableId: 'v-A' } })], {
      variables: [{ id: 'v-A', name: 'A' }],
    });
    const { records } = await (await started(document)).say('x');
    expect(records.history).toEqual([]);
  });

  it('is only in the session in a preview', async () => {
    const conversation = await started(oneGroup([asks('q'), asks('q2')]), { resultId: undefined });
    expect((await conversation.say('x')).records).toMatchObject({ answers: [], results: [] });
    expect(conversation.state.frames[0]?.answers).toEqual([{ key: 'Group 1', value: 'x' }]);
  });

  it('completes the result when nothing is awaited', async () => {
    const { records } = await (await started(oneGroup([asks('q')]))).say('x');
    expect(records.results).toMatchObject([{ hasStarted: true, isCompleted: true }]);
  });

  it('is added for each reply to the same input, and replaces the one in the session', async () => {
    const items = [{ content: 'again', outgoingEdgeId: 'to-start' }];
    const conversation = await started(flowDocument({ groups: [group('g1', asks('q'), asks('q2', { items }))] }));
    const recorded: string[] = [];
    for (const reply of ['a', 'again', 'c']) {
      const { records } = await conversation.say(reply);
      recorded.push(...records.answers.map(({ blockId, content }) => `${blockId}: ${content}`));
    }
    expect(recorded).toEqual(['q: a', 'q2: again', 'q: c']);
    expect(conversation.state.frames[0]?.answers).toEqual([
      { key: 'G1 (1)', value: 'again' },
      { key: 'G1', value: 'c' },
    ]);
  });
});

describe('a skip', () => {
  it('saves nothing and takes the edge of the block', async () => {
    const document = flowDocument({
      groups: [group('g1', asks('q', { outgoingEdgeId: 'a' }), says('y')), group('ga', says('A'))],
      edges: edges('to-start>g1', 'a>ga'),
    });
    const conversation = await started(document, { isProgressTracked: true });
    const result = await conversation.say();
    expect(shown(result)).toBe('A .');
    expect(result.records).toMatchObject({ answers: [], timeline: [{ kind: 'bubble' }] });
    expect(conversation.state.answered).toBe(0);
  });
});

describe('names of answers (inputs §2.2)', () => {
  it.each<[string, readonly unknown[], readonly string[]]>([
    ['the variable', [asks('q', { options: { variableId: 'v-A' } })], ['A']],
    ['the title of the group', [asks('q')], ['G1']],
    ['numbered from the second input on', [asks('q'), asks('q2'), asks('q3')], ['G1', 'G1 (1)', 'G1 (2)']],
    ['counting inputs with a variable', [asks('q', { options: { variableId: 'v-A' } }), asks('q2')], ['A', 'G1 (1)']],
    ['not counting bubbles', [says('x'), asks('q')], ['G1']],
    ['the title when the variable is unknown', [asks('q', { options: { variableId: 'gone' } })], ['G1']],
  ])('%s', async (_name, blocks, keys) => {
    const document = flowDocument({ groups: [group('g1', ...blocks)], variables: [{ id: 'v-A', name: 'A' }] });
    const conversation = await started(document);
    for (const key of keys) await conversation.say(key);
    expect(conversation.state.frames[0]?.answers).toEqual(keys.map((key) => ({ key, value: key })));
  });
});

describe('variables of an input (inputs §2.3)', () => {
  const attachments = { isEnabled: true, saveVariableId: 'v-F' };
  const audioClip = { isEnabled: true, saveVariableId: 'v-C' };
  const all = { variableId: 'v-A', attachments, audioClip };

  it.each<[string, object, Message, Record<string, Value>, Record<string, Value | undefined>]>([
    ['text', all, text('x'), {}, { A: 'x' }],
    ['text replaces text', all, text('x'), { A: 'old' }, { A: 'x' }],
    ['text is appended to a list', all, text('x'), { A: ['old'] }, { A: ['old', 'x'] }],
    ['an empty text is not', all, text(''), { A: ['old'] }, { A: null }],
    ['one attachment', all, text('x', ['u1']), {}, { A: 'x', F: 'u1' }],
    ['several', all, text('x', ['u1', 'u2']), {}, { A: 'x', F: ['u1', 'u2'] }],
    ['one to a list', all, text('x', ['u1']), { F: ['old'] }, { A: 'x', F: ['old', 'u1'] }],
    ['several to a list', all, text('x', ['u1', 'u2']), { F: ['old'] }, { A: 'x', F: ['old', 'u1', 'u2'] }],
    ['no attachments', all, text('x', []), { F: 'old' }, { A: 'x', F: 'old' }],
    ['switched off', { ...all, attachments: { ...attachments, isEnabled: false } }, text('x', ['u1']), {}, { A: 'x' }],
    [
      'not in a list of their own variable twice',
      { attachments, variableId: 'v-F' },
      text('x', ['u1']),
      {},
      { F: 'x' },
    ],
    [
      'attachments before the text when they share a variable',
      { attachments, variableId: 'v-F' },
      text('x', ['u1', 'u2']),
      {},
      { F: ['u1', 'u2', 'x'] },
    ],
    ['audio', all, audio, { A: 'old' }, { A: 'old', C: 'https://a/clip' }],
    ['audio replaces a list', all, audio, { C: ['old'] }, { C: 'https://a/clip' }],
    ['audio, switched off', { ...all, audioClip: { ...audioClip, isEnabled: false } }, audio, {}, {}],
  ])('%s', async (_name, options, message, before, after) => {
    const document = oneGroup([asks('q', { options }), asks('q2')], {
      variables: ['A', 'F', 'C'].map((name) => ({ id: `v-${name}`, name, value: before[name] })),
    });
    const conversation = await started(document);
    await conversation.send(message);
    expect(Object.fromEntries(['A', 'F', 'C'].map((name) => [name, conversation.value(name)]))).toEqual({
      A: undefined,
      F: undefined,
      C: undefined,
      ...after,
    });
  });

  it('records attachments as received and puts them before the text in the session', async () => {
    const conversation = await started(oneGroup([asks('q'), asks('q2')]));
    const { records } = await conversation.send(text('hello', ['https://a/x', 'https://a/y']));
    expect(records.answers).toMatchObject([{ content: 'hello', attachedFileUrls: ['https://a/x', 'https://a/y'] }]);
    expect(conversation.state.frames[0]?.answers[0]?.value).toBe('https://a/x, https://a/y\n\nhello');
  });
});

describe('nothing left', () => {
  it.each([
    ['an input at the end', [asks('q')], 'idle'],
    ['an input with an edge that is missing', [asks('q', { outgoingEdgeId: 'gone' })], 'walked'],
    [
      'an action at the end',
      [{ id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } }],
      'idle',
    ],
  ])('%s', async (_name, blocks, kind) => {
    const { output } = await (await started(oneGroup(blocks))).say('x');
    expect(output).toMatchObject({ kind, messages: [], isEnded: true });
  });
});

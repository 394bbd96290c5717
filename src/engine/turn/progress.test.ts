import { expect, it } from 'vitest';
import { type ConversationOptions, flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says } from '../../../test/support/sample-blocks.ts';
import { embedBubble } from '../../blocks/embed-bubble/embed-bubble.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { returnBlock } from '../../blocks/return/return.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../../blocks/typebot-link/typebot-link.ts';
import { wait } from '../../blocks/wait/wait.ts';
import type { FlowDocument } from '../../flow/document.ts';
import type { Message } from '../message.ts';

const kinds = kindsOf(sampleInput, embedBubble, jump, returnBlock, textBubble, typebotLink, wait);
const theme = { general: { progressBar: { isEnabled: true } } };
const help: Message = { type: 'command', command: 'help' };
const choose = (...items: readonly (readonly [string, string])[]) => ({
  items: items.map(([content, outgoingEdgeId]) => ({ content, outgoingEdgeId })),
});

/** Starts and sends messages (a text, a command, or `null` for none); gives the figure after each turn. */
async function figures(
  document: FlowDocument,
  messages: readonly (string | Message | null)[],
  options: ConversationOptions = {},
) {
  const running = new SimulatedConversation({ ...document, theme }, kinds, options);
  const turns = [await running.start()];
  for (const message of messages) {
    turns.push(
      await running.send(typeof message === 'string' ? { type: 'text', text: message } : (message ?? undefined)),
    );
  }
  return turns.map(({ output }) => output.progress);
}

const linear = flowDocument({ groups: [group('g1', asks('q1'), says('x'), asks('q2'), asks('q3'))] });

it.each<[string, FlowDocument, readonly (string | Message | null)[], readonly (number | undefined)[]]>([
  ['three inputs', linear, ['a', 'b', 'c'], [25, 50, 75, 100]],
  ['an invalid reply changes nothing', linear, ['no!', 'a'], [25, 25, 50]],
  ['a skip is no answer', linear, [null], [25, (1 / 3) * 100]],
  [
    'five inputs',
    flowDocument({ groups: [group('g1', ...['a', 'b', 'c', 'd', 'e'].map((id) => asks(id)))] }),
    [],
    [16.666666666666664],
  ],
  [
    'all branches are counted, not the longest path',
    flowDocument({
      groups: [
        group('g1', asks('q', choose(['a', 'a'], ['b', 'b']))),
        group('ga', asks('a1'), asks('a2')),
        group('gb', asks('b1'), asks('b2')),
      ],
      edges: edges('to-start>g1', 'a>ga', 'b>gb'),
    }),
    ['a', 'x', 'x'],
    [16.666666666666664, 50, 75, 100],
  ],
  [
    'later blocks of a group count although an edge leads away',
    flowDocument({
      groups: [group('g1', asks('q', { outgoingEdgeId: 'a' }), asks('never')), group('ga', asks('a1'))],
      edges: edges('to-start>g1', 'a>ga'),
    }),
    ['x'],
    [25, (2 / 3) * 100],
  ],
  [
    'jumps and returns are not followed',
    flowDocument({
      groups: [
        group('g1', asks('q'), { id: 'j', type: 'Jump', options: { groupId: 'g2' } }),
        group('g2', asks('a1'), asks('a2')),
      ],
    }),
    ['x'],
    [50, 50],
  ],
  [
    'a pure cycle has no end',
    flowDocument({ groups: [group('g1', asks('q', { outgoingEdgeId: 'to-start' }))] }),
    ['x'],
    [0, 0],
  ],
  [
    'a repeated answer counts',
    flowDocument({ groups: [group('g1', asks('q', choose(['again', 'to-start'])), asks('q2'))] }),
    ['again', 'x', 'x'],
    [(1 / 3) * 100, 50, 75, 100],
  ],
  ['nothing to answer', flowDocument({ groups: [group('g1', says('x'))] }), [], [100]],
  [
    'a pause without an input',
    flowDocument({
      groups: [
        group('g1', { id: 'w', type: 'Wait', options: { secondsToWaitFor: '1', shouldPause: true } }, asks('q')),
      ],
    }),
    [null],
    [undefined, 50],
  ],
  [
    'an embed that waits',
    flowDocument({ groups: [group('g1', { id: 'e', type: 'embed', content: { waitForEvent: { isEnabled: true } } })] }),
    [null],
    [undefined, 100],
  ],
  ['a restart counts from the beginning', linear, ['a', 'b', 'c', 'again'], [25, 50, 75, 100, 50]],
  [
    'a pending "resume after" is a place where it goes on',
    flowDocument({
      events: [
        { id: 'start', type: 'start', outgoingEdgeId: 'to-start' },
        { id: 'c', type: 'command', outgoingEdgeId: 'c', options: { command: 'help', resumeAfter: true } },
      ],
      groups: [group('g1', asks('q1'), asks('q2')), group('gc', asks('own'))],
      edges: edges('to-start>g1', 'c>gc'),
    }),
    [help, 'x', 'x', 'x'],
    [(1 / 3) * 100, 25, 50, 75, 100],
  ],
])('%s', async (_name, document, messages, progress) => {
  expect(await figures(document, messages)).toEqual(progress);
});

const link = (typebotId: string, mergeResults: boolean, extra: object = {}) => ({
  id: `to ${typebotId}`,
  type: 'Typebot link',
  options: { typebotId, mergeResults },
  ...extra,
});
const branches = flowDocument({
  groups: [group('g1', asks('c', choose(['a', 'a'], ['b', 'b']))), group('ga', asks('ca')), group('gb', asks('cb'))],
  edges: edges('to-start>g1', 'a>ga', 'b>gb'),
});

it.each<[string, Record<string, FlowDocument>, readonly unknown[], readonly string[], readonly number[]]>([
  [
    'the inputs of the parent count once per dead end of the child',
    { child: branches },
    [link('child', false), asks('p1'), asks('p2')],
    ['a', 'x', 'x', 'x'],
    [(1 / (3 + 2 * 2 + 1)) * 100, (2 / (1 + 1 * 2 + 2)) * 100, (3 / (2 + 3)) * 100, (4 / (1 + 4)) * 100, 100],
  ],
  [
    'nothing behind the link',
    { child: flowDocument({ groups: [group('g1', asks('c'))] }) },
    [asks('p'), link('child', false)],
    ['x', 'x'],
    [50, (2 / (1 + 0 + 2)) * 100, 100],
  ],
  [
    'answers of the parent are counted again when the child ends',
    { child: flowDocument({ groups: [group('g1', asks('c'))] }) },
    [asks('p1'), link('child', false), asks('p2')],
    ['x', 'x', 'x'],
    [(1 / 3) * 100, (2 / (1 + 1 + 2)) * 100, (4 / (1 + 4)) * 100, 100],
  ],
  [
    'after merging, those of the child too',
    { child: flowDocument({ groups: [group('gx', asks('c'))], edges: edges('to-start>gx') }) },
    [asks('p1'), link('child', true), asks('p2')],
    ['x', 'x', 'x'],
    [(1 / 3) * 100, (2 / (1 + 1 + 2)) * 100, (5 / (1 + 5)) * 100, 100],
  ],
  [
    'nested links nest the formula',
    {
      middle: flowDocument({ groups: [group('g1', link('child', false), asks('m'))] }),
      child: flowDocument({ groups: [group('g1', asks('c'))] }),
    },
    [link('middle', false), asks('p')],
    ['x', 'x', 'x'],
    [(1 / (1 + 1 * (1 + 1 * 1) + 1)) * 100, (2 / (1 + 1 * 1 + 2)) * 100, 75, 100],
  ],
])('linked bots: %s', async (_name, linked, blocks, messages, progress) => {
  const document = flowDocument({ groups: [group('g1', ...blocks)] });
  expect(await figures(document, messages, { linked })).toEqual(progress);
});

it.each<[string, ConversationOptions]>([
  ['the caller switched it off', { isProgressTracked: false }],
  ['the conversation runs in a messaging app', { channel: { name: 'telegram' } }],
])('is absent when %s', async (_name, options) => {
  expect(await figures(linear, ['a', 'b', 'c'], options)).toEqual([undefined, undefined, undefined, undefined]);
});

it('is absent when a session is only registered', async () => {
  const running = new SimulatedConversation({ ...linear, theme }, kinds);
  expect((await running.start({ isOnlyRegistering: true })).output.progress).toBeUndefined();
  expect((await running.say('a')).output.progress).toBe(50);
});

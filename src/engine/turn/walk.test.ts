import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation, simulatedEffects } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { condition } from '../../blocks/condition/condition.ts';
import { embedBubble } from '../../blocks/embed-bubble/embed-bubble.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { redirect } from '../../blocks/redirect/redirect.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../../blocks/typebot-link/typebot-link.ts';
import { wait } from '../../blocks/wait/wait.ts';
import { defaultLimits } from '../guards.ts';
import { newSession } from '../new-session.ts';
import { Turn } from './turn.ts';
import { walk } from './walk.ts';

const kinds = kindsOf(condition, embedBubble, jump, redirect, textBubble, typebotLink, wait, sampleInput);
const targets = [group('ga', says('A')), group('gb', says('B1'), says('B2'))];
const arrows = ['to-start>g1', 'a>ga', 'b2>gb.B2', 'lost-block>gb.gone', 'lost-group>gone', 'empty>ge', 'loop>g1'];
const options = { secondsToWaitFor: '1' };

function conversation(first: readonly unknown[], ...others: readonly object[]) {
  const groups = [group('g1', ...first), ...targets, group('ge'), ...others];
  return new SimulatedConversation(flowDocument({ groups, edges: edges(...arrows) }), kinds);
}

function wins(outgoingEdgeId?: string) {
  const content = { comparisons: [{ id: 'c', variableId: 'none', comparisonOperator: 'Is empty' }] };
  return { id: 'c', type: 'Condition', items: [{ id: 'i', content, outgoingEdgeId }] };
}

describe('the way out of a group', () => {
  it.each<[string, readonly unknown[], string]>([
    ['the edge of the last bubble', [says('x'), says('y', { outgoingEdgeId: 'a' })], 'x y A .'],
    ['not the edge of a bubble in the middle', [says('x', { outgoingEdgeId: 'a' }), says('y')], 'x y .'],
    [
      'the edge of the last block, not of an earlier one',
      [says('x', { outgoingEdgeId: 'a' }), says('y', { outgoingEdgeId: 'b2' })],
      'x y B2 .',
    ],
    ['the edge of a bubble that says nothing', [{ id: 'x', type: 'text', outgoingEdgeId: 'a' }], 'A .'],
    ['the edge of a logic block at once', [{ id: 'w', type: 'Wait', options, outgoingEdgeId: 'a' }, says('y')], 'A .'],
    ['the next block after a logic block without an edge', [{ id: 'w', type: 'Wait', options }, says('y')], 'y .'],
    ['the edge of an item', [wins('a'), says('y')], 'A .'],
    ['nothing behind an item without an edge', [wins(), says('y', { outgoingEdgeId: 'a' })], '.'],
    ['a block of a group', [says('x', { outgoingEdgeId: 'b2' })], 'x B2 .'],
    ['the first block when the edge names a missing one', [says('x', { outgoingEdgeId: 'lost-block' })], 'x B1 B2 .'],
    ['nothing behind an edge to a missing group', [says('x', { outgoingEdgeId: 'lost-group' })], 'x .'],
    ['nothing behind a missing edge', [says('x', { outgoingEdgeId: 'gone' })], 'x .'],
    ['nothing behind an empty group', [says('x', { outgoingEdgeId: 'empty' })], 'x .'],
    ['past an unknown block', [says('x'), { id: 'u', type: 'unheard of' }, says('y')], 'x y .'],
    ['the edge of a last unknown block', [says('x'), { id: 'u', type: 'unheard of', outgoingEdgeId: 'a' }], 'x A .'],
  ])('%s', async (_name, first, result) => {
    expect(shown(await conversation(first).start())).toBe(result);
  });

  it.each<[string, readonly unknown[], string]>([
    ['the edge of the input, not the rest of its group', [asks('q', { outgoingEdgeId: 'a' }), says('y')], 'A .'],
    ['the rest of the group', [asks('q'), says('y'), says('z', { outgoingEdgeId: 'a' })], 'y z A .'],
    [
      'the edge of an item',
      [asks('q', { items: [{ content: 'x', outgoingEdgeId: 'a' }], outgoingEdgeId: 'b2' })],
      'A .',
    ],
    [
      'the edge of the block',
      [asks('q', { items: [{ content: 'z', outgoingEdgeId: 'a' }], outgoingEdgeId: 'b2' })],
      'B2 .',
    ],
    [
      'the edge of a block that paused',
      [{ id: 'w', type: 'Wait', options: { ...options, shouldPause: true }, outgoingEdgeId: 'a' }],
      'A .',
    ],
    ['nothing behind a missing edge', [asks('q', { outgoingEdgeId: 'gone' }), says('y')], '.'],
    ['nothing', [asks('q')], '.'],
  ])('%s after a message', async (_name, first, result) => {
    const running = conversation(first);
    await running.start();
    expect(shown(await running.say('x'))).toBe(result);
  });

  it.each([
    ['lost-block', 'An edge leads to the missing block "gone"'],
    ['lost-group', 'An edge leads to the missing group "gone"'],
  ])('%s is diagnosed', async (outgoingEdgeId, description) => {
    const { output } = await conversation([says('x', { outgoingEdgeId })]).start();
    expect(output.logs).toEqual([{ origin: 'diagnostic', log: { status: 'error', description } }]);
  });

  it('diagnoses an unknown block', async () => {
    const { output } = await conversation([{ id: 'u', type: 'unheard of' }]).start();
    expect(output.logs).toEqual([
      { origin: 'diagnostic', log: { status: 'error', description: 'Unknown block type "unheard of"' } },
    ]);
  });
});

describe('visited edges', () => {
  it.each<[string, readonly unknown[], readonly string[]]>([
    ['not the own edge of a block', [says('x', { outgoingEdgeId: 'a' })], []],
    ['the edge of an item', [wins('a')], ['a']],
    ['not an edge that leads nowhere', [wins('gone')], []],
    ['a jump', [{ id: 'j', type: 'Jump', options: { groupId: 'ga' } }], ['virtual-ga']],
  ])('%s', async (_name, first, edgeIds) => {
    const { records } = await conversation(first).start();
    expect(records.visitedEdges).toEqual(edgeIds.map((edgeId, index) => ({ resultId: 'result1', index, edgeId })));
  });

  it('are counted through the whole session', async () => {
    const running = conversation([asks('q', { items: [{ content: 'again', outgoingEdgeId: 'loop' }] })]);
    await running.start();
    await running.say('again');
    const { records } = await running.say('again');
    expect(records.visitedEdges).toEqual([{ resultId: 'result1', index: 1, edgeId: 'loop' }]);
  });
});

describe('actions', () => {
  const act = (id: string) => ({ id, type: 'Redirect', options: { url: id } });
  const acted = (id: string, lastBubbleBlockId?: string) => ({
    type: 'redirect',
    redirect: { url: `https://${id}` },
    ...(lastBubbleBlockId && { lastBubbleBlockId }),
  });

  it('keep their order and name the last bubble before them', async () => {
    const { output } = await conversation([act('r1'), says('x'), says('y'), act('r2'), act('r3'), says('z')]).start();
    expect(output.actions).toEqual([acted('r1'), acted('r2', 'y'), acted('r3', 'y')]);
  });

  it('stay when a later one pauses, and nothing runs behind the pause', async () => {
    const pausing = { id: 'w', type: 'Wait', options: { ...options, shouldPause: true } };
    const running = conversation([act('r1'), pausing, act('r2'), says('x')]);
    const paused = await running.start();
    expect(shown(paused)).toBe('…');
    expect(paused.output.actions.map(({ type }) => type)).toEqual(['redirect', 'wait']);
    expect(running.state.position).toBe('w');
    expect((await running.say()).output.actions).toEqual([acted('r2')]);
  });
});

it.each([
  ['the first block of the walk when it is a bubble', [says('x'), says('y')]],
  ['no bubble behind another block', [{ id: 'w', type: 'Wait' }, says('y')]],
])('after a streamed answer skips %s', async (_name, blocks) => {
  const { program } = conversation(blocks);
  const effects = simulatedEffects({ program: async () => program });
  const turn = await Turn.open(newSession(program, { streams: true }), effects, {
    textFormat: 'richText',
    limits: defaultLimits,
  });
  turn.skipsNextBubble = true;
  await walk(turn, { group: program.groups[0]!, index: 0 });
  expect(turn.messages.map(({ id }) => id)).toEqual(['y']);
});

import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { returnBlock } from '../return/return.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { jump } from './jump.ts';

const kinds = kindsOf(jump, returnBlock, textBubble, sampleInput);
const back = { id: 'back', type: 'Return' };

function to(groupId: string | undefined, extra: object = {}, blockId?: string) {
  return { id: 'j', type: 'Jump', options: { groupId, blockId }, ...extra };
}

function conversation(first: readonly unknown[], ...others: readonly object[]) {
  const document = flowDocument({
    groups: [
      group('g1', ...first),
      ...others,
      group('end', says('end')),
      { ...group('end2', says('second')), title: 'END' },
    ],
    edges: edges('to-start>g1', 'on>end', 'missing-block>end.gone', 'missing-group>gone'),
    variables: [
      { id: 'v1', name: 'Title', value: 'G2' },
      { id: 'v2', name: 'Id', value: 'g2' },
      { id: 'v3', name: 'Unset' },
      { id: 'v4', name: 'End', value: 'END' },
    ],
  });
  return new SimulatedConversation(document, kinds);
}

describe('target', () => {
  const g2 = group('g2', says('a'), says('b'));

  it.each<[string, object, string]>([
    ['a group', to('g2'), 'a b .'],
    ['a block', to('g2', {}, 'b'), 'b .'],
    ['a title', to('{{Title}}'), 'a b .'],
    ['a title and a block', to('{{Title}}', {}, 'b'), 'b .'],
    ['the first group of a title', to('{{End}}'), 'end .'],
    ['code that gives a title', to('{{="G" + 2=}}'), 'a b .'],
    ['no group', to(undefined), 'next .'],
    ['no options', { id: 'j', type: 'Jump' }, 'next .'],
    ['no group, but an own edge', to(undefined, { outgoingEdgeId: 'on' }), 'end .'],
  ])('%s', async (_name, block, result) => {
    expect(shown(await conversation([block, says('next')], g2).start())).toBe(result);
  });

  it.each<[string, object, string, object]>([
    ['group', to('ghost'), 'Group to jump to is not found', { groupIdOrTitle: 'ghost', jumpBlockId: 'j' }],
    ['group by title', to('G2'), 'Group to jump to is not found', { groupIdOrTitle: 'G2', jumpBlockId: 'j' }],
    [
      'group by id in a variable',
      to('{{Id}}'),
      'Group to jump to is not found',
      { groupIdOrTitle: 'g2', jumpBlockId: 'j' },
    ],
    [
      'group of an empty variable',
      to('{{Unset}}'),
      'Group to jump to is not found',
      { groupIdOrTitle: '', jumpBlockId: 'j' },
    ],
    [
      'group of two references',
      to('{{Title}}{{Unset}}'),
      'Group to jump to is not found',
      { groupIdOrTitle: '{{Title}}{{Unset}}', jumpBlockId: 'j' },
    ],
    [
      'block',
      to('g2', {}, 'end'),
      'Block to jump to is not found',
      { groupIdOrTitle: 'g2', blockId: 'end', jumpBlockId: 'j' },
    ],
  ])('a missing %s ends the branch', async (_name, block, description, details) => {
    const result = await conversation([says('one'), block, says('next')], g2).start();
    expect(shown(result)).toBe('one .');
    expect(result.output.logs).toEqual([
      {
        origin: 'wire',
        log: { context: 'Error while executing Jump block', description, details: JSON.stringify(details) },
      },
    ]);
  });
});

describe('return mark', () => {
  const g2 = group('g2', says('there'), back, says('unmarked'));

  it.each<[string, readonly unknown[], string]>([
    ['the next block', [to('g2'), says('next')], 'there next .'],
    [
      'the next block, although the jump has an edge',
      [to('g2', { outgoingEdgeId: 'on' }), says('next')],
      'there next .',
    ],
    ['the block behind the edge', [to('g2', { outgoingEdgeId: 'on' })], 'there end .'],
    [
      'the first block when the edge names a missing one',
      [to('g2', { outgoingEdgeId: 'missing-block' })],
      'there end .',
    ],
    ['nothing behind a missing edge', [to('g2', { outgoingEdgeId: 'gone' })], 'there unmarked .'],
    ['nothing behind a missing group', [to('g2', { outgoingEdgeId: 'missing-group' })], 'there unmarked .'],
    ['nothing', [to('g2')], 'there unmarked .'],
  ])('%s', async (_name, first, result) => {
    expect(shown(await conversation(first, g2).start())).toBe(result);
  });

  it('is one for the session: a second jump overwrites it', async () => {
    const nested = conversation(
      [to('b'), says('in a')],
      group('b', to('c'), says('in b'), back, says('unmarked')),
      group('c', says('in c'), back),
    );
    expect(shown(await nested.start())).toBe('in c in b unmarked .');
  });

  it('stays when nothing follows a second jump', async () => {
    const nested = conversation([to('b'), says('in a')], group('b', to('c')), group('c', says('in c'), back));
    expect(shown(await nested.start())).toBe('in c in a .');
  });

  it('survives turns', async () => {
    const later = conversation([to('g2'), says('next')], group('g2', asks('q'), back));
    expect(shown(await later.start())).toBe('?q');
    expect(later.state.returnMark).toEqual({ status: 'pending', blockId: 'next' });
    expect(shown(await later.say('x'))).toBe('next .');
    expect(later.state.returnMark).toBeUndefined();
  });
});

it('is recorded under made-up ids', async () => {
  const { records } = await conversation([to('g2', {}, 'a')], group('g2', says('a'), to('end'))).start();
  expect(records.visitedEdges.map(({ edgeId }) => edgeId)).toEqual(['virtual-g2-a', 'virtual-end']);
});

import { describe, expect, it } from 'vitest';
import { type ConversationOptions, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../../blocks/typebot-link/typebot-link.ts';
import { readBotFile } from '../../flow/read.ts';

const kinds = kindsOf(jump, sampleInput, textBubble, typebotLink);
const variables = [{ id: 'v', name: 'Where', value: 'Start' }];

/** A menu behind a start group; the block after its question is given. */
function oldBot(after: object, version = '5', more: readonly object[] = []) {
  return {
    version,
    groups: [
      { id: 'g0', title: 'Start', blocks: [{ id: 's0', type: 'start', outgoingEdgeId: 'e0' }, ...more] },
      group('menu', says('menu'), asks('q'), after),
    ],
    edges: edges('e0>menu', 'top>g0', 'block>g0.s0', 'gone>g0.gone', 'named>s0'),
    variables,
  };
}

/** The same as version 6 has it. */
function newBot(after: object) {
  const { groups, ...rest } = oldBot(after, '6.1');
  return { ...rest, groups: groups.slice(1), events: [{ id: 'g0', type: 'start', outgoingEdgeId: 'e0' }] };
}

function conversation(file: object, options: ConversationOptions = {}) {
  const { document, report } = readBotFile(file, { newId: () => 'new', kinds });
  expect(report).toEqual([]);
  return new SimulatedConversation(document, kinds, options);
}

const jumpTo = (options: object) => ({ id: 'j', type: 'Jump', options });
const linkTo = (options: object) => ({ id: 'l', type: 'Typebot link', options: { typebotId: 'current', ...options } });

describe('the place where a flow starts means its beginning', () => {
  const ways: readonly [string, object][] = [
    ['a jump to the group', jumpTo({ groupId: 'g0' })],
    ['a jump to the block', jumpTo({ groupId: 'g0', blockId: 's0' })],
    ['an edge to the group', says('on', { outgoingEdgeId: 'top' })],
    ['an edge to the block', says('on', { outgoingEdgeId: 'block' })],
    ['a link to the group', linkTo({ groupId: 'g0' })],
  ];
  // Version 6 has no start block whose id could stand for a group.
  const byBlock: readonly [string, object][] = [
    ['a jump to the block as a group', jumpTo({ groupId: 's0' })],
    ['an edge to the block as a group', says('on', { outgoingEdgeId: 'named' })],
    ['a link to the block as a group', linkTo({ groupId: 's0' })],
  ];
  const byTitle: readonly [string, object][] = [
    ['a jump to the title', jumpTo({ groupId: '{{Where}}' })],
    ['a link to the title', linkTo({ groupId: '{{Where}}' })],
  ];

  it.each([
    ...[...ways, ...byTitle, ...byBlock].flatMap(([name, way]) =>
      ['3', '5'].map((version) => [name, oldBot(way, version)] as const),
    ),
    ...ways.map(([name, way]) => [`${name} in version 6`, newBot(way)] as const),
  ])('%s', async (_name, file) => {
    const running = conversation(file);
    expect(shown(await running.start())).toBe('menu ?q');
    const { output } = await running.say('x');
    expect(shown(running.last!)).toMatch(/^(on )?menu \?q$/);
    expect(output.logs).toEqual([]);
  });

  it('for a preview that starts there, too', async () => {
    const running = conversation(oldBot(says('after')));
    expect(shown(await running.start({ startFrom: { type: 'group', groupId: 'g0' } }))).toBe('menu ?q');
  });

  it.each([
    ['of a version 5 bot', oldBot(says('after')), 'g0'],
    ['block of a version 5 bot', oldBot(says('after')), 's0'],
    ['of a version 6 bot', newBot(says('after')), 'g0'],
  ])("for another bot's link to the start %s", async (_name, file, groupId) => {
    const linked = { child: readBotFile(file, { newId: () => 'new', kinds }).document };
    const parent = newBot({ id: 'l', type: 'Typebot link', options: { typebotId: 'child', groupId } });
    const running = conversation(parent, { linked });
    await running.start();
    expect(shown(await running.say('x'))).toBe('menu ?q');
    expect(shown(await running.say('x'))).toBe('after .');
  });

  it('for its block as a group, in a start group with blocks of its own', async () => {
    const file = oldBot(jumpTo({ groupId: 's0' }), '5', [says('own')]);
    const { document } = readBotFile(file, { newId: () => 'new', kinds });
    const running = new SimulatedConversation(document, kinds);
    await running.start();
    expect(shown(await running.say('x'))).toBe('menu ?q');
  });

  it('but a start group with blocks of its own is a group like others', async () => {
    const running = conversation(oldBot(jumpTo({ groupId: 'g0', blockId: 's0' }), '5', [says('own'), asks('q2')]));
    await running.start();
    expect(shown(await running.say('x'))).toBe('own ?q2');
  });
});

it('a flow that is not connected to its start ends where it jumps there', async () => {
  const { events, ...rest } = newBot(jumpTo({ groupId: 'g0' }));
  const { document } = readBotFile({ ...rest, events: [{ id: 'g0', type: 'start' }] }, { newId: () => 'new', kinds });
  const running = new SimulatedConversation(document, kinds);
  await running.start({ startFrom: { type: 'group', groupId: 'menu' } });
  expect(shown(await running.say('x'))).toBe('.');
  expect(events).toHaveLength(1);
});

import { describe, expect, it } from 'vitest';
import { type ConversationOptions, flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import type { FlowDocument } from '../../flow/document.ts';
import { returnBlock } from '../return/return.ts';
import { textBubble } from '../text-bubble/text-bubble.ts';
import { typebotLink } from './typebot-link.ts';

const kinds = kindsOf(typebotLink, returnBlock, textBubble, sampleInput);

function link(options: object | undefined, extra: object = {}) {
  return { id: 'l', type: 'Typebot link', options, ...extra };
}

const child = flowDocument({
  groups: [group('g1', says('child one'), says('child two')), group('g2', says('child g2')), group('own', says('own'))],
  edges: edges('to-start>g1.child two'),
});

/** A bot whose first group is given; the second is what its edge `on` leads to. */
function parent(first: readonly unknown[], parts: Partial<FlowDocument> = {}) {
  return flowDocument({
    groups: [group('g1', ...first), group('g2', says('on'))],
    edges: edges('to-start>g1', 'on>g2'),
    variables: [
      { id: 'v1', name: 'Title', value: 'G2' },
      { id: 'v2', name: 'Id', value: 'g2' },
      { id: 'v3', name: 'Unset' },
    ],
    ...parts,
  });
}

function start(document: FlowDocument, options: ConversationOptions = {}) {
  return new SimulatedConversation(document, kinds, { linked: { child }, ...options }).start();
}

describe('target', () => {
  it.each<[string, object, string]>([
    ['the group of the start event, from its first block', { typebotId: 'child' }, 'child one child two next .'],
    ['a group', { typebotId: 'child', groupId: 'g2' }, 'child g2 next .'],
    ['a title, from a variable of the parent', { typebotId: 'child', groupId: '{{Title}}' }, 'child g2 next .'],
    ['the same bot', { typebotId: 'current', groupId: 'g2' }, 'on next .'],
    ['the same bot by its id', { typebotId: 'main', groupId: 'g2' }, 'on next .'],
    ['a title in the same bot', { typebotId: 'current', groupId: '{{Title}}' }, 'on next .'],
  ])('%s', async (_name, options, result) => {
    expect(shown(await start(parent([link(options), says('next')])))).toBe(result);
  });

  it('is the block of the start edge where the start was a block itself', async () => {
    const old = { ...child, version: '5' };
    expect(shown(await start(parent([link({ typebotId: 'old' })]), { linked: { old } }))).toBe('child two .');
  });

  const noStart = flowDocument({ events: [{ id: 'start', type: 'start' }], groups: [group('g1', says('x'))] });
  const noGroup = flowDocument({ groups: [group('g2', says('x'))] });

  it.each<[string, object | undefined, string]>([
    ['no options', undefined, 'Typebot ID is not specified'],
    ['no bot', {}, 'Typebot ID is not specified'],
    ['an empty id', { typebotId: '' }, 'Typebot ID is not specified'],
    ['an unknown bot', { typebotId: 'ghost' }, 'Typebot with ID ghost not found'],
    ['an unknown group', { typebotId: 'child', groupId: 'ghost' }, 'Group with ID "ghost" not found'],
    ['a title as id', { typebotId: 'child', groupId: 'G2' }, 'Group with ID "G2" not found'],
    ['an unknown title', { typebotId: 'child', groupId: '{{Id}}' }, 'Group with ID "{{Id}}" not found'],
    ['an unset title', { typebotId: 'child', groupId: '{{Unset}}' }, 'Group with ID "{{Unset}}" not found'],
    ['an unknown group of the same bot', { typebotId: 'current', groupId: 'own' }, 'Group with ID "own" not found'],
    ['a start event without an edge', { typebotId: 'noStart' }, 'Group with ID "undefined" not found'],
    ['a start event that leads to a missing group', { typebotId: 'noGroup' }, 'Group with ID "undefined" not found'],
  ])('%s is logged and the parent goes on', async (_name, options, details) => {
    const linked = { child, noStart, noGroup };
    const log = { status: 'error', description: 'Failed to link typebot', details };
    const result = await start(parent([link(options), says('next')]), { linked });
    expect(shown(result)).toBe('next .');
    expect(result.output.logs).toEqual([{ origin: 'wire', log }]);
    expect(shown(await start(parent([link(options, { outgoingEdgeId: 'on' }), says('next')]), { linked }))).toBe(
      'on .',
    );
  });

  it.each([
    ['result1', false],
    [undefined, true],
  ])('asks for the draft only in a preview: result %s', async (resultId, wanted) => {
    const asked: unknown[] = [];
    const linkedProgram = async (botId: string, from: { botId: string }, isPreview: boolean) => {
      asked.push([botId, from.botId, isPreview]);
      return undefined;
    };
    await start(parent([link({ typebotId: 'child' })]), { resultId, effects: { linkedProgram } });
    expect(asked).toEqual([['child', 'main', wanted]]);
  });
});

describe('return point', () => {
  it.each<[string, readonly unknown[], string]>([
    [
      'its own edge',
      [link({ typebotId: 'child', groupId: 'g2' }, { outgoingEdgeId: 'on' }), says('next')],
      'child g2 on .',
    ],
    ['the next block', [link({ typebotId: 'child', groupId: 'g2' }), says('next')], 'child g2 next .'],
    ['nothing', [link({ typebotId: 'child', groupId: 'g2' })], 'child g2 .'],
    ['a missing edge', [link({ typebotId: 'child', groupId: 'g2' }, { outgoingEdgeId: 'gone' })], 'child g2 .'],
  ])('%s', async (_name, first, result) => {
    expect(shown(await start(parent(first)))).toBe(result);
  });

  it('lies in the parent also when the parent itself is linked', async () => {
    const middle = parent([link({ typebotId: 'child', groupId: 'g2' }), says('middle')]);
    const document = parent([link({ typebotId: 'middle' }), says('outer')]);
    expect(shown(await start(document, { linked: { child, middle } }))).toBe('child g2 middle outer .');
  });
});

describe('mergeResults', () => {
  const asking = flowDocument({ groups: [group('g1', asks('q'))] });

  it.each<[string, object, boolean]>([
    ['6.1', {}, false],
    ['6', {}, false],
    ['5', {}, true],
    ['3', {}, true],
    ['6.1', { mergeResults: true }, true],
    ['5', { mergeResults: false }, false],
    ['6.1', { typebotId: 'current', groupId: 'g3', mergeResults: false }, true],
  ])('version %s with %j: %s', async (version, options, isMerging) => {
    const document = parent([link({ typebotId: 'asking', ...options }), says('next')], { version });
    document.groups.push(group('g3', asks('q')));
    const conversation = new SimulatedConversation(document, kinds, { linked: { asking } });
    expect(shown(await conversation.start())).toBe('?q');
    const [current, started] = conversation.state.frames;
    expect(current?.isMerging ?? false).toBe(isMerging);
    expect(current?.resultId === started?.resultId).toBe(isMerging);
  });
});

it('goes on in the current bot when bots are nested too deeply', async () => {
  const endless = parent([says('x'), asks('q'), link({ typebotId: 'current' }), says('back')]);
  const conversation = new SimulatedConversation(endless, kinds, { limits: { depth: 2 } });
  expect(shown(await conversation.start())).toBe('x ?q');
  expect(shown(await conversation.say('1'))).toBe('x ?q');
  expect(shown(await conversation.say('2'))).toBe('x ?q');
  const result = await conversation.say('3');
  expect(shown(result)).toBe('back back back .');
  expect(result.output.logs).toEqual([
    { origin: 'diagnostic', log: { status: 'error', description: 'Too many nested typebots' } },
  ]);
});

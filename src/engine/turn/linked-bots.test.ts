import { describe, expect, it } from 'vitest';
import { type ConversationOptions, flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../../test/support/sample-blocks.ts';
import { embedBubble } from '../../blocks/embed-bubble/embed-bubble.ts';
import { jump } from '../../blocks/jump/jump.ts';
import { returnBlock } from '../../blocks/return/return.ts';
import { textBubble } from '../../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../../blocks/typebot-link/typebot-link.ts';
import type { FlowDocument } from '../../flow/document.ts';
import type { Value } from '../../flow/values.ts';

const kinds = kindsOf(embedBubble, jump, returnBlock, textBubble, typebotLink, sampleInput);

function link(typebotId: string, options: object = {}) {
  return { id: `to ${typebotId}`, type: 'Typebot link', options: { typebotId, ...options } };
}

function bot(blocks: readonly unknown[], values: Readonly<Record<string, Value | undefined>> = {}, prefix = 'v') {
  const variables = Object.entries(values).map(([name, value]) => ({ id: `${prefix}-${name}`, name, value }));
  return flowDocument({ groups: [group('g1', ...blocks)], variables });
}

function conversation(document: FlowDocument, options: ConversationOptions = {}) {
  return new SimulatedConversation(document, kinds, options);
}

const saveIn = (variableId: string) => ({ options: { variableId } });

describe('unwinding', () => {
  const inner = bot([says('inner')]);
  const embedding = bot([{ id: 'e', type: 'embed', content: { url: 'page' } }]);
  const waiting = bot([{ id: 'e', type: 'embed', content: { url: 'page', waitForEvent: { isEnabled: true } } }]);
  const asking = bot([asks('q')]);
  const ending = bot([{ id: 'j', type: 'Jump', options: { groupId: 'gone' } }, says('never')]);

  it.each<[string, readonly unknown[], string]>([
    ['the parent goes on', [link('inner'), says('outer')], 'inner outer .'],
    [
      'bots entered one after the other',
      [link('inner'), { ...link('inner'), id: 'again' }, says('outer')],
      'inner inner outer .',
    ],
    ['a plain embed as the last message', [link('embedding'), says('outer')], 'page outer .'],
    ['a waiting embed', [link('waiting'), says('outer')], 'page …'],
    ['an input', [link('asking'), says('outer')], '?q'],
    ['a branch that ended', [link('ending'), says('outer')], 'outer .'],
    ['nothing behind the link', [says('outer'), link('inner')], 'outer inner .'],
  ])('%s', async (_name, blocks, result) => {
    const linked = { inner, embedding, waiting, asking, ending };
    expect(shown(await conversation(bot(blocks), { linked }).start())).toBe(result);
  });

  it.each(['waiting', 'asking'])('goes on in the parent after the message that %s awaited', async (name) => {
    const linked = { middle: bot([link(name), says('middle')]), waiting, asking };
    const running = conversation(bot([link('middle'), says('outer')]), { linked });
    await running.start();
    expect(running.state.frames).toHaveLength(3);
    expect(shown(await running.say('x'))).toBe('middle outer .');
    expect(running.state.frames).toHaveLength(1);
  });

  it('does not find a return mark of the parent inside the child', async () => {
    const child = bot([{ id: 'r', type: 'Return' }, says('never')]);
    const document = flowDocument({
      groups: [
        group('g1', { id: 'j', type: 'Jump', options: { groupId: 'g2' } }, says('marked')),
        group('g2', link('child'), says('outer')),
      ],
    });
    const result = await conversation(document, { linked: { child } }).start();
    expect(shown(result)).toBe('outer .');
    expect(result.output.logs.map(({ log }) => log.description)).toEqual(['Could not find block to return to']);
  });
});

describe('variables going in', () => {
  const child = bot([asks('q')], { Shared: 'own', Own: 'own', Unset: 'own', Same: undefined }, 'c');

  it.each([true, false])('come by name, merging or not: %s', async (mergeResults) => {
    const values = { Shared: ['a', null], Unset: undefined, Other: 'x', Same: 's' };
    const running = conversation(bot([link('child', { mergeResults })], values), { linked: { child } });
    await running.start();
    expect(['Shared', 'Own', 'Unset', 'Same', 'Other'].map((name) => running.value(name) ?? null)).toEqual([
      ['a', null],
      null,
      null,
      's',
      null,
    ]);
  });

  it('come from the nearest bot that has the name', async () => {
    const middle = bot([link('child')], { Shared: 'ignored', Same: 'ignored' }, 'm');
    const document = bot([link('middle')], { Shared: 'outer', Own: 'outer' });
    const running = conversation(document, { linked: { middle, child } });
    await running.start();
    expect(running.value('Shared')).toBe('outer');
    expect(running.value('Same')).toBeUndefined();
    expect(running.value('Own')).toBe('outer');
  });

  it('are a copy when the bot links to itself', async () => {
    const document = flowDocument({
      groups: [
        group('g1', link('current', { groupId: 'g2' }), says('got {{A}}')),
        group('g2', asks('q', saveIn('v-A'))),
      ],
      variables: [{ id: 'v-A', name: 'A', value: 'a' }],
    });
    const running = conversation(document);
    await running.start();
    expect(running.value('A')).toBe('a');
    expect(shown(await running.say('b'))).toBe('got b .');
  });
});

describe('merging', () => {
  const child = bot(
    [asks('q', saveIn('c-Shared')), asks('q2', saveIn('c-New')), asks('q3', saveIn('c-Empty'))],
    { Shared: undefined, New: undefined, Empty: undefined, Kept: undefined },
    'c',
  );
  const parentBlocks = (mergeResults: boolean) => [
    asks('p', saveIn('v-Shared')),
    asks('p2', saveIn('v-P')),
    link('child', { mergeResults }),
    says('{{Shared}}-{{New}}-{{Kept}}'),
    asks('last'),
  ];
  const values = { Shared: undefined, P: undefined, Kept: 'kept' };

  async function run(mergeResults: boolean) {
    const running = conversation(bot(parentBlocks(mergeResults), values), { linked: { child } });
    await running.start();
    await running.say('one');
    const entered = await running.say('two');
    const inside = running.state.frames[0]!;
    await running.say('three');
    await running.say('four');
    return { running, entered, inside, left: await running.say('five') };
  }

  it('brings variables and answers back', async () => {
    const { running, inside, left } = await run(true);
    expect(inside).toMatchObject({ resultId: 'result1', answers: [{ key: 'Shared' }, { key: 'P' }] });
    expect(shown(left)).toBe('three-four-kept ?last');
    expect(running.value('New')).toBe('four');
    expect(running.state.frames[0]?.answers).toEqual([
      { key: 'P', value: 'two' },
      { key: 'Shared', value: 'three' },
      { key: 'New', value: 'four' },
      { key: 'Empty', value: 'five' },
    ]);
    expect(left.records.answers).toEqual([{ resultId: 'result1', blockId: 'q3', content: 'five' }]);
    expect(left.records.results).toMatchObject([{ id: 'result1', botId: 'main', isCompleted: false }]);
    expect(left.records.results[0]?.variables.map(({ name }) => name)).toEqual(['Shared', 'P', 'Kept', 'New', 'Empty']);
  });

  it('or not: the parent is as before and the child has a result of its own', async () => {
    const { running, inside, left } = await run(false);
    expect(inside.answers).toEqual([]);
    expect(inside.resultId).not.toBe('result1');
    expect(shown(left)).toBe('one--kept ?last');
    expect(running.value('New')).toBeUndefined();
    expect(running.state.frames[0]?.answers).toEqual([
      { key: 'Shared', value: 'one' },
      { key: 'P', value: 'two' },
    ]);
    expect(left.records.answers).toEqual([{ resultId: inside.resultId, blockId: 'q3', content: 'five' }]);
    expect(left.records.results).toMatchObject([
      { id: inside.resultId, botId: 'child', isCompleted: true, hasStarted: true },
      { id: 'result1', botId: 'main', isCompleted: false, hasStarted: true },
    ]);
  });

  it('keeps the parent value of a variable that the child emptied', async () => {
    const emptying = bot([{ ...asks('q'), items: [] }], { A: undefined }, 'c');
    const running = conversation(
      bot([link('emptying', { mergeResults: true }), says('{{A}} kept'), asks('l')], { A: 'a' }),
      {
        linked: { emptying },
      },
    );
    await running.start();
    const [frame, ...others] = running.state.frames;
    running.state = { ...running.state, frames: [{ ...frame!, values: { 'c-A': null } }, ...others] };
    expect(shown(await running.say('x'))).toBe('a kept ?l');
  });

  it('gives a new id to a variable whose id the parent uses for another name', async () => {
    const renamed = bot([asks('q', saveIn('v-A'))], {}, 'v');
    renamed.variables.push({ id: 'v-A', name: 'B' });
    const document = bot([link('renamed', { mergeResults: true }), says('{{A}} {{B}}'), asks('l')], { A: 'a' });
    const running = conversation(document, { linked: { renamed } });
    await running.start();
    expect(shown(await running.say('b'))).toBe('a b ?l');
  });
});

describe('results', () => {
  const child = bot([asks('q')]);

  it('creates the row of the parent when a bot with a result of its own is entered', async () => {
    const { records } = await conversation(bot([link('child')]), { linked: { child } }).start();
    expect(records.results).toMatchObject([
      { id: 'result1', botId: 'main', hasStarted: false, isCompleted: false },
      { botId: 'child', hasStarted: false, isCompleted: false },
    ]);
  });

  it('has none in a preview', async () => {
    const running = conversation(bot([link('child')]), { linked: { child }, resultId: undefined });
    const { records } = await running.start();
    expect(records.results).toEqual([]);
    expect(running.state.frames.map(({ resultId }) => resultId)).toEqual([undefined, undefined]);
  });
});

it('uses the events of the child only while it runs', async () => {
  const document = flowDocument({
    events: [
      { id: 'start', type: 'start', outgoingEdgeId: 'to-start' },
      { id: 'e', type: 'reply', outgoingEdgeId: 'to-event' },
    ],
    groups: [group('g1', link('child'), asks('outer')), group('ge', says('event'), { id: 'r', type: 'Return' })],
    edges: edges('to-start>g1', 'to-event>ge'),
  });
  const running = conversation(document, { linked: { child: bot([asks('q')]) } });
  await running.start();
  expect(shown(await running.say('x'))).toBe('?outer');
  expect(shown(await running.say('x'))).toBe('event .');
});

import { describe, expect, it } from 'vitest';
import { type ConversationOptions, flowDocument, SimulatedConversation } from '../../test/support/running-flow.ts';
import { asks, edges, group, kindsOf, sampleInput, says, shown } from '../../test/support/sample-blocks.ts';
import { choiceInput } from '../blocks/choice-input/choice-input.ts';
import { condition } from '../blocks/condition/condition.ts';
import { jump } from '../blocks/jump/jump.ts';
import { redirect } from '../blocks/redirect/redirect.ts';
import { setVariable } from '../blocks/set-variable/set-variable.ts';
import { textBubble } from '../blocks/text-bubble/text-bubble.ts';
import { typebotLink } from '../blocks/typebot-link/typebot-link.ts';
import type { FlowDocument } from '../flow/document.ts';
import { defaultLimits, keptOnCut, TurnCut, TurnGuard, type TurnLimits } from './guards.ts';
import { historyIsFull } from './turn/history.ts';

const kinds = kindsOf(sampleInput, choiceInput, condition, jump, redirect, setVariable, textBubble, typebotLink);
const loop = { outgoingEdgeId: 'to-start' };
/** What makes every round of a loop another one, so that only the limits end it. */
const count = { id: 'count', type: 'Set variable', options: { variableId: 'vn', type: 'Append value(s)', item: 'n' } };
const counting = (parts: Partial<FlowDocument>) => flowDocument({ variables: [{ id: 'vn', name: 'N' }], ...parts });
const edgeCycle = counting({ groups: [group('g1', count, says('x', loop))] });
const silentCycle = counting({ groups: [group('g1', { ...count, ...loop })] });
const jumpCycle = counting({
  groups: [group('g1', count, says('x'), { id: 'j', type: 'Jump', options: { groupId: 'g1' } })],
});
const linkCycle = counting({
  groups: [
    group('g1', count, says('x'), { id: 'l', type: 'Typebot link', options: { typebotId: 'current' }, ...loop }),
  ],
});
const chain = flowDocument({
  groups: Array.from({ length: 1000 }, (_, i) => group(`g${i + 1}`, says(`b${i}`, { outgoingEdgeId: `e${i}` }))),
  edges: edges('to-start>g1', ...Array.from({ length: 999 }, (_, i) => `e${i}>g${i + 2}`)),
});

function run(document: FlowDocument, limits: Partial<TurnLimits> = {}, options: ConversationOptions = {}) {
  return new SimulatedConversation(document, kinds, { limits, ...options }).start();
}

describe('a loop whose rounds differ is cut', () => {
  it.each<[string, FlowDocument, Partial<TurnLimits>, string, number]>([
    ['edges', edgeCycle, {}, 'one block ran more than 1000 times in one turn', keptOnCut],
    ['edges, silent', silentCycle, {}, 'one block ran more than 1000 times in one turn', 0],
    ['jumps', jumpCycle, {}, 'one block ran more than 1000 times in one turn', keptOnCut],
    ['links', linkCycle, {}, 'one block ran more than 1000 times in one turn', keptOnCut],
    ['few messages', edgeCycle, { runsPerBlock: 3 }, 'one block ran more than 3 times in one turn', 3],
    ['by blocks', edgeCycle, { blocks: 7 }, 'more than 7 blocks in one turn', 3],
    ['by messages', edgeCycle, { messages: 5 }, 'more than 5 messages in one turn', 6],
    ['by size', edgeCycle, { outputSize: 200 }, 'an answer of more than 0.0002 MB', 1],
  ])('%s', async (_name, document, limits, limit, messages) => {
    const { output, state } = await run(document, limits);
    const guard = output.logs.filter(({ origin }) => origin === 'guard').map(({ log }) => log);
    expect(guard).toEqual([{ status: 'error', description: `The flow was stopped: ${limit}`, context: 'Guard' }]);
    expect(output.messages).toHaveLength(messages);
    expect(output).toMatchObject({ kind: 'walked', isEnded: true });
    expect(output.input).toBeUndefined();
    expect(state.position).toBeUndefined();
    expect(state.frames).toHaveLength(1);
  });

  it.each<[string, Partial<TurnLimits>, object, string]>([
    ['work', { workMs: 5000 }, { workMs: () => 5001 }, 'more than 5 s of work in one turn'],
    ['time', { wallMs: 120_000 }, { elapsedMs: () => 120_001 }, 'the turn took longer than 120 s'],
  ])('by %s', async (_name, limits, effects, limit) => {
    const { output } = await run(edgeCycle, limits, { effects });
    expect(output.logs[0]?.log.description).toBe(`The flow was stopped: ${limit}`);
  });
});

describe('a cut', () => {
  const document = flowDocument({
    groups: [
      group('g1', asks('q', { options: { variableId: 'v-A' }, outgoingEdgeId: 'on' })),
      group(
        'g2',
        count,
        { id: 'r', type: 'Redirect', options: { url: 'page' } },
        says('{{A}}', { outgoingEdgeId: 'on' }),
      ),
    ],
    edges: edges('to-start>g1', 'on>g2'),
    variables: [
      { id: 'v-A', name: 'A' },
      { id: 'vn', name: 'N' },
    ],
  });

  it('keeps answers, variables and actions, completes no result, and the next message starts anew', async () => {
    const conversation = new SimulatedConversation(document, kinds, { limits: { runsPerBlock: 2 } });
    await conversation.start();
    const { output, records } = await conversation.say('x');
    expect(shown(conversation.last!)).toBe('x x .');
    expect(output.actions).toHaveLength(2);
    expect(records.answers).toMatchObject([{ blockId: 'q', content: 'x' }]);
    expect(records.results).toMatchObject([{ hasStarted: true, isCompleted: false }]);
    expect(conversation.value('A')).toBe('x');
    expect(shown(await conversation.say())).toBe('?q');
  });

  it('keeps the first of the messages, the actions and the logs', async () => {
    const conversation = new SimulatedConversation(document, kinds);
    await conversation.start();
    const { output, records } = await conversation.say('x');
    const kept = [output.messages, output.actions, output.logs, records.logs].map(({ length }) => length);
    expect(kept).toEqual([keptOnCut, keptOnCut, 1, 1]);
  });
});

it('a flow of a thousand blocks passes', async () => {
  const { output } = await run(chain);
  expect(output.messages).toHaveLength(1000);
  expect(output.logs).toEqual([]);
});

it('lets other conversations run every few hundred blocks', async () => {
  let breaths = 0;
  await run(chain, {}, { effects: { breathe: async () => void breaths++ } });
  expect(breaths).toBe(5);
});

describe('work inside blocks', () => {
  /** A guard whose clock goes on by a millisecond at every look. */
  function guardWith(limits: Partial<TurnLimits> = {}) {
    let ms = 0;
    let breaths = 0;
    const clock = { workMs: () => ms++, elapsedMs: () => 0, breathe: async () => void breaths++ };
    const guard = new TurnGuard({ ...defaultLimits, ...limits }, clock);
    return { guard, looks: () => ms, breaths: () => breaths };
  }

  it('is looked at now and then, and gives way to others after a while', () => {
    const { guard, looks, breaths } = guardWith();
    for (let i = 0; i < 999; i++) guard.spend(50);
    expect([looks(), breaths()]).toEqual([0, 0]);
    for (let i = 0; i < 31_001; i++) guard.spend(50);
    expect([looks(), breaths()]).toEqual([32, 2]);
  });

  it('is cut when it takes too long', () => {
    const { guard } = guardWith({ workMs: 2 });
    const spendAll = () => {
      for (let i = 0; i < 4; i++) guard.spend(100_000);
    };
    expect(spendAll).toThrow(new TurnCut('more than 0.002 s of work in one turn'));
    guard.release();
    expect(spendAll).not.toThrow();
  });

  it('cuts the turn of a block that compares two long lists', async () => {
    const ends = Array.from({ length: 500 }, (_, i) => 'x'.repeat(i + 1));
    const comparison = { variableId: 'v-A', comparisonOperator: 'Ends with', value: '{{B}}' };
    const document = flowDocument({
      groups: [
        group('g1', { id: 'c', type: 'Condition', items: [{ id: 'i', content: { comparisons: [comparison] } }] }),
      ],
      variables: [
        { id: 'v-A', name: 'A', value: ends.map((_, i) => `${i}${ends.at(-1)}`) },
        { id: 'v-B', name: 'B', value: ends },
      ],
    });
    let ms = 0;
    const { output } = await run(document, { workMs: 5_000 }, { effects: { workMs: () => ms++ } });
    expect(output.logs).toEqual([]);
    ms = 0;
    const cut = await run(document, { workMs: 1 }, { effects: { workMs: () => ms++ } });
    expect(cut.output.logs[0]?.log.description).toBe('The flow was stopped: more than 0.001 s of work in one turn');
  });
});

describe('what gets too large', () => {
  const variables = [
    { id: 'v-A', name: 'A', value: 'a'.repeat(400) },
    { id: 'v-B', name: 'B' },
    { id: 'v-C', name: 'C' },
    { id: 'vn', name: 'N' },
  ];
  const copies = (name: string) => ({
    id: name,
    type: 'Set variable',
    options: { variableId: `v-${name}`, expressionToEvaluate: '{{A}}' },
  });

  const chooses = (...contents: readonly string[]) => ({
    id: 'q',
    type: 'choice input',
    items: contents.map((content, i) => ({ id: `i${i}`, content })),
  });
  const opens = (url: string, extra: object = {}) => ({ id: 'r', type: 'Redirect', options: { url }, ...extra });

  it.each([
    ['a text', [opens('{{A}}{{A}}{{A}}')]],
    ['the texts of an input together', [chooses('{{A}}', '{{A}}', '{{A}}')]],
    ['the values together', [copies('B'), copies('C')]],
  ])('%s is refused before it is put together', async (_name, blocks) => {
    const document = flowDocument({ groups: [group('g1', ...blocks)], variables });
    await expect(run(document, { stateSize: 1_000 })).rejects.toMatchObject({ id: 'stateTooLarge' });
    expect((await run(document)).output.logs).toEqual([]);
  });

  it.each<[string, readonly object[], Partial<TurnLimits>, string]>([
    ['actions', [count, opens('{{A}}', loop)], { outputSize: 5_000 }, 'an answer of more than 0.005 MB'],
    ['an input', [chooses('{{A}}')], { outputSize: 400 }, 'an answer of more than 0.0004 MB'],
  ])('%s that grows too large cuts the turn', async (_name, blocks, limits, limit) => {
    const document = flowDocument({ groups: [group('g1', ...blocks)], variables });
    const { output } = await run(document, limits);
    expect(output.logs.at(-1)?.log.description).toBe(`The flow was stopped: ${limit}`);
    expect(output.input).toBeUndefined();
  });

  it('values that grow too much refuse the turn', async () => {
    const document = flowDocument({ groups: [group('g1', copies('B'), copies('C'))], variables });
    await expect(run(document, { growth: 500 })).rejects.toMatchObject({ id: 'turnTooLarge' });
  });

  it('values that get shorter again leave room for others', async () => {
    const empties = { ...copies('B'), options: { variableId: 'v-B', type: 'Empty' } };
    const document = flowDocument({ groups: [group('g1', copies('B'), empties, copies('C'))], variables });
    expect((await run(document, { growth: 500 })).output.logs).toEqual([]);
  });

  it('a history that is full takes no more, and says so once', async () => {
    const blocks = [says('{{B}} {{C}}'), copies('B'), copies('C'), { ...copies('B'), id: 'again' }];
    const document = flowDocument({ groups: [group('g1', ...blocks)], variables });
    const { output, records } = await run(document, { historySize: 500 });
    expect(records.history.map(({ index, variableId }) => [index, variableId])).toEqual([[0, 'v-B']]);
    expect(output.logs.map(({ origin, log }) => [origin, log.description])).toEqual([['diagnostic', historyIsFull]]);
    expect(output.isEnded).toBe(true);
  });
});

it('a loop through an input is legal', async () => {
  const conversation = new SimulatedConversation(flowDocument({ groups: [group('g1', asks('q', loop))] }), kinds, {
    limits: { runsPerBlock: 1, blocks: 1 },
  });
  await conversation.start();
  for (let i = 0; i < 5; i++) expect(shown(await conversation.say('x'))).toBe('?q');
});

describe('nested bots', () => {
  it('stop at the limit, and every bot above goes on', async () => {
    const link = { id: 'l', type: 'Typebot link', options: { typebotId: 'current' } };
    const nested = counting({ groups: [group('g1', count, says('x'), link, says('y'))] });
    const { output } = await run(nested);
    expect(output.messages.filter(({ id }) => id === 'x')).toHaveLength(defaultLimits.depth + 1);
    expect(output.messages.filter(({ id }) => id === 'y')).toHaveLength(defaultLimits.depth + 1);
    expect(output.logs.map(({ log }) => log.description)).toEqual(['Too many nested typebots']);
  });
});

describe('refusals', () => {
  it('a turn over the time limit of the operator is refused', async () => {
    let ms = 0;
    const effects = { elapsedMs: () => (ms += 100) };
    await expect(run(edgeCycle, { refuseAfterMs: 2000 }, { effects })).rejects.toMatchObject({
      id: 'turnTimeout',
      message: '2 seconds timeout reached',
    });
  });

  it('a state over the size limit is refused', async () => {
    await expect(run(edgeCycle, { stateSize: 10 })).rejects.toMatchObject({ id: 'stateTooLarge' });
  });
});

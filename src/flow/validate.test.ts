import { describe, expect, it } from 'vitest';
import { flowDocument } from '../../test/support/running-flow.ts';
import { warningLines } from '../../test/support/warning-lines.ts';
import type { FlowDocument } from './document.ts';

const text = (id: string, more = {}) => ({ id, type: 'text', ...more });
const edge = (id: string, groupId: string, blockId?: string) => ({ id, to: { groupId, ...(blockId && { blockId }) } });
const variables = [{ id: 'v1', name: 'Name' }];

it('finds nothing wrong with a sound flow', () => {
  const document = flowDocument({
    events: [
      { id: 'start', type: 'start', outgoingEdgeId: 'e1' },
      { id: 'reply', type: 'reply', outgoingEdgeId: 'e3', options: { contentVariableId: 'v1' } },
    ],
    groups: [
      {
        id: 'g1',
        title: 'One',
        blocks: [
          text('b1', { content: { richText: [{ children: [{ text: 'Hi {{Name}} {{=1 + {{Name}}=}}' }] }] } }),
          {
            id: 'b2',
            type: 'choice input',
            items: [{ id: 'i1', outgoingEdgeId: 'e2' }, { id: 'i2' }],
            options: { variableId: 'v1' },
          },
        ],
      },
      { id: 'g2', title: 'Two', blocks: [{ id: 'b3', type: 'Jump', options: { groupId: 'g3', blockId: 'b4' } }] },
      { id: 'g3', title: 'Three', blocks: [{ id: 'b4', type: 'Typebot link', options: { typebotId: 'other' } }] },
      {
        id: 'g4',
        title: 'Four',
        blocks: [
          { id: 'b5', type: 'Return' },
          { id: 'b6', type: 'text input' },
        ],
      },
    ],
    edges: [edge('e1', 'g1'), edge('e2', 'g2'), edge('e3', 'g4', 'b5')],
    variables,
  });
  expect(warningLines(document)).toEqual([]);
});

describe('validate: the document', () => {
  const group = { id: 'g1', title: 'One', blocks: [text('b1')] };
  const start = { id: 's', type: 'start', outgoingEdgeId: 'e1' };
  const sound = { events: [start], groups: [group], edges: [edge('e1', 'g1')] };

  it.each<[string, Partial<FlowDocument>, string[]]>([
    [
      'no start event',
      { events: [{ ...start, type: 'command' }] },
      ['events: There is no start event: the bot cannot start.'],
    ],
    [
      'start event not first',
      { events: [{ id: 'c', type: 'command' }, start] },
      ['events: The start event should be the first event.'],
    ],
    [
      'unknown event',
      { events: [start, { id: 'x', type: 'alarm' }] },
      [
        'events[1].type: Expected a known value but found "alarm": it was left out.',
        'events[1].type: Expected a known value but found nothing: the whole was left out.',
      ],
    ],
    [
      'arrow of an event',
      { events: [start, { id: 'c', type: 'command', outgoingEdgeId: 'gone' }] },
      ['events[1].outgoingEdgeId: There is no edge with the id "gone": it counts as no arrow.'],
    ],
    [
      'variable of an event',
      { events: [start, { id: 'r', type: 'reply', options: { contentVariableId: 'v9' } }] },
      ['events[1].options.contentVariableId: There is no variable with the id "v9".'],
    ],
    ['two events', { events: [start, { id: 's', type: 'command' }] }, ['events: Two events have the id "s".']],
    [
      'two groups',
      { groups: [group, { ...group, title: 'Two', blocks: [] }] },
      ['groups: Two groups have the id "g1": the first one counts.'],
    ],
    [
      'two blocks',
      { groups: [{ ...group, blocks: [text('b1'), text('b1')] }] },
      ['One / text b1: Another block has the same id.'],
    ],
    [
      'two edges',
      { edges: [edge('e1', 'g1'), edge('e1', 'g1')] },
      ['edges: Two edges have the id "e1": the first one counts.'],
    ],
    [
      'two variables',
      {
        variables: [
          { id: 'v1', name: 'A' },
          { id: 'v1', name: 'B' },
          { id: 'v2', name: 'A' },
        ],
      },
      [
        'variables: Two variables have the id "v1": the first one counts.',
        'variables: Two variables have the name "A": the first one counts.',
      ],
    ],
    [
      'malformed edge',
      { edges: [edge('e1', 'g1'), { id: 'e2' }, null] },
      [
        'edges[1].to: Expected an object but found nothing: the whole was left out.',
        'edges[2]: Expected an object but found null: the whole was left out.',
      ],
    ],
    [
      'group without an id',
      { groups: [group, { title: 'Lost' }] },
      ['groups[1].id: Expected a text but found nothing: the whole was left out.'],
    ],
    [
      'unreadable title and blocks',
      { groups: [{ id: 'g1', title: 7, blocks: 'none' }] },
      [
        'groups[0].title: Expected a text but found a number: it was left out.',
        'groups[0].blocks: Expected a list but found a text: it was left out.',
      ],
    ],
    ['group out of reach', { groups: [group, { id: 'g2', title: 'Two' }] }, ['Two: Nothing leads to this group.']],
    [
      'group that only another one out of reach leads to',
      {
        groups: [
          group,
          { id: 'g2', title: 'Two', blocks: [text('b2', { outgoingEdgeId: 'e2' })] },
          { id: 'g3', title: 'Three' },
        ],
        edges: [edge('e1', 'g1'), edge('e2', 'g3')],
      },
      ['Two: Nothing leads to this group.', 'Three: Nothing leads to this group.'],
    ],
    [
      'any group may be the target of a jump by title',
      {
        groups: [
          { ...group, blocks: [{ id: 'b1', type: 'Jump', options: { groupId: '{{A}}' } }] },
          { id: 'g2', title: 'Two' },
        ],
        variables: [{ id: 'v1', name: 'A' }],
      },
      [],
    ],
    [
      'settings',
      { settings: { general: { isBrandingEnabled: 1 }, metadata: { title: '{{Nobody}}' } } },
      [
        'settings.general.isBrandingEnabled: Expected true or false but found a number: it was left out.',
        'settings.metadata.title: There is no variable with the name "Nobody".',
      ],
    ],
    [
      'theme',
      { theme: { chat: { hostAvatar: { url: '{{Face}}' }, roundness: 'round' } } },
      [
        'theme.chat.roundness: Expected a known value but found "round": it was left out.',
        'theme.chat.hostAvatar.url: There is no variable with the name "Face".',
      ],
    ],
  ])('%s', (_name, parts, expected) => {
    expect(warningLines(flowDocument({ ...sound, ...parts })).filter((found) => !/^One: Nothing/.test(found))).toEqual(
      expected,
    );
  });
});

describe('validate: inputs inside reply events', () => {
  const complaint = (title: string, id: string) =>
    `${title} / text input ${id}: A reply event leads to this input: its answer starts the event again and the first reply is lost.`;
  const input = (id: string, more = {}) => ({ id, type: 'text input', ...more });

  it.each<[string, unknown[], string[]]>([
    ['directly', [input('b2')], [complaint('Two', 'b2')]],
    ['after a bubble', [text('b2'), input('b3')], [complaint('Two', 'b3')]],
    ['after Return', [{ id: 'b2', type: 'Return' }, input('b3')], []],
    [
      'in an item',
      [{ id: 'b2', type: 'Condition', items: [{ id: 'i', outgoingEdgeId: 'e3' }] }],
      [complaint('Three', 'b9')],
    ],
    ['behind an arrow', [text('b2', { outgoingEdgeId: 'e3' })], [complaint('Three', 'b9')]],
    [
      'behind a jump',
      [{ id: 'b2', type: 'Jump', options: { groupId: 'g3' } }, input('b3')],
      [complaint('Three', 'b9')],
    ],
    ['in a circle', [text('b2', { outgoingEdgeId: 'e2' })], []],
  ])('%s', (_name, blocks, expected) => {
    const document = flowDocument({
      events: [
        { id: 's', type: 'start', outgoingEdgeId: 'e1' },
        { id: 'r', type: 'reply', outgoingEdgeId: 'e2' },
      ],
      groups: [
        { id: 'g1', title: 'One', blocks: [input('b1', { outgoingEdgeId: 'e3' })] },
        { id: 'g2', title: 'Two', blocks },
        { id: 'g3', title: 'Three', blocks: [input('b9')] },
      ],
      edges: [edge('e1', 'g1'), edge('e2', 'g2'), edge('e3', 'g3')],
    });
    expect(warningLines(document)).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { ReparteeError } from '../errors/errors.ts';
import { upgrade } from './upgrade.ts';

const newId = () => 'new';
const place = { x: 1, y: 2 };

/** A document of an old version with a start group and one more group that holds the given blocks. */
function old(version: string | undefined, blocks: readonly unknown[], more: Record<string, unknown> = {}) {
  return {
    version,
    name: 'Old',
    groups: [
      {
        id: 'g0',
        title: 'Start',
        graphCoordinates: place,
        blocks: [{ id: 'b0', type: 'start', label: 'Start', groupId: 'g0', outgoingEdgeId: 'e1' }],
      },
      { id: 'g1', title: 'One', graphCoordinates: place, blocks },
    ],
    edges: [
      { id: 'e2', from: { groupId: 'g1', blockId: 'b1' }, to: { groupId: 'g1' } },
      { id: 'e1', from: { groupId: 'g0', blockId: 'b0' }, to: { groupId: 'g1' } },
    ],
    variables: [{ id: 'v1', name: 'Name' }],
    theme: { custom: 1 },
    settings: {},
    ...more,
  };
}

/** The blocks of the group "One" after the upgrade. */
function upgradedBlocks(version: string | undefined, blocks: readonly unknown[], more = {}): unknown {
  return (upgrade(old(version, blocks, more), newId).groups[0] as { blocks: unknown }).blocks;
}

describe('upgrade: versions', () => {
  it.each([
    [undefined, '6.1', '3'],
    ['3', '6.1', '3'],
    ['4', '6.1', '4'],
    ['5', '6.1', '5'],
  ])('%s becomes %s and is remembered as %s', (version, expected, importedVersion) => {
    const document = upgrade(old(version, []), newId);
    expect(document).toMatchObject({ version: expected, importedVersion, name: 'Old', theme: { custom: 1 } });
  });

  it.each(['6', '6.1'])('%s stays as it is', (version) => {
    const today = {
      version,
      events: [{ id: 'ev', type: 'start' }],
      groups: [{ id: 'g', title: 'G', blocks: [{ id: 'b', type: 'text', groupId: 'kept' }] }],
      edges: [],
      variables: [],
      theme: {},
      settings: {},
      unknown: { deep: [1] },
    };
    expect(upgrade(today, newId)).toEqual(today);
    expect(upgrade({ ...today, importedVersion: '4' }, newId)).toEqual({ ...today, importedVersion: '4' });
  });

  it('takes missing lists and objects as empty', () => {
    expect(upgrade({ version: '6.1', events: null, groups: [{ id: 'g' }, 7], theme: [] }, newId)).toEqual({
      version: '6.1',
      events: [],
      groups: [{ id: 'g', blocks: [] }, 7],
      edges: [],
      variables: [],
      theme: {},
      settings: {},
    });
  });

  it('does not change the input', () => {
    const input = old('3', [{ id: 'b1', type: 'Webhook', webhookId: 'w1', items: [{ id: 'i', type: 0 }] }]);
    const before = structuredClone(input);
    upgrade(input, newId);
    expect(input).toEqual(before);
  });
});

describe('upgrade: start', () => {
  it('replaces the start block by an event and puts its edge first', () => {
    const document = upgrade(old('4', [{ id: 'b1', type: 'text' }]), newId);
    expect(document.events).toEqual([
      { id: 'g0', type: 'start', graphCoordinates: place, outgoingEdgeId: 'e1', title: 'Start', blockId: 'b0' },
    ]);
    expect(document.groups).toEqual([
      { id: 'g1', title: 'One', graphCoordinates: place, blocks: [{ id: 'b1', type: 'text' }] },
    ]);
    expect(document.edges).toEqual([
      { id: 'e1', from: { eventId: 'g0' }, to: { groupId: 'g1' } },
      { id: 'e2', from: { blockId: 'b1' }, to: { groupId: 'g1' } },
    ]);
  });

  it('keeps other blocks of the start group and groups that were empty', () => {
    const groups = [
      { id: 'empty', title: 'Empty', blocks: [] },
      {
        id: 'g0',
        title: 'Start',
        blocks: [
          { id: 'b0', type: 'start' },
          { id: 'b1', type: 'text' },
        ],
      },
    ];
    const document = upgrade({ version: '5', groups }, newId);
    expect(document.groups).toEqual([
      { id: 'empty', title: 'Empty', blocks: [] },
      { id: 'g0', title: 'Start', blocks: [{ id: 'b1', type: 'text' }] },
    ]);
    expect(document.events).toEqual([
      { id: 'g0', type: 'start', graphCoordinates: { x: 0, y: 0 }, title: 'Start', blockId: 'b0' },
    ]);
  });

  it.each([
    ['no groups', {}],
    ['no start block', { groups: [{ id: 'g', blocks: [{ id: 'b', type: 'text' }] }] }],
  ])('refuses: %s', (_name, raw) => {
    expect(() => upgrade(raw, newId)).toThrow(ReparteeError);
    expect(() => upgrade(raw, newId)).toThrow('Invalid typebot file: start event is missing');
  });

  it('leads what named the start block to its group', () => {
    const jump = { id: 'j', type: 'Jump', options: { groupId: 'g0', blockId: 'b0' } };
    const edges = [{ id: 'e', from: { blockId: 'j' }, to: { groupId: 'g0', blockId: 'b0' } }];
    expect(upgradedBlocks('5', [jump])).toEqual([{ ...jump, options: { groupId: 'g0' } }]);
    expect(upgrade(old('5', [jump], { edges }), newId).edges).toEqual([{ ...edges[0], to: { groupId: 'g0' } }]);
  });

  it('takes a start event that is there already', () => {
    const raw = { groups: [], events: [{ id: 'ev', type: 'start' }] };
    expect(upgrade(raw, newId)).toMatchObject({ importedVersion: '3', events: [{ id: 'ev', type: 'start' }] });
  });
});

describe('upgrade: blocks', () => {
  const row = {
    id: 'w1',
    typebotId: 't',
    url: 'https://a.example',
    method: 'GET',
    headers: [],
    queryParams: [{ id: 'q', key: 'k' }],
    body: null,
  };
  const request = { url: 'https://a.example', method: 'GET', headers: [], queryParams: [{ id: 'q', key: 'k' }] };

  it.each([
    ['Webhook', '3', { webhookId: 'w1' }, { options: { webhook: request } }],
    ['Zapier', undefined, { webhookId: 'w1', options: { x: 1 } }, { options: { x: 1, webhook: request } }],
    ['Make.com', '3', { webhookId: 'gone' }, { options: { webhook: { method: 'POST' } } }],
    ['Pabbly', '3', {}, { options: { webhook: { method: 'POST' } } }],
    ['Webhook', '3', { options: { webhook: { id: 'w', url: 'u' } } }, { options: { webhook: { url: 'u' } } }],
    ['Webhook', '4', { options: { webhook: { id: 'w', url: 'u' } } }, { options: { webhook: { url: 'u' } } }],
    ['Webhook', '4', {}, {}],
    ['text', '3', { webhookId: 'w1' }, { webhookId: 'w1' }],
  ])('request of %s in version %s: %j', (type, version, before, after) => {
    const [block] = upgradedBlocks(version, [{ id: 'b1', type, ...before }], { webhooks: [row, null] }) as unknown[];
    expect(block).toEqual({ id: 'b1', type, ...after });
  });

  it('keeps the rows of requests out of the upgraded document', () => {
    expect(upgrade(old('3', [], { webhooks: [row] }), newId)).not.toHaveProperty('webhooks');
    expect(upgrade(old('4', [], { webhooks: [row] }), newId)).toHaveProperty('webhooks', [row]);
  });

  const referenceCell = { id: 'c', column: 'Mail', value: '{{Mail}}' };
  const filter = {
    comparisons: [{ id: 'new', column: 'Mail', comparisonOperator: 'Equal to', value: '{{Mail}}' }],
  };
  it.each([
    [
      { action: 'Get data from sheet', referenceCell },
      { action: 'Get data from sheet', filter },
    ],
    [
      { action: 'Update a row', referenceCell },
      { action: 'Update a row', filter },
    ],
    [
      { action: 'Insert a row', referenceCell },
      { action: 'Insert a row', referenceCell },
    ],
    [
      { action: 'Update a row', referenceCell, filter: { comparisons: [] } },
      { action: 'Update a row', referenceCell, filter: { comparisons: [] } },
    ],
    [{ action: 'Update a row' }, { action: 'Update a row' }],
  ])('sheet %j', (before, after) => {
    expect(upgradedBlocks('4', [{ id: 'b1', type: 'Google Sheets', options: before }])).toEqual([
      { id: 'b1', type: 'Google Sheets', options: after },
    ]);
  });

  it.each([
    ['back reference', { type: 'text', groupId: 'g1' }, { type: 'text' }],
    [
      'numbered kinds of items',
      { type: 'choice input', items: [{ id: 'i', type: 0, blockId: 'b1', content: 'A' }, 'x'] },
      { type: 'choice input', items: [{ id: 'i', content: 'A' }, 'x'] },
    ],
    [
      'size limit stays',
      { type: 'file input', options: { sizeLimit: 5 } },
      { type: 'file input', options: { sizeLimit: 5 } },
    ],
    ['unknown fields stay', { type: 'text', mine: { a: 1 } }, { type: 'text', mine: { a: 1 } }],
  ])('%s', (_name, before, after) => {
    expect(upgradedBlocks('5', [{ id: 'b1', ...before }])).toEqual([{ id: 'b1', ...after }]);
  });

  it('leaves what is no block alone', () => {
    expect(upgradedBlocks('3', [null, 'text', 5])).toEqual([null, 'text', 5]);
  });
});

describe('upgrade: steps', () => {
  it('turns blocks into groups and steps into blocks', () => {
    const document = upgrade(
      {
        name: 'Very old',
        blocks: [
          {
            id: 'g0',
            title: 'Start',
            graphCoordinates: place,
            steps: [{ id: 's0', blockId: 'g0', type: 'start', outgoingEdgeId: 'e1' }],
          },
          {
            id: 'g1',
            title: 'One',
            graphCoordinates: place,
            steps: [
              {
                id: 's1',
                blockId: 'g1',
                type: 'choice input',
                items: [{ id: 'i', stepId: 's1', type: 0, content: 'A' }],
              },
              { id: 's2', blockId: 'g1', type: 'Typebot link', options: { typebotId: 'x', blockId: 'g9' } },
              { id: 's3', blockId: 'g1', type: 'Webhook', webhookId: 'w1' },
            ],
          },
          null,
        ],
        edges: [
          { id: 'e1', from: { blockId: 'g0', stepId: 's0' }, to: { blockId: 'g1' } },
          { id: 'e2', from: { blockId: 'g1', stepId: 's1', itemId: 'i' }, to: { blockId: 'g1', stepId: 's2' } },
        ],
        webhooks: [{ id: 'w1', url: 'https://a.example', method: 'PUT' }],
      },
      newId,
    );
    expect(document).toEqual({
      name: 'Very old',
      version: '6.1',
      importedVersion: '3',
      events: [
        { id: 'g0', type: 'start', graphCoordinates: place, outgoingEdgeId: 'e1', title: 'Start', blockId: 's0' },
      ],
      groups: [
        {
          id: 'g1',
          title: 'One',
          graphCoordinates: place,
          blocks: [
            { id: 's1', type: 'choice input', items: [{ id: 'i', content: 'A' }] },
            { id: 's2', type: 'Typebot link', options: { typebotId: 'x', groupId: 'g9' } },
            { id: 's3', type: 'Webhook', options: { webhook: { url: 'https://a.example', method: 'PUT' } } },
          ],
        },
        null,
      ],
      edges: [
        { id: 'e1', from: { eventId: 'g0' }, to: { groupId: 'g1' } },
        { id: 'e2', from: { blockId: 's1', itemId: 'i' }, to: { groupId: 'g1', blockId: 's2' } },
      ],
      variables: [],
      theme: {},
      settings: {},
    });
  });
});

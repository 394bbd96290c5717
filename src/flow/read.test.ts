import { describe, expect, it } from 'vitest';
import { describedKinds } from '../../test/support/described-kinds.ts';
import { maxDepth } from './depth.ts';
import { type BotFile, maxBotFileBytes, readBotFile } from './read.ts';

const read = (file: unknown): BotFile => readBotFile(file, { newId: () => 'new', kinds: describedKinds });
const minimal = { version: '6.1', events: [{ id: 'ev', type: 'start' }], groups: [] };

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

describe('readBotFile: what it takes', () => {
  const expected = { ...minimal, edges: [], variables: [], theme: {}, settings: {} };
  it.each([
    ['an object', minimal],
    ['a text', JSON.stringify(minimal)],
    ['a text with a byte order mark', `\uFEFF${JSON.stringify(minimal)}`],
    ['a text with white space', `\n${JSON.stringify(minimal, null, 2)}\n`],
  ])('%s', (_name, file) => {
    expect(read(file)).toEqual({ document: expected, name: 'My typebot', id: undefined, report: [] });
  });

  it('keeps unknown fields and drops those of the server that it came from', () => {
    const flow = { icon: '🤖', resultsTablePreferences: null, mine: { a: [1] }, importedVersion: '4' };
    const stored = {
      ...{ id: 'bot1', name: 'Shop', createdAt: 'x', updatedAt: 'x', publicId: 'shop', customDomain: 'a.example' },
      ...{ workspaceId: 'w', isArchived: true, isClosed: true, whatsAppCredentialsId: 'c', riskLevel: 1, spaceId: 's' },
    };
    expect(read({ ...minimal, ...flow, ...stored })).toEqual({
      document: { ...expected, ...flow },
      name: 'Shop',
      id: 'bot1',
      report: [],
    });
  });

  it.each([
    ['clz-1_A', 'clz-1_A'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['a'.repeat(65), undefined],
    ['', undefined],
    ['a b', undefined],
    [7, undefined],
  ])('id %j', (id, taken) => {
    expect(read({ ...minimal, id }).id).toBe(taken);
  });

  it.each([
    ['Shop', 'Shop'],
    [' ', 'My typebot'],
    [7, 'My typebot'],
    [undefined, 'My typebot'],
  ])('name %j', (name, taken) => {
    expect(read({ ...minimal, name }).name).toBe(taken);
  });

  it.each([
    ['6', '6', undefined, 0],
    ['6.1', '6.1', undefined, 0],
    [6, '6', undefined, 0],
    ['7', '6.1', undefined, 1],
    ['6.2', '6.1', undefined, 1],
    [10, '6.1', undefined, 1],
    ['5', '6.1', '5', 0],
    ['4', '6.1', '4', 0],
    ['3', '6.1', '3', 0],
    [null, '6.1', '3', 0],
    [undefined, '6.1', '3', 0],
  ])('version %j', (version, taken, importedVersion, warnings) => {
    const { document, report } = read({ ...minimal, version });
    expect([document.version, document.importedVersion]).toEqual([taken, importedVersion]);
    expect(report.filter(({ field }) => field === 'version')).toHaveLength(warnings);
  });
});

describe('readBotFile: what it refuses', () => {
  it.each([
    ['', 'it is not JSON'],
    ['{"version":', 'it is not JSON'],
    ['null', 'it is not an object'],
    ['[]', 'it is not an object'],
    [undefined, 'it is not an object'],
    [5, 'it is not an object'],
    [{}, 'start event is missing'],
    [{ ...minimal, events: null }, 'start event is missing'],
    [{ ...minimal, events: [] }, 'start event is missing'],
    [{ ...minimal, events: [{ id: 'c', type: 'command' }] }, 'start event is missing'],
    [{ ...minimal, events: [{ type: 'start' }] }, 'start event is missing'],
    [{ version: '4', groups: [{ id: 'g', blocks: [] }] }, 'start event is missing'],
    [{ version: '6.1', events: minimal.events }, 'groups are missing'],
    [{ ...minimal, version: 'abc' }, 'version "abc" is unknown'],
    [{ ...minimal, version: '5.5' }, 'version "5.5" is unknown'],
    [{ ...minimal, version: '1' }, 'version "1" is unknown'],
    [{ ...minimal, version: 'Infinity' }, 'version "Infinity" is unknown'],
    [{ ...minimal, version: {} }, 'version {} is unknown'],
    [{ ...minimal, deep: nested(maxDepth) }, 'it is nested deeper than 100 levels'],
    [`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'it is nested deeper than 100 levels'],
    [' '.repeat(maxBotFileBytes + 1), 'it is larger than 10 MB'],
    [`"${'é'.repeat(maxBotFileBytes / 2)}"`, 'it is larger than 10 MB'],
  ])('case %#', (file, reason) => {
    let thrown: unknown;
    try {
      read(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ id: 'invalidBotFile', message: `Invalid typebot file: ${reason}` });
  });

  it('takes the deepest nesting that is allowed', () => {
    expect(read({ ...minimal, deep: nested(maxDepth - 1) }).report).toEqual([]);
  });
});

describe('readBotFile: what it repairs', () => {
  it.each([
    [{ groups: [{ id: 'g', blocks: [] }], edges: 5, theme: [], settings: 'x' }, ['edges', 'settings', 'theme']],
    [{ variables: {}, groups: [] }, ['variables']],
    [{ importedVersion: '9' }, ['importedVersion']],
    [{ events: [{ id: 'c', type: 'command' }, ...minimal.events] }, ['events']],
  ])('%j', (parts, fields) => {
    const { document, report } = read({ ...minimal, ...parts });
    expect(report.flatMap(({ field }) => field ?? []).sort()).toEqual(fields);
    expect(document).toMatchObject({ edges: [], variables: [], theme: {}, settings: {} });
    expect(document).not.toHaveProperty('importedVersion');
  });

  it.each(['3', '6.1'])('removes malformed edges with a warning in version %s', (version) => {
    const edge = { id: 'e', from: { eventId: 'ev', x: 1 }, to: { groupId: 'g', y: 2 } };
    const { document, report } = read({ ...minimal, version, edges: [null, edge, { id: 'e2', to: {} }] });
    expect(document.edges).toEqual([edge]);
    expect(report.map(({ field }) => field)).toEqual(['edges[0]', 'edges[2].to.groupId', 'edges[2].to']);
  });

  it('keeps a flow with one broken block', () => {
    const blocks = [
      { id: 'b1', type: 'text' },
      { id: 'b2', kind: 'text' },
      { id: 'b3', type: 'teleport', options: 1 },
    ];
    const { document, report } = read({ ...minimal, groups: [{ id: 'g', title: 'Hello', blocks }] });
    expect(document.groups).toEqual([{ id: 'g', title: 'Hello', blocks }]);
    expect(report).toEqual([
      { group: 'Hello', message: 'A block without an id or a type was left out.' },
      { group: 'Hello', block: 'teleport b3', message: 'Unknown block type "teleport": it is skipped.' },
      { group: 'Hello', message: 'Nothing leads to this group.' },
    ]);
  });
});

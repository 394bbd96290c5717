import { afterEach, beforeEach, expect, it } from 'vitest';
import { records, result, turn } from '../samples.suite.ts';
import { type Connection, openConnection } from './connection.ts';
import { TurnWriter } from './turn-writer.ts';

// What the store has no reader for yet is looked at in the tables.
let connection: Connection;
let writer: TurnWriter;

beforeEach(async () => {
  connection = await openConnection(':memory:');
  writer = new TurnWriter(connection);
});
afterEach(() => connection.close());

const table = (name: string) =>
  connection
    .prepare(`SELECT * FROM ${name}`)
    .all()
    .map((row) => ({ ...row }));

it('counts the answers to each block of each result', () => {
  const results = [result('r1'), result('r2')];
  const blocks = [
    ['r1', 'a'],
    ['r1', 'b'],
    ['r1', 'a'],
    ['r2', 'a'],
  ] as const;
  const answers = blocks.map(([resultId, blockId]) => ({ resultId, blockId, content: 'x' }));
  writer.write(turn('s1', { records: records({ results, answers }) }));
  writer.write(turn('s1', { records: records({ answers: answers.slice(0, 1) }) }));
  expect(table('answers').map(({ attempt }) => attempt)).toEqual([1, 1, 2, 1, 3]);
});

it('keeps the first visited edge and the first value of an index', () => {
  const edge = (index: number, edgeId: string) => ({ resultId: 'r1', index, edgeId });
  const change = (index: number, value: string | (string | null)[] | null) => ({
    resultId: 'r1',
    index,
    blockIndex: 0,
    blockId: 'b1',
    variableId: 'v1',
    value,
  });
  const visitedEdges = [edge(0, 'e0'), edge(1, 'e1')];
  const history = [change(0, 'first'), change(1, null)];
  writer.write(turn('s1', { records: records({ results: [result('r1')], visitedEdges, history }) }));
  writer.write(
    turn('s1', {
      records: records({
        visitedEdges: [edge(1, 'again'), edge(2, 'e2')],
        history: [change(1, 'again'), change(2, ['a', null])],
      }),
    }),
  );
  expect(table('visited_edges').map(({ sequence, edge_id }) => [sequence, edge_id])).toEqual([
    [0, 'e0'],
    [1, 'e1'],
    [2, 'e2'],
  ]);
  const row = { result_id: 'r1', block_sequence: 0, block_id: 'b1', variable_id: 'v1' };
  expect(table('set_variable_history')).toEqual([
    { ...row, sequence: 0, value: '"first"' },
    { ...row, sequence: 1, value: 'null' },
    { ...row, sequence: 2, value: '["a",null]' },
  ]);
});

it.each(['visited_edges', 'set_variable_history', 'logs'])('leaves %s of no result out', (name) => {
  const resultId = 'registered';
  writer.write(
    turn('s1', {
      records: records({
        visitedEdges: [{ resultId, index: 0, edgeId: 'e1' }],
        history: [{ resultId, index: 0, blockIndex: 0, blockId: 'b1', variableId: 'v1', value: 'x' }],
        logs: [{ resultId, description: 'd' }],
      }),
    }),
  );
  expect(table(name)).toEqual([]);
  expect(table('sessions')).toHaveLength(1);
});

it('writes one row of the timeline per turn in which something happened', () => {
  const line = { kind: 'bubble', blockId: 'b1', type: 'text', text: 'Hi' } as const;
  writer.write(turn('s1', { at: 5, records: records({ timeline: [line, line] }) }));
  writer.write(turn('s1', { at: 6, expectedRevision: 1, records: records({}) }));
  expect(table('timeline')).toEqual([
    { id: 1, session_id: 's1', result_id: null, at: 5, entries: JSON.stringify([line, line]) },
  ]);
});

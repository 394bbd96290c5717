import { describe, expect, it } from 'vitest';
import type { TurnRecords } from '../engine/output.ts';
import { withTexts } from './record-texts.ts';

const large = 'x'.repeat(300_000);
const variables = [{ id: 'v', name: 'V', value: large }];
const entry = { kind: 'bubble' as const, blockId: 'b', type: 'text', text: large };
const change = { resultId: 'r', index: 0, blockIndex: 0, blockId: 's', variableId: 'v', value: ['a', null] };
const records: TurnRecords = {
  answers: [],
  visitedEdges: [],
  history: [change, { ...change, index: 1, value: 'b' }],
  logs: [],
  results: [{ id: 'r', botId: 'bot', variables, hasStarted: true, isCompleted: false }],
  timeline: [entry, entry, { kind: 'restart' }],
};

describe('texts of large records', () => {
  it('are what the store would write, made with pauses', async () => {
    let pauses = 0;
    const written = await withTexts(records, async () => void pauses++);
    expect(written.results[0]?.variablesText).toBe(JSON.stringify(variables));
    expect(written.history.map(({ valueText }) => valueText)).toEqual(['["a",null]', '"b"']);
    expect(written.timelineText).toBe(JSON.stringify(records.timeline));
    expect(pauses).toBe(1);
  });

  it('are those of nothing when there is nothing', async () => {
    const empty: TurnRecords = { ...records, history: [], results: [], timeline: [] };
    expect(await withTexts(empty, async () => {})).toEqual({ ...empty, timelineText: '[]' });
  });
});
